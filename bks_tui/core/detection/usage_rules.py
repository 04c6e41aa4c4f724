"""Rules on the use of models: enabled, invoked and paid for."""

from __future__ import annotations

from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import COPIED_MODELS, COSTLY_JOBS, ENABLED_MODELS, INVOKED, SUCCEEDED
from bks_tui.core.detection.conditions import (
    MODEL,
    BearerToken,
    Burst,
    Call,
    Comparison,
    Distinct,
    Field,
    Not,
    Writes,
    all_of,
    attempted,
    called,
)
from bks_tui.core.detection.probe_rules import MANY_REGIONS
from bks_tui.core.detection.signal import Rule, Severity, rule

# A person at work makes fewer calls than this; the owner knows of an application that makes more.
BURST_CALLS = 30
BURST_SECONDS = 60

# An application uses one or two Regions and a few models.
MANY_MODELS = 4

USAGE_RULES: tuple[Rule, ...] = (
    rule(
        "model-enabled",
        "Model access enabled",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "New models can be used, and the account owner is bound to their terms and prices.",
        all_of(ENABLED_MODELS, SUCCEEDED),
    ),
    rule(
        "burst",
        "Burst of invocations",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        f"{BURST_CALLS} invocations in {BURST_SECONDS} seconds by one identity come from a program and cause costs.",
        Burst(INVOKED, BURST_CALLS, BURST_SECONDS),
    ),
    rule(
        "many-regions",
        "Invocations in many Regions",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        f"Quotas are per Region, so resold keys are typically used in {MANY_REGIONS} or more Regions.",
        Distinct(INVOKED, "awsRegion", at_least=MANY_REGIONS),
    ),
    rule(
        "many-models",
        "Invocations of many models",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        f"Applications use a fixed set of models; trying {MANY_MODELS} or more suggests probing for access.",
        Distinct(INVOKED, MODEL, at_least=MANY_MODELS),
    ),
    rule(
        "costly-job",
        "Costly job or capacity ordered",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "It is billed by the hour or by the job, even if no model is invoked again.",
        called("bedrock", *COSTLY_JOBS),
    ),
    rule(
        "inference-regions",
        "Invocations served in many Regions",
        Severity.LOW,
        techniques.SERVICE_HIJACKING,
        "An inference profile spreads calls over the quotas of several Regions; an application may want that too.",
        Distinct(INVOKED, "additionalEventData.inferenceRegion", at_least=MANY_REGIONS),
    ),
    rule(
        "quota-requested",
        "Higher Bedrock quota requested",
        Severity.HIGH,
        techniques.SERVICE_HIJACKING,
        "A higher quota allows higher costs; denied attempts count too.",
        all_of(
            attempted("servicequotas", "RequestServiceQuotaIncrease"),
            Field("requestParameters.serviceCode", Comparison.EQUALS, ("bedrock",)),
        ),
    ),
    rule(
        "agreement-deleted",
        "Model agreement deleted",
        Severity.MEDIUM,
        techniques.SERVICE_HIJACKING,
        "Applications lose access to the model, or traces of its enablement are removed; denied attempts count too.",
        attempted("bedrock", "DeleteFoundationModelAgreement"),
    ),
    rule(
        "model-copied",
        "Model copied or endpoint registered",
        Severity.HIGH,
        techniques.INTERNAL_IMAGE,
        "A model of the attacker can take the place of one that applications trust.",
        called("bedrock", *COPIED_MODELS),
    ),
    rule(
        "change-with-api-key",
        "Change made with an API key",
        Severity.MEDIUM,
        techniques.DATA_DESTRUCTION,
        "API keys are meant for invocations; denied attempts count too.",
        all_of(BearerToken(), Writes(), Call("bedrock"), Not(INVOKED), Not(Call("bedrock", ("CountTokens",)))),
    ),
)
