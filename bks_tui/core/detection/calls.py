"""Groups of calls and conditions that several rules share."""

from __future__ import annotations

from bks_tui.core.detection.conditions import (
    AwsManagedPolicy,
    ByTarget,
    Call,
    CallOutcome,
    Comparison,
    Ended,
    Field,
    Not,
    OnTarget,
    all_of,
    any_of,
    attempted,
    called,
)
from bks_tui.core.services import SERVICES

BY_TARGET = ByTarget()
BY_ANOTHER = Not(BY_TARGET)
# Made by the target, or to it.
CONCERNS_TARGET = any_of(BY_TARGET, OnTarget())
SUCCEEDED, FAILED, DENIED = map(Ended, CallOutcome)

INVOCATIONS = (
    "InvokeModel",
    "InvokeModelWithResponseStream",
    "InvokeModelWithBidirectionalStream",
    "Converse",
    "ConverseStream",
    "CreateInference",
    "InvokeAgent",
    "InvokeInlineAgent",
    "RetrieveAndGenerate",
    "StartAsyncInvoke",
)
INVOKED = any_of(Call("bedrock", INVOCATIONS), Call("aws-external-anthropic", ("CreateInference",)))

# Access: credentials and permissions.
ADDED_CREDENTIALS = ("CreateAccessKey", "UploadSigningCertificate", "UploadSSHPublicKey")
SET_PASSWORD = ("CreateLoginProfile", "UpdateLoginProfile", "ChangePassword")
ADDED_PERMISSIONS = (
    "AttachUserPolicy",
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "PutUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "AddUserToGroup",
    "CreatePolicyVersion",
    "SetDefaultPolicyVersion",
    "UpdateAssumeRolePolicy",
)
LIFTED_RESTRICTION = ("DeleteUserPermissionsBoundary", "DeleteRolePermissionsBoundary", "DeactivateMFADevice")
PREPARED_IDENTITY = (
    "CreateRole",
    "CreatePolicy",
    "CreateSAMLProvider",
    "CreateOpenIDConnectProvider",
    "CreateVirtualMFADevice",
)
FUNCTION_CHANGES = ("UpdateFunctionCode", "UpdateFunctionCode20150331v2", "CreateFunctionUrlConfig")

CREATED_SESSION = any_of(
    attempted(
        "sts",
        "GetSessionToken",
        "GetFederationToken",
        "AssumeRole",
        "AssumeRoot",
        "GetScopedCredentials",
        "GetWebIdentityToken",
        "GetDelegatedAccessToken",
    ),
    attempted("signin", "CreateOAuth2Token", "CreateBearerToken"),
    attempted("iam", "AcquireRole", "CreateDelegationRequest", "AcceptDelegationRequest", "SendDelegationToken"),
)

# Use: models, and what they cost.
ENABLED_MODELS = any_of(
    attempted(
        "bedrock",
        "PutUseCaseForModelAccess",
        "CreateFoundationModelAgreement",
        "PutFoundationModelEntitlement",
    ),
    attempted("aws-marketplace", "AcceptAgreementRequest", "Subscribe"),
    attempted("agreement-marketplace", "AcceptAgreementRequest"),
)
COSTLY_JOBS = (
    "CreateProvisionedModelThroughput",
    "UpdateProvisionedModelThroughput",
    "CreateMarketplaceModelEndpoint",
    "RegisterMarketplaceModelEndpoint",
    "CreateCustomModelDeployment",
    "CreateModelCustomizationJob",
    "CreateModelImportJob",
    "CreateModelInvocationJob",
    "CreateFineTuningJob",
)
COPIED_MODELS = ("CreateModelCopyJob", "RegisterMarketplaceModelEndpoint")

# Hiding and destruction.
PROMPT_LOGGING = ("DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration")
TRAIL_CHANGES = (
    "StopLogging",
    "DeleteTrail",
    "UpdateTrail",
    "PutEventSelectors",
    "PutInsightSelectors",
    "DeleteEventDataStore",
    "StopEventDataStoreIngestion",
)
GUARDRAIL_CHANGES = (
    "UpdateGuardrail",
    "DeleteGuardrail",
    "PutEnforcedGuardrailConfiguration",
    "DeleteEnforcedGuardrailConfiguration",
)
REASONING_CHANGES = ("UpdateAutomatedReasoningPolicy", "DeleteAutomatedReasoningPolicy")
MONITORING_CHANGES = any_of(
    attempted("guardduty", "DeleteDetector", "UpdateDetector"), attempted("ec2", "DeleteFlowLogs")
)
# The log group of prompts has any name; AWS proposes one with the name of the service.
DELETED_PROMPT_LOG = all_of(
    attempted("logs", "DeleteLogGroup"), Field("requestParameters.logGroupName", Comparison.CONTAINS, ("bedrock",))
)
DELETED_MODELS = (
    "DeleteCustomModel",
    "DeleteImportedModel",
    "DeleteCustomModelDeployment",
    "DeleteProvisionedModelThroughput",
    "DeleteMarketplaceModelEndpoint",
)
RESOURCE_POLICIES = ("PutResourcePolicy", "DeleteResourcePolicy")
AGENT_CHANGES = (
    "CreateAgent",
    "UpdateAgent",
    "CreateAgentActionGroup",
    "UpdateAgentActionGroup",
    "AssociateAgentCollaborator",
)
KNOWLEDGE_BASE_CHANGES = (
    "IngestKnowledgeBaseDocuments",
    "CreateDataSource",
    "UpdateDataSource",
    "DeleteDataSource",
    "StartIngestionJob",
    "DeleteKnowledgeBase",
)

# What API keys do not work for.
NOT_FOR_API_KEYS = (
    *AGENT_CHANGES,
    *KNOWLEDGE_BASE_CHANGES,
    "InvokeModelWithBidirectionalStream",
    "InvokeAgent",
    "InvokeInlineAgent",
    "ListAgents",
    "GetAgent",
    "ListKnowledgeBases",
    "GetKnowledgeBase",
    "InvokeDataAutomationAsync",
    "CreateDataAutomationProject",
    "ListDataAutomationProjects",
)

# A credential of these services is a user name with a password, and no API key.
CREATED_API_KEY = all_of(
    called("iam", "CreateServiceSpecificCredential"),
    Not(
        Field(
            "requestParameters.serviceName",
            Comparison.EQUALS,
            ("codecommit.amazonaws.com", "cassandra.amazonaws.com"),
        )
    ),
)

# The alias of a created API key has a `+N` if another key had the plain alias then. The name of a user can end so too.
_ALIAS = "responseElements.serviceSpecificCredential.serviceCredentialAlias"
ALIAS_WAS_TAKEN = all_of(
    Field(_ALIAS, Comparison.MATCHES, (r"\+[0-9]+-at-[0-9]{12}$",)),
    any_of(
        Not(Field("requestParameters.userName", Comparison.MATCHES, (r"\+[0-9]+$",))),
        Field(_ALIAS, Comparison.MATCHES, (r"\+[0-9]+\+[0-9]+-at-[0-9]{12}$",)),
    ),
)

# Policies. JSON can write a word with escapes as well; a document with these may allow something.
ONLY_DENIES = all_of(
    Field("requestParameters.policyDocument", Comparison.CONTAINS, ('"Deny"',), cased=True),
    Not(Field("requestParameters.policyDocument", Comparison.CONTAINS, ('"Allow"', "\\u"), cased=True)),
)
ATTACHED_QUARANTINE = all_of(
    called("iam", "AttachUserPolicy"),
    AwsManagedPolicy(("AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV*")),
)
DETACHED_QUARANTINE = all_of(
    called("iam", "DetachUserPolicy"),
    AwsManagedPolicy(("AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV*")),
)
ATTACHED_OWN_POLICY = all_of(
    called("iam", "AttachUserPolicy"),
    BY_ANOTHER,
    AwsManagedPolicy(tuple(name for service in SERVICES for name in service.managed_policies)),
)
