"""Rules on the search for access: what the key can do, and where."""

from __future__ import annotations

from bks_tui.core.detection import signal as techniques
from bks_tui.core.detection.calls import BY_TARGET, FAILED, INVOKED
from bks_tui.core.detection.conditions import MODEL, Comparison, Distinct, Field, all_of, any_of, attempted, called
from bks_tui.core.detection.signal import Rule, Severity, rule

MANY_REGIONS = 3

# Tools that search for keys or test their access, and operating systems for penetration testers.
_SCANNER = any_of(
    Field("userAgent", Comparison.BLANK),
    Field(
        "userAgent",
        Comparison.CONTAINS,
        (
            "trufflehog",
            "gitleaks",
            "prowler",
            "scoutsuite",
            "scout suite",
            "cloudfox",
            "enumerate-iam",
            "nuclei",
            "stratus-red-team",
        ),
    ),
    Field("userAgent", Comparison.CONTAINS_WORD, ("pacu", "kali", "parrot", "pentoo")),
)

PROBE_RULES: tuple[Rule, ...] = (
    rule(
        "identity-probe",
        "Caller identity check (GetCallerIdentity)",
        Severity.LOW,
        techniques.ACCOUNT_DISCOVERY,
        "Usually the first call when someone tries a key that they found.",
        all_of(called("sts", "GetCallerIdentity"), BY_TARGET),
    ),
    rule(
        "model-probe",
        "Looked for models",
        Severity.LOW,
        techniques.SERVICE_DISCOVERY,
        "The owner of a key already knows which models it uses.",
        all_of(
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
            BY_TARGET,
        ),
    ),
    rule(
        "logging-probe",
        "Prompt logging checked",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "People who resell access avoid accounts that log prompts.",
        all_of(called("bedrock", "GetModelInvocationLoggingConfiguration"), BY_TARGET),
    ),
    rule(
        "access-tested",
        "Access to a model tested",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "AWS checks permissions first: this parameter error shows, at no cost, that the key may invoke the model.",
        all_of(FAILED, Field("errorCode", Comparison.EQUALS, ("ValidationException",)), INVOKED),
    ),
    rule(
        "scanner",
        "Empty or scanner user agent",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "Tools that search for leaked keys send their own name, or no name at all.",
        all_of(BY_TARGET, _SCANNER),
    ),
    rule(
        "service-probe",
        "Looked for agents, knowledge bases, offers or quotas",
        Severity.LOW,
        techniques.SERVICE_DISCOVERY,
        "An application does not look for what else the account has; denied attempts count too.",
        all_of(
            any_of(
                attempted(
                    "bedrock",
                    "ListAgents",
                    "ListKnowledgeBases",
                    "GetKnowledgeBase",
                    "ListModelInvocationJobs",
                    "ListMarketplaceModelEndpoints",
                    "ListProjects",
                ),
                attempted("discovery-marketplace", "GetListingView", "SearchAgreements"),
                attempted("agreement-marketplace", "SearchAgreements"),
                attempted("servicequotas", "ListServiceQuotas"),
            ),
            BY_TARGET,
        ),
    ),
    rule(
        "regions-probed",
        "Looked for models in many Regions",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        f"An application knows its Region; listing models in {MANY_REGIONS} or more is a search for unused quotas.",
        Distinct(
            all_of(attempted("bedrock", "ListFoundationModels", "ListModels"), BY_TARGET),
            "awsRegion",
            at_least=MANY_REGIONS,
        ),
    ),
    rule(
        "models-refused",
        "Invocations of several models without access",
        Severity.MEDIUM,
        techniques.SERVICE_DISCOVERY,
        "Whoever tries one model after another does not know which ones the account may use.",
        Distinct(
            all_of(
                FAILED,
                any_of(
                    Field("errorCode", Comparison.STARTS_WITH, ("ResourceNotFound",)),
                    Field("errorMessage", Comparison.CONTAINS, ("don't have access to the model",)),
                ),
                INVOKED,
            ),
            MODEL,
            at_least=2,
        ),
    ),
)
