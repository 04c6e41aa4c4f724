"""Rules on hiding, destruction and manipulation: logs, guardrails, models, agents and their data."""

from __future__ import annotations

from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import (
    AGENT_CHANGES,
    BY_TARGET,
    DELETED_MODELS,
    DELETED_PROMPT_LOG,
    GUARDRAIL_CHANGES,
    KNOWLEDGE_BASE_CHANGES,
    MONITORING_CHANGES,
    PROMPT_LOGGING,
    REASONING_CHANGES,
    RESOURCE_POLICIES,
    SUCCEEDED,
    TRAIL_CHANGES,
)
from bks_tui.core.detection.conditions import all_of, called
from bks_tui.core.detection.signal import Rule, Severity, rule

TAMPERING_RULES: tuple[Rule, ...] = (
    rule(
        "prompt-logging-changed",
        "Prompt logging changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "From this moment prompts may not be logged, or only in a log of the attacker.",
        called("bedrock", *PROMPT_LOGGING),
    ),
    rule(
        "trail-changed",
        "Trail stopped, changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "Logs that keep more than 90 days or contain data events may be incomplete from this moment.",
        called("cloudtrail", *TRAIL_CHANGES),
    ),
    rule(
        "guardrail-changed",
        "Guardrail changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_TOOLS,
        "Prompts that were blocked before may pass now.",
        called("bedrock", *GUARDRAIL_CHANGES),
    ),
    rule(
        "model-deleted",
        "Model or its capacity deleted",
        Severity.HIGH,
        techniques.DATA_DESTRUCTION,
        "A deleted custom model must be trained again.",
        called("bedrock", *DELETED_MODELS),
    ),
    rule(
        "reasoning-policy-changed",
        "Automated reasoning policy changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_TOOLS,
        "Answers that were checked before may pass unchecked now.",
        called("bedrock", *REASONING_CHANGES),
    ),
    rule(
        "monitoring-changed",
        "Threat detection or flow logs changed or deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "Findings and network logs may be missing from this moment.",
        all_of(MONITORING_CHANGES, SUCCEEDED),
    ),
    rule(
        "prompt-log-deleted",
        "Log group of prompts deleted",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "The prompts so far are gone; a log group counts if its name contains bedrock.",
        all_of(DELETED_PROMPT_LOG, SUCCEEDED),
    ),
    rule(
        "log-group-opened",
        "Log group opened to API keys",
        Severity.HIGH,
        techniques.DISABLE_CLOUD_LOG,
        "Anyone who has an API key for CloudWatch Logs can write to it from anywhere.",
        called("logs", "PutBearerTokenAuthentication"),
    ),
    rule(
        "resource-policy-changed",
        "Resource policy of Bedrock changed or deleted",
        Severity.HIGH,
        techniques.ACCOUNT_MANIPULATION,
        "It can give other accounts access to the resource.",
        called("bedrock", *RESOURCE_POLICIES),
    ),
    rule(
        "agent-changed",
        "Agent created or changed by the target",
        Severity.HIGH,
        techniques.SERVER_COMPONENT,
        "An agent acts with the permissions of its role, and stays after the key is deactivated.",
        all_of(called("bedrock", *AGENT_CHANGES), BY_TARGET),
    ),
    rule(
        "knowledge-base-changed",
        "Knowledge base changed by the target",
        Severity.HIGH,
        techniques.STORED_DATA,
        "Applications answer from what is in it.",
        all_of(called("bedrock", *KNOWLEDGE_BASE_CHANGES), BY_TARGET),
    ),
)
