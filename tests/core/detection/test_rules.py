"""What the rules find, and what resembles it and must not be found."""

from __future__ import annotations

import re

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import RULES, Rule, Severity, find_signals
from bks_tui.core.detection.calls import INVOCATIONS
from tests.support.detection_patterns import PATTERNS
from tests.support.detections import FIRES, NEAR_MISSES, STS
from tests.support.events import an_event, an_unparsed_event
from tests.support.signals import TARGET, names_of

# The signal, the service, and every call that gives it without further conditions.
CALLS: list[tuple[str, str, str]] = [
    ("model-probe", "bedrock", "ListFoundationModels GetFoundationModel GetFoundationModelAvailability"),
    ("model-probe", "bedrock", "ListFoundationModelAgreementOffers GetUseCaseForModelAccess ListInferenceProfiles"),
    ("model-probe", "bedrock", "ListProvisionedModelThroughputs ListCustomModels ListImportedModels"),
    ("model-probe", "bedrock-mantle", "ListModels GetModel"),
    ("model-enabled", "aws-marketplace", "AcceptAgreementRequest Subscribe"),
    ("costly-job", "bedrock", "CreateProvisionedModelThroughput CreateMarketplaceModelEndpoint"),
    ("costly-job", "bedrock", "CreateCustomModelDeployment CreateModelCustomizationJob CreateModelImportJob"),
    ("costly-job", "bedrock", "CreateModelInvocationJob UpdateProvisionedModelThroughput"),
    ("costly-job", "bedrock", "RegisterMarketplaceModelEndpoint"),
    ("model-copied", "bedrock", "CreateModelCopyJob RegisterMarketplaceModelEndpoint"),
    ("resource-policy-changed", "bedrock", "PutResourcePolicy DeleteResourcePolicy"),
    ("reasoning-policy-changed", "bedrock", "UpdateAutomatedReasoningPolicy DeleteAutomatedReasoningPolicy"),
    ("monitoring-changed", "guardduty", "DeleteDetector UpdateDetector"),
    ("agent-changed", "bedrock", "CreateAgent UpdateAgent CreateAgentActionGroup UpdateAgentActionGroup"),
    ("agent-changed", "bedrock", "AssociateAgentCollaborator"),
    ("knowledge-base-changed", "bedrock", "IngestKnowledgeBaseDocuments CreateDataSource UpdateDataSource"),
    ("knowledge-base-changed", "bedrock", "DeleteDataSource StartIngestionJob DeleteKnowledgeBase"),
    ("identity-prepared", "iam", "CreateRole CreatePolicy CreateSAMLProvider CreateOpenIDConnectProvider"),
    ("identity-prepared", "iam", "CreateVirtualMFADevice"),
    ("function-changed", "lambda", "UpdateFunctionCode UpdateFunctionCode20150331v2 CreateFunctionUrlConfig"),
    ("session-made", "sts", "AssumeRoot GetScopedCredentials GetWebIdentityToken GetDelegatedAccessToken"),
    ("session-made", "signin", "CreateOAuth2Token CreateBearerToken"),
    ("session-made", "iam", "AcquireRole CreateDelegationRequest"),
    ("trail-changed", "cloudtrail", "StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors"),
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


@pytest.mark.parametrize(("name", "events"), [(name, events) for name, events, _ in PATTERNS])
def test_a_pattern_is_found_where_it_is_complete(name: str, events: list[Event]) -> None:
    assert name in names_of(events)[-1]


@pytest.mark.parametrize(("name", "events"), [(name, events) for name, _, events in PATTERNS])
def test_a_pattern_that_is_not_complete_is_not_found(name: str, events: list[Event]) -> None:
    assert not any(name in names for names in names_of(events))


def test_an_ordinary_invocation_gives_no_signal() -> None:
    assert names_of([an_event()]) == [set()]


# --- all rules ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_every_rule_has_an_example_and_a_near_miss_here(rule: Rule) -> None:
    of_one_event = {name for name, _ in FIRES} & {name for name, _ in NEAR_MISSES}
    assert rule.signal.name in of_one_event | {name for name, _, _ in PATTERNS}


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
    event = an_event("AssumeRole", STS, userAgent="", additionalEventData={"callWithBearerToken": True})
    severities = [signal.severity for signal in find_signals([event], TARGET)[event.event_id]]
    assert severities == [Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW]


def test_a_record_that_could_not_be_parsed_has_no_signals() -> None:
    assert find_signals([an_unparsed_event()], TARGET) == {}
