"""Rules on refused attempts: what was wanted shows most."""

from __future__ import annotations

from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import (
    ADDED_CREDENTIALS,
    ADDED_PERMISSIONS,
    AGENT_CHANGES,
    BY_TARGET,
    COSTLY_JOBS,
    CREATED_SESSION,
    DELETED_MODELS,
    DELETED_PROMPT_LOG,
    DENIED,
    ENABLED_MODELS,
    FAILED,
    FUNCTION_CHANGES,
    GUARDRAIL_CHANGES,
    KNOWLEDGE_BASE_CHANGES,
    LIFTED_RESTRICTION,
    MONITORING_CHANGES,
    PREPARED_IDENTITY,
    PROMPT_LOGGING,
    REASONING_CHANGES,
    RESOURCE_POLICIES,
    TRAIL_CHANGES,
)
from bks_tui.core.detection.conditions import all_of, any_of, attempted
from bks_tui.core.detection.signal import Rule, Severity, rule

ATTEMPT_RULES: tuple[Rule, ...] = (
    rule(
        "session-attempted",
        "Attempt to create a session failed",
        Severity.MEDIUM,
        techniques.ALTERNATE_AUTHENTICATION,
        "A session would stay valid after the key that created it is deleted.",
        all_of(CREATED_SESSION, BY_TARGET, FAILED),
    ),
    rule(
        "access-attempted",
        "Attempt to add access denied",
        Severity.HIGH,
        techniques.ACCOUNT_MANIPULATION,
        "Someone who has the credential wanted another one, more permissions or another identity.",
        all_of(
            any_of(
                attempted(
                    "iam",
                    "CreateUser",
                    "CreateServiceSpecificCredential",
                    "ResetServiceSpecificCredential",
                    "UpdateServiceSpecificCredential",
                    "UpdateAccessKey",
                    "CreateLoginProfile",
                    "UpdateLoginProfile",
                    *ADDED_CREDENTIALS,
                    *ADDED_PERMISSIONS,
                    *LIFTED_RESTRICTION,
                    *PREPARED_IDENTITY,
                ),
                attempted("lambda", *FUNCTION_CHANGES),
                attempted("bedrock", *RESOURCE_POLICIES),
            ),
            BY_TARGET,
            DENIED,
        ),
    ),
    rule(
        "enablement-refused",
        "Model access requested but refused",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "Someone wanted to use models that the account owner has not enabled.",
        all_of(ENABLED_MODELS, FAILED),
    ),
    rule(
        "cost-attempted",
        "Attempt to order a costly job or capacity denied",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "It would have been billed by the hour or by the job.",
        all_of(attempted("bedrock", "CreateModelCopyJob", *COSTLY_JOBS), BY_TARGET, DENIED),
    ),
    rule(
        "hiding-attempted",
        "Attempt to change logs or guardrails denied",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "Someone wanted to act without being logged.",
        all_of(
            any_of(
                attempted("bedrock", *PROMPT_LOGGING, *GUARDRAIL_CHANGES, *REASONING_CHANGES),
                attempted("cloudtrail", *TRAIL_CHANGES),
                attempted("logs", "PutBearerTokenAuthentication"),
                MONITORING_CHANGES,
                DELETED_PROMPT_LOG,
            ),
            BY_TARGET,
            DENIED,
        ),
    ),
    rule(
        "manipulation-attempted",
        "Attempt to change or delete models, agents or their data denied",
        Severity.HIGH,
        techniques.DATA_DESTRUCTION,
        "An application that invokes models has no reason to change them.",
        all_of(attempted("bedrock", *DELETED_MODELS, *AGENT_CHANGES, *KNOWLEDGE_BASE_CHANGES), BY_TARGET, DENIED),
    ),
)
