"""The phases of an incident: which calls are in which, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import RULES, find_signals
from bks_tui.core.timeline import phases
from bks_tui.core.timeline.phases import Phase, PhaseSpan, find_phases
from tests.support.events import PHANTOM, START, an_event, an_unparsed_event, iam_event, user_identity
from tests.support.tables import for_each

TARGET = parse_target(PHANTOM, START)
DENY = '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}'
QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
BEDROCK = {"serviceName": "bedrock.amazonaws.com"}

# They describe any call, whatever its phase.
WITHOUT_PHASE = {
    "bearer-token",
    "burst",
    "change-with-api-key",
    "console-imitated",
    "denied",
    "http-library",
    "inference-regions",
    "many-addresses",
    "many-models",
    "many-regions",
    "new-address",
    "new-client",
    "quarantined",
    "root",
}
BEARER = {"callWithBearerToken": True}
KALI = "aws-cli/2.17.0 os/linux#6.6 kali"
MINUTE = timedelta(minutes=1)


def found(*events: Event) -> tuple[PhaseSpan, ...]:
    """The phases of events of the phantom."""
    return find_phases(events, find_signals(events, TARGET), TARGET)


def by_phantom(name: str, **fields: Any) -> Event:
    """A call to IAM by the phantom."""
    return iam_event(name, identity=user_identity(), **fields)


CASES: Mapping[str, tuple[Event, Phase | None]] = {
    "user created": (iam_event("CreateUser"), Phase.CREATED),
    "API key created": (iam_event("CreateServiceSpecificCredential", requestParameters=BEDROCK), Phase.CREATED),
    "models listed": (an_event("ListFoundationModels"), Phase.PROBED),
    "models listed in the console": (an_event("ListFoundationModels", sessionCredentialFromConsole=True), Phase.PROBED),
    "invalid invocation": (an_event(errorCode="ValidationException"), Phase.PROBED),
    "invocation denied": (an_event(errorCode="AccessDeniedException"), Phase.PROBED),
    "model not found": (an_event(errorCode="ResourceNotFoundException"), Phase.PROBED),
    "identity asked for": (an_event("GetCallerIdentity", "sts.amazonaws.com"), Phase.PROBED),
    "invocation throttled": (an_event(errorCode="ThrottlingException"), None),
    "model enabled": (an_event("PutUseCaseForModelAccess"), Phase.ENABLED),
    "model refused": (an_event("CreateFoundationModelAgreement", errorCode="AccessDenied"), Phase.ENABLED),
    "invocation": (an_event(), Phase.USED),
    "invocation by a scanner": (an_event(userAgent=KALI), Phase.USED),
    "capacity bought": (an_event("CreateProvisionedModelThroughput"), Phase.USED),
    "call of another service": (an_event("PutLogs", "logs.amazonaws.com", additionalEventData=BEARER), Phase.USED),
    "log group opened with an API key": (
        an_event("PutBearerTokenAuthentication", "logs.amazonaws.com", additionalEventData=BEARER),
        Phase.HIDDEN,
    ),
    "prompt log deleted": (an_event("DeleteModelInvocationLoggingConfiguration"), Phase.HIDDEN),
    "trail not stopped": (an_event("StopLogging", "cloudtrail.amazonaws.com", errorCode="AccessDenied"), Phase.HIDDEN),
    "access key created": (iam_event("CreateAccessKey"), Phase.PIVOTED),
    "API key by the phantom": (by_phantom("CreateServiceSpecificCredential", requestParameters=BEDROCK), Phase.PIVOTED),
    "key deleted by the phantom": (by_phantom("DeleteAccessKey"), Phase.PIVOTED),
    "call outside its service": (an_event("ListBuckets", "s3.amazonaws.com", userAgent=KALI), Phase.PIVOTED),
    "key activated": (iam_event("UpdateAccessKey", requestParameters={"status": "Active"}), Phase.PIVOTED),
    "key deleted by another": (iam_event("DeleteAccessKey"), Phase.CONTAINED),
    "key not deactivated": (
        iam_event("UpdateAccessKey", requestParameters={"status": "Inactive"}, errorCode="AccessDenied"),
        Phase.CONTAINED,
    ),
    "user denied": (iam_event("PutUserPolicy", requestParameters={"policyDocument": DENY}), Phase.CONTAINED),
    "quarantine": (iam_event("AttachUserPolicy", requestParameters={"policyArn": QUARANTINE}), Phase.CONTAINED),
    "key of another user deleted": (iam_event("DeleteAccessKey", user="alice"), None),
    "user looked at": (iam_event("GetUser"), None),
    "unreadable record": (an_unparsed_event(), None),
    "invocation without a time": (an_event(eventTime=None), None),
}


@for_each("case", CASES)
def test_a_call_is_in_the_phase_of_what_it_does(case: tuple[Event, Phase | None]) -> None:
    event, phase = case
    assert [span.phase for span in found(event)] == ([phase] if phase else [])


def test_phases_come_in_the_order_of_an_incident_with_first_last_and_failures() -> None:
    spans = found(
        iam_event("CreateServiceSpecificCredential", minute=0, requestParameters=BEDROCK),
        an_event(minute=5),
        an_event("ListFoundationModels", minute=6),
        iam_event("CreateAccessKey", minute=7),
        an_event("ListBuckets", "s3.amazonaws.com", minute=8, errorCode="AccessDenied"),
        an_event(minute=9),
    )
    assert [
        (span.phase.value, (span.first - START) // MINUTE, (span.last - START) // MINUTE, len(span.events), span.failed)
        for span in spans
    ] == [("created", 0, 0, 1, 0), ("probed", 6, 6, 1, 0), ("used", 5, 9, 2, 0), ("pivoted", 7, 8, 2, 1)]


def test_another_key_for_the_same_user_is_a_pivot_and_not_the_creation() -> None:
    keys = [iam_event("CreateServiceSpecificCredential", minute=minute, requestParameters=BEDROCK) for minute in (0, 9)]
    assert [(span.phase, len(span.events)) for span in found(*keys)] == [(Phase.CREATED, 1), (Phase.PIVOTED, 1)]


def test_every_signal_has_a_phase_or_is_known_to_have_none() -> None:
    names = {rule.signal.name for rule in RULES}
    assert names - set(phases._PLACES) == WITHOUT_PHASE
    assert set(phases._PLACES) <= names
