"""What the rules find, and what resembles it and must not be found."""

from __future__ import annotations

import json
import re

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import RULES, Rule, Severity, find_signals
from bks_tui.core.detection.calls import INVOCATIONS
from tests.support.events import (
    ACCOUNT,
    an_event,
    an_unparsed_event,
    iam_event,
    user_identity,
)
from tests.support.signals import ADMIN, OWN, TARGET, names_of

STS, SIGNIN = (f"{name}.amazonaws.com" for name in ("sts", "signin"))
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}
QUARANTINE = {"policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"}
ADMINISTRATOR = {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
LIMITED_ACCESS = {"policyArn": "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"}


def policy(*effects: str, listed: bool = True) -> dict[str, str]:
    statements = [{"Effect": effect, "Action": "*", "Resource": "*"} for effect in effects]
    return {"policyDocument": json.dumps({"Statement": statements if listed else statements[0]})}


# The signal, and an event that gives it.
FIRES: list[tuple[str, Event]] = [
    ("user-created", iam_event("CreateUser")),
    ("user-created-by-target", iam_event("CreateUser", "another", identity=OWN)),
    ("api-key-created", iam_event("CreateServiceSpecificCredential")),
    ("api-key-by-target", iam_event("CreateServiceSpecificCredential", identity=OWN)),
    ("policy-of-api-key", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS)),
    ("quarantined", iam_event("AttachUserPolicy", requestParameters=QUARANTINE)),
    ("identity-probe", an_event("GetCallerIdentity", STS)),
    ("model-probe", an_event("ListFoundationModels")),
    ("model-probe", an_event("GetFoundationModelAvailability")),
    ("model-probe", an_event("ListModels", "bedrock-mantle.amazonaws.com")),
    ("logging-probe", an_event("GetModelInvocationLoggingConfiguration")),
    ("access-tested", an_event("InvokeModel", errorCode="ValidationException")),
    ("access-tested", an_event("ConverseStream", errorCode="ValidationException")),
    ("access-tested", an_event("Converse", errorCode="ValidationException", identity=ADMIN)),
    ("scanner", an_event(userAgent="")),
    ("scanner", an_event(userAgent="  ")),
    ("scanner", an_event(userAgent="TruffleHog")),
    ("scanner", an_event(userAgent="Boto3/1.34 md/Botocore#1.34 os/linux#6.6-kali-amd64")),
    ("model-enabled", an_event("PutUseCaseForModelAccess")),
    ("model-enabled", an_event("CreateFoundationModelAgreement", identity=ADMIN)),
    ("model-enabled", an_event("PutFoundationModelEntitlement")),
    ("model-enabled", an_event("AcceptAgreementRequest", "aws-marketplace.amazonaws.com")),
    ("model-enabled", an_event("AcceptAgreementRequest", "agreement-marketplace.amazonaws.com")),
    ("costly-job", an_event("CreateProvisionedModelThroughput")),
    ("costly-job", an_event("CreateFineTuningJob", "bedrock-mantle.amazonaws.com")),
    ("prompt-logging-changed", an_event("DeleteModelInvocationLoggingConfiguration")),
    ("prompt-logging-changed", an_event("PutModelInvocationLoggingConfiguration", identity=ADMIN)),
    ("trail-changed", an_event("StopLogging", "cloudtrail.amazonaws.com")),
    ("guardrail-changed", an_event("DeleteGuardrail")),
    ("guardrail-changed", an_event("UpdateGuardrail")),
    ("model-deleted", an_event("DeleteCustomModel")),
    ("model-deleted", an_event("DeleteImportedModel")),
    ("credential-revived", iam_event("ResetServiceSpecificCredential")),
    ("credential-revived", iam_event("UpdateServiceSpecificCredential", requestParameters={"status": "Active"})),
    ("credential-revived", iam_event("UpdateAccessKey", requestParameters={"status": "Active"})),
    ("credential-added", iam_event("CreateAccessKey")),
    ("credential-added", iam_event("CreateAccessKey", identity=OWN)),
    ("password-set", iam_event("CreateLoginProfile")),
    ("password-set", iam_event("UpdateLoginProfile")),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=ADMINISTRATOR)),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS, identity=OWN)),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny", "Allow"))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Allow", listed=False))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters={"policyDocument": "unreadable"})),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters={"policyDocument": '["Statement"]'})),
    ("permissions-added", iam_event("PutUserPolicy")),
    ("permissions-added", iam_event("AddUserToGroup")),
    ("restriction-lifted", iam_event("DeleteUserPermissionsBoundary")),
    ("restriction-lifted", iam_event("DeactivateMFADevice")),
    ("restriction-lifted", iam_event("DetachUserPolicy", requestParameters=QUARANTINE)),
    ("renamed", iam_event("UpdateUser", requestParameters={"newUserName": "svc-backup"})),
    ("session-made", an_event("GetSessionToken", STS)),
    ("session-made", an_event("AssumeRole", STS)),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com")),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com", errorCode="AccessDenied")),
    ("outside-service", iam_event("ListUsers", identity=OWN)),
    ("access-removed", iam_event("DeleteAccessKey")),
    ("access-removed", iam_event("DeleteUser")),
    ("access-removed", iam_event("UpdateServiceSpecificCredential", requestParameters={"status": "Inactive"})),
    ("access-removed", iam_event("UpdateAccessKey", requestParameters={"status": "Inactive"})),
    ("denied", an_event(errorCode="AccessDenied")),
    ("denied", an_event(errorCode="AccessDeniedException")),
    ("denied", an_event(errorCode="Client.UnauthorizedOperation")),
    ("denied", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Failure"})),
    ("root", iam_event("CreateAccessKey", identity=ROOT)),
    ("console-login", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Success"})),
    ("console-use", an_event(sessionCredentialFromConsole="true")),
    ("bearer-token", an_event(additionalEventData={"callWithBearerToken": True})),
    ("bearer-token", an_event(requestParameters={"callWithBearerToken": "true", "bearerTokenType": "NEW"})),
]

# The signal, and an event that misses it by little.
NEAR_MISSES: list[tuple[str, Event]] = [
    ("user-created", iam_event("CreateUser", identity=OWN)),
    ("user-created", iam_event("CreateUser", errorCode="EntityAlreadyExistsException")),
    ("user-created", an_event("CreateUser", "transfer.amazonaws.com", identity=ADMIN)),
    ("user-created-by-target", iam_event("CreateUser")),
    ("api-key-created", iam_event("CreateServiceSpecificCredential", errorCode="LimitExceededException")),
    ("api-key-by-target", iam_event("CreateServiceSpecificCredential")),
    ("policy-of-api-key", iam_event("AttachUserPolicy", requestParameters=ADMINISTRATOR)),
    (
        "policy-of-api-key",
        iam_event(
            "AttachUserPolicy",
            requestParameters={"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/AmazonBedrockLimitedAccess"},
        ),
    ),
    ("quarantined", iam_event("AttachUserPolicy", requestParameters=QUARANTINE, errorCode="AccessDenied")),
    (
        "quarantined",
        iam_event(
            "AttachUserPolicy",
            requestParameters={"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/AWSCompromisedKeyQuarantineV3"},
        ),
    ),
    ("identity-probe", an_event("GetCallerIdentity", STS, identity=ADMIN)),
    ("model-probe", an_event("ListFoundationModels", identity=ADMIN)),
    ("model-probe", an_event("ListGuardrails")),
    ("model-probe", an_event("ListModels", "sagemaker.amazonaws.com")),
    ("logging-probe", an_event("GetModelInvocationLoggingConfiguration", identity=ADMIN)),
    ("access-tested", an_event("InvokeModel", errorCode="AccessDeniedException")),
    ("access-tested", an_event("CreateGuardrail", errorCode="ValidationException")),
    ("scanner", an_event(userAgent=None)),
    ("scanner", an_event(userAgent="pacuare-app/1.0")),
    ("scanner", an_event(userAgent="", identity=ADMIN)),
    ("model-enabled", an_event("CreateFoundationModelAgreement", errorCode="AccessDeniedException")),
    ("model-enabled", an_event("DeleteFoundationModelAgreement")),
    ("costly-job", an_event("GetProvisionedModelThroughput")),
    ("prompt-logging-changed", an_event("GetModelInvocationLoggingConfiguration")),
    ("prompt-logging-changed", an_event("DeleteModelInvocationLoggingConfiguration", errorCode="AccessDenied")),
    ("trail-changed", an_event("StartLogging", "cloudtrail.amazonaws.com")),
    ("guardrail-changed", an_event("ListGuardrails")),
    ("guardrail-changed", an_event("CreateGuardrail")),
    ("model-deleted", an_event("DeleteGuardrail")),
    ("credential-revived", iam_event("UpdateAccessKey", requestParameters={"status": "Inactive"})),
    ("credential-revived", iam_event("UpdateAccessKey")),
    ("credential-added", iam_event("CreateAccessKey", errorCode="LimitExceededException")),
    ("credential-added", iam_event("ListAccessKeys")),
    ("password-set", iam_event("GetLoginProfile")),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS)),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=QUARANTINE)),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny"))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny", listed=False))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Allow"), errorCode="AccessDenied")),
    ("permissions-added", iam_event("RemoveUserFromGroup")),
    ("restriction-lifted", iam_event("PutUserPermissionsBoundary")),
    ("restriction-lifted", iam_event("DetachUserPolicy", requestParameters=ADMINISTRATOR)),
    ("renamed", iam_event("UpdateUser", requestParameters={"newPath": "/elsewhere/"})),
    ("session-made", an_event("AssumeRole", STS, identity=ADMIN)),
    ("session-made", an_event("GetCallerIdentity", STS)),
    ("outside-service", an_event("InvokeModel")),
    ("outside-service", an_event("CreateInference", "bedrock-mantle.amazonaws.com")),
    ("outside-service", an_event("DescribeKey", "kms.amazonaws.com", sourceIPAddress="bedrock.amazonaws.com")),
    ("outside-service", an_event("DescribeKey", "kms.amazonaws.com", sourceIPAddress="AWS Internal")),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com", identity=ADMIN)),
    ("outside-service", an_event("ListBuckets", eventSource=None)),
    ("access-removed", iam_event("UpdateAccessKey", requestParameters={"status": "Active"})),
    ("access-removed", iam_event("DeleteUser", errorCode="DeleteConflictException")),
    ("denied", an_event(errorCode="ResourceNotFoundException", errorMessage="Access denied. Legacy model.")),
    ("denied", an_event(errorCode="ThrottlingException")),
    ("root", iam_event("CreateAccessKey", user="root", identity=user_identity("root"))),
    ("root", an_event(identity=ROOT, sourceIPAddress="support.amazonaws.com")),
    ("console-login", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Failure"})),
    ("console-use", an_event(sessionCredentialFromConsole="true", identity=ADMIN)),
    ("bearer-token", an_event(additionalEventData={"callWithBearerToken": False})),
    (
        "bearer-token",
        an_event(
            "InvokeGateway",
            "bedrock-agentcore.amazonaws.com",
            responseElements={"body": {"error": {"message": "Invalid Bearer token"}}},
        ),
    ),
]


# The signal, the service, and every call that gives it without further conditions.
CALLS: list[tuple[str, str, str]] = [
    ("model-probe", "bedrock", "ListFoundationModels GetFoundationModel GetFoundationModelAvailability"),
    ("model-probe", "bedrock", "ListFoundationModelAgreementOffers GetUseCaseForModelAccess ListInferenceProfiles"),
    ("model-probe", "bedrock", "ListProvisionedModelThroughputs ListCustomModels ListImportedModels"),
    ("model-probe", "bedrock-mantle", "ListModels GetModel"),
    ("model-enabled", "aws-marketplace", "AcceptAgreementRequest Subscribe"),
    ("costly-job", "bedrock", "CreateProvisionedModelThroughput CreateMarketplaceModelEndpoint"),
    ("costly-job", "bedrock", "CreateCustomModelDeployment CreateModelCustomizationJob CreateModelImportJob"),
    ("costly-job", "bedrock", "CreateModelInvocationJob"),
    ("trail-changed", "cloudtrail", "StopLogging DeleteTrail UpdateTrail PutEventSelectors"),
    ("trail-changed", "cloudtrail", "DeleteEventDataStore StopEventDataStoreIngestion"),
    ("guardrail-changed", "bedrock", "UpdateGuardrail DeleteGuardrail PutEnforcedGuardrailConfiguration"),
    ("guardrail-changed", "bedrock", "DeleteEnforcedGuardrailConfiguration"),
    ("model-deleted", "bedrock", "DeleteCustomModel DeleteImportedModel DeleteCustomModelDeployment"),
    ("model-deleted", "bedrock", "DeleteProvisionedModelThroughput DeleteMarketplaceModelEndpoint"),
    ("credential-added", "iam", "CreateAccessKey UploadSigningCertificate UploadSSHPublicKey"),
    ("password-set", "iam", "CreateLoginProfile UpdateLoginProfile ChangePassword"),
    ("permissions-added", "iam", "AttachUserPolicy AttachGroupPolicy AttachRolePolicy AddUserToGroup"),
    ("permissions-added", "iam", "PutUserPolicy PutGroupPolicy PutRolePolicy CreatePolicyVersion"),
    ("permissions-added", "iam", "SetDefaultPolicyVersion UpdateAssumeRolePolicy"),
    ("restriction-lifted", "iam", "DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary DeactivateMFADevice"),
    ("session-made", "sts", "GetSessionToken GetFederationToken AssumeRole"),
    ("access-removed", "iam", "DeleteAccessKey DeleteLoginProfile DeleteServiceSpecificCredential DeleteUser"),
]


@pytest.mark.parametrize(
    ("name", "service", "call"), [(name, service, call) for name, service, calls in CALLS for call in calls.split()]
)
def test_a_rule_knows_every_call_that_does_the_same(name: str, service: str, call: str) -> None:
    done = an_event(call, f"{service}.amazonaws.com", minute=1)
    refused = an_event(call, f"{service}.amazonaws.com", minute=2, errorCode="AccessDenied")
    assert [name in names for names in names_of([done, refused])] == [True, False]


@pytest.mark.parametrize("call", sorted(INVOCATIONS))
def test_access_is_tested_by_any_call_that_invokes_a_model(call: str) -> None:
    assert "access-tested" in names_of([an_event(call, errorCode="ValidationException")])[0]


@pytest.mark.parametrize(("name", "event"), FIRES, ids=lambda value: value if isinstance(value, str) else value.name)
def test_a_rule_finds_what_it_is_for(name: str, event: Event) -> None:
    assert name in names_of([event])[0]


@pytest.mark.parametrize(
    ("name", "event"), NEAR_MISSES, ids=lambda value: value if isinstance(value, str) else value.name
)
def test_a_rule_does_not_find_what_only_resembles_it(name: str, event: Event) -> None:
    assert name not in names_of([event])[0]


def test_an_ordinary_invocation_gives_no_signal() -> None:
    assert names_of([an_event()]) == [set()]


# --- all rules ---------------------------------------------------------------------------------


BY_HISTORY = {"second-api-key", "burst", "many-regions", "many-models", "new-address", "new-client"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_every_rule_has_an_example_and_a_near_miss_here(rule: Rule) -> None:
    assert rule.signal.name in BY_HISTORY | {name for name, _ in FIRES} & {name for name, _ in NEAR_MISSES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_every_signal_says_in_words_what_it_means(rule: Rule) -> None:
    signal = rule.signal
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", signal.name)
    assert re.fullmatch(r"T\d{4}(\.\d{3})? [A-Z].+", signal.technique)
    assert signal.title[0].isupper()
    assert signal.why.endswith(".")


def test_no_two_signals_have_the_same_name_or_title() -> None:
    assert len({rule.signal.name for rule in RULES}) == len({rule.signal.title for rule in RULES}) == len(RULES)


def test_the_signals_of_an_event_come_with_the_most_urgent_first() -> None:
    event = an_event("GetSessionToken", STS, userAgent="", additionalEventData={"callWithBearerToken": True})
    severities = [signal.severity for signal in find_signals([event], TARGET)[event.event_id]]
    assert severities == [Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW]


def test_a_record_that_could_not_be_parsed_has_no_signals() -> None:
    assert find_signals([an_unparsed_event()], TARGET) == {}
