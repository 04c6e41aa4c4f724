"""Rules on what is done with a key: probe, enable, consume, hide, destroy."""

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
        "Asked who it is",
        Severity.LOW,
        techniques.ACCOUNT_DISCOVERY,
        "The first call of most who try a found key.",
        all_of(by_target, called("sts", "GetCallerIdentity")),
    ),
    rule(
        "model-probe",
        "Looked for models",
        Severity.LOW,
        techniques.SERVICE_DISCOVERY,
        "Whoever has a key of their own knows which models they use.",
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
        "Asked whether prompts are logged",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "Those who resell access avoid accounts that log prompts.",
        all_of(by_target, called("bedrock", "GetModelInvocationLoggingConfiguration")),
    ),
    rule(
        "access-tested",
        "Access to a model tested",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "AWS checks parameters after permissions: this error means that the key may invoke the model, at no cost.",
        when.access_tested,
    ),
    rule(
        "scanner",
        "Empty user agent, or a scanner's",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "Programs that look for leaked keys name themselves, or nothing at all.",
        all_of(by_target, when.scanner),
    ),
    # Enablement
    rule(
        "model-enabled",
        "Model access enabled",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "Models that the account did not use are opened, and its owner is bound to their terms and prices.",
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
        f"{BURST_CALLS} invocations in {BURST_SECONDS} seconds by one identity are a program's, and they cost.",
        lambda sighting: sighting.starts_burst,
    ),
    rule(
        "many-regions",
        "Invocations in many Regions",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        f"Quotas count for each Region: a key that is sold is used in {MANY_REGIONS} and more.",
        lambda sighting: sighting.adds_region,
    ),
    rule(
        "many-models",
        "Invocations of many models",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        f"An application has its models; {MANY_MODELS} and more are tried by those who look what works.",
        lambda sighting: sighting.adds_model,
    ),
    rule(
        "costly-job",
        "Costly job or capacity ordered",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "It costs by the hour or by the batch, whether or not anybody invokes a model again.",
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
        "Logging of prompts changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "What is asked of models from here on may be in no log, or in one of the attacker's.",
        called("bedrock", "DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration"),
    ),
    rule(
        "trail-changed",
        "Trail stopped, changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "The logs that outlast 90 days or show data events may have a hole from here on.",
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
        "A custom model cannot be brought back but by training it again.",
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
