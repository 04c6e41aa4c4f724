"""Rules on the use of a key: probe, enable, consume, hide, destroy."""

from __future__ import annotations

from bks_tui.core.detection import matchers as when
from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.event_context import BURST_CALLS, BURST_SECONDS, MANY_MODELS, MANY_REGIONS
from bks_tui.core.detection.matchers import all_of, any_of, by_target, called
from bks_tui.core.detection.signal import Rule, Severity, rule

USE_RULES: tuple[Rule, ...] = (
    # Probe
    rule(
        "identity-probe",
        "Caller identity check (GetCallerIdentity)",
        Severity.LOW,
        techniques.ACCOUNT_DISCOVERY,
        "Usually the first call when someone tries a key that they found.",
        all_of(by_target, called("sts", "GetCallerIdentity")),
    ),
    rule(
        "model-probe",
        "Looked for models",
        Severity.LOW,
        techniques.SERVICE_DISCOVERY,
        "The owner of a key already knows which models it uses.",
        all_of(
            by_target,
            called(
                "bedrock",
                "ListFoundationModels",
                "GetFoundationModel",
                "GetFoundationModelAvailability",
                "ListFoundationModelAgreementOffers",
                "GetUseCaseForModelAccess",
                "ListInferenceProfiles",
                "ListProvisionedModelThroughputs",
                "ListCustomModels",
                "ListImportedModels",
                "ListModels",
                "GetModel",
            ),
        ),
    ),
    rule(
        "logging-probe",
        "Prompt logging checked",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "People who resell access avoid accounts that log prompts.",
        all_of(by_target, called("bedrock", "GetModelInvocationLoggingConfiguration")),
    ),
    rule(
        "access-tested",
        "Access to a model tested",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "AWS checks permissions first: this parameter error shows, at no cost, that the key may invoke the model.",
        when.access_tested,
    ),
    rule(
        "scanner",
        "Empty or scanner user agent",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "Tools that search for leaked keys send their own name, or no name at all.",
        all_of(by_target, when.scanner),
    ),
    # Enablement
    rule(
        "model-enabled",
        "Model access enabled",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "New models can be used, and the account owner is bound to their terms and prices.",
        any_of(
            called(
                "bedrock",
                "PutUseCaseForModelAccess",
                "CreateFoundationModelAgreement",
                "PutFoundationModelEntitlement",
            ),
            called("aws-marketplace", "AcceptAgreementRequest", "Subscribe"),
            called("agreement-marketplace", "AcceptAgreementRequest"),
        ),
    ),
    # Consumption
    rule(
        "burst",
        "Burst of invocations",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        f"{BURST_CALLS} invocations in {BURST_SECONDS} seconds by one identity come from a program and cause costs.",
        lambda sighting: sighting.starts_burst,
    ),
    rule(
        "many-regions",
        "Invocations in many Regions",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        f"Quotas are per Region, so resold keys are typically used in {MANY_REGIONS} or more Regions.",
        lambda sighting: sighting.adds_region,
    ),
    rule(
        "many-models",
        "Invocations of many models",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        f"Applications use a fixed set of models; trying {MANY_MODELS} or more suggests probing for access.",
        lambda sighting: sighting.adds_model,
    ),
    rule(
        "costly-job",
        "Costly job or capacity ordered",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "It is billed by the hour or by the job, even if no model is invoked again.",
        called(
            "bedrock",
            "CreateProvisionedModelThroughput",
            "CreateMarketplaceModelEndpoint",
            "CreateCustomModelDeployment",
            "CreateModelCustomizationJob",
            "CreateModelImportJob",
            "CreateModelInvocationJob",
            "CreateFineTuningJob",
        ),
    ),
    # Hiding and destruction
    rule(
        "prompt-logging-changed",
        "Prompt logging changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "From this moment prompts may not be logged, or only in a log of the attacker.",
        called("bedrock", "DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration"),
    ),
    rule(
        "trail-changed",
        "Trail stopped, changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "Logs that keep more than 90 days or contain data events may be incomplete from this moment.",
        called(
            "cloudtrail",
            "StopLogging",
            "DeleteTrail",
            "UpdateTrail",
            "PutEventSelectors",
            "DeleteEventDataStore",
            "StopEventDataStoreIngestion",
        ),
    ),
    rule(
        "guardrail-changed",
        "Guardrail changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_TOOLS,
        "Prompts that were blocked before may pass now.",
        called(
            "bedrock",
            "UpdateGuardrail",
            "DeleteGuardrail",
            "PutEnforcedGuardrailConfiguration",
            "DeleteEnforcedGuardrailConfiguration",
        ),
    ),
    rule(
        "model-deleted",
        "Model or its capacity deleted",
        Severity.HIGH,
        techniques.DATA_DESTRUCTION,
        "A deleted custom model must be trained again.",
        called(
            "bedrock",
            "DeleteCustomModel",
            "DeleteImportedModel",
            "DeleteCustomModelDeployment",
            "DeleteProvisionedModelThroughput",
            "DeleteMarketplaceModelEndpoint",
        ),
    ),
)
