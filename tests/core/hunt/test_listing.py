"""Whom a hunt lists: who used an API key, phantom users, and whoever gave a signal that needs no target."""

from __future__ import annotations

import json
from typing import Any

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import RULES
from bks_tui.core.detection.conditions import Burst, Distinct, Repeated
from bks_tui.core.hunt.rules import FIRST_SEARCH, GIVEN, LISTING, WITHOUT_TARGET, calls_of
from bks_tui.storage.logs.words import search_for
from tests.support.detection_patterns import PATTERNS
from tests.support.detections import FIRES, QUARANTINE
from tests.support.events import PHANTOM, an_event, cloudtrail_record, iam_event, role_identity, user_identity
from tests.support.hunts import identities, names, one
from tests.support.ordinary_records import DEVELOPER, SECOND_PHANTOM, ordinary_events
from tests.support.tables import for_each

ALICE = user_identity("alice")
ADMIN = role_identity("ana", "Admin")
WITH_KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}

LISTED: dict[str, tuple[Event, list[str]]] = {
    "an API key of Bedrock": (an_event(identity=ALICE, **WITH_KEY), ["alice"]),
    "an API key, flagged with the request": (
        an_event(
            "CreateInference",
            "bedrock-mantle.amazonaws.com",
            identity=ALICE,
            requestParameters={"callWithBearerToken": True, "bearerTokenType": "SHORT_TERM"},
        ),
        ["alice"],
    ),
    "an API key that was refused": (an_event(identity=ALICE, errorCode="AccessDenied", **WITH_KEY), ["alice"]),
    "a short-term key of a role": (an_event(identity=ADMIN, **WITH_KEY), ["Admin"]),
    "a call of a phantom user": (an_event("ListBuckets", "s3.amazonaws.com"), [PHANTOM]),
    "a phantom user of another service": (an_event(identity=user_identity("AeaApiKey-ab12")), ["AeaApiKey-ab12"]),
    "a phantom user that somebody read": (iam_event("GetUser", readOnly=True), [PHANTOM]),
    "a phantom user by its ARN": (
        an_event("Decrypt", "kms.amazonaws.com", identity=ADMIN, resources=[{"ARN": user_identity()["arn"]}]),
        [PHANTOM],
    ),
    "an API key for a user": (iam_event("CreateServiceSpecificCredential", "alice"), ["alice"]),
    "an API key for oneself": (iam_event("CreateServiceSpecificCredential", "alice", identity=ALICE), ["alice"]),
    "an API key for oneself, without a name": (
        an_event("CreateServiceSpecificCredential", "iam.amazonaws.com", identity=ALICE),
        ["alice"],
    ),
    "quarantine by AWS": (iam_event("AttachUserPolicy", "alice", requestParameters=QUARANTINE), ["alice"]),
    "access added to a phantom user": (iam_event("CreateAccessKey"), ["Deployer", PHANTOM]),
    "access that a phantom user added to itself": (iam_event("CreateAccessKey", identity=user_identity()), [PHANTOM]),
    "a signal without a target": (an_event("StopLogging", "cloudtrail.amazonaws.com", identity=ADMIN), ["Admin"]),
}


@for_each("case", LISTED)
def test_they_are_listed(case: tuple[Event, list[str]]) -> None:
    event, expected = case
    assert sorted(names(identities(event))) == sorted(expected)


NOT_LISTED: dict[str, Event] = {
    "another invocation": an_event(identity=ALICE),
    "a flag that is false": an_event(identity=ALICE, additionalEventData={"callWithBearerToken": False}),
    "a name that only contains that of a phantom user": an_event(identity=user_identity(f"my-{PHANTOM}")),
    "a phantom user that nobody could find": iam_event("GetUser", errorCode="NoSuchEntityException", identity=ADMIN),
    "a phantom user that was only attempted": iam_event("CreateUser", errorCode="AccessDenied", identity=ADMIN),
    "a policy with the name of a phantom user": iam_event(
        "CreatePolicy", "alice", identity=ADMIN, requestParameters={"policyName": PHANTOM}
    ),
    "a user agent with the name of a phantom user": an_event(identity=ALICE, userAgent=PHANTOM),
    "administration of an ordinary user": iam_event("CreateAccessKey", "alice", identity=ADMIN),
    "a password for CodeCommit": iam_event(
        "CreateServiceSpecificCredential", "alice", requestParameters={"serviceName": "codecommit.amazonaws.com"}
    ),
    "what only the context of a call shows": an_event("ListBuckets", identity=ADMIN, errorCode="AccessDenied"),
}


@for_each("event", NOT_LISTED)
def test_others_are_not_listed(event: Event) -> None:
    assert identities(event) == ()


def test_the_service_that_quarantines_a_phantom_user_is_not_listed() -> None:
    service = {"type": "AWSService", "invokedBy": "support.amazonaws.com"}
    event = iam_event("AttachUserPolicy", identity=service, requestParameters=QUARANTINE)
    assert names(identities(event)) == [PHANTOM]


def test_an_api_key_of_a_phantom_user_does_not_list_who_created_it() -> None:
    created = (iam_event("CreateUser"), iam_event("CreateServiceSpecificCredential"))
    assert names(identities(*created)) == [PHANTOM]


def test_whoever_is_listed_has_its_other_signals_too() -> None:
    made = iam_event("CreateUser", "helper", identity=ALICE)
    found = one(an_event(identity=ALICE, **WITH_KEY), made)
    assert "user-created-by-target" in {seen.signal.name for seen in found.signals}


def test_an_ordinary_month_lists_only_who_used_an_api_key() -> None:
    developer = DEVELOPER["arn"].rpartition("/")[2]
    assert set(names(identities(*ordinary_events()))) == {PHANTOM, SECOND_PHANTOM, developer}


# --- what the first search finds -----------------------------------------------------------------

EXAMPLES = [(name, [event]) for name, event in FIRES] + [(name, events) for name, events, _ in PATTERNS]
LISTING_EXAMPLES = {
    f"{number} {name}": events for number, (name, events) in enumerate(EXAMPLES) if name in LISTING | GIVEN
}


@for_each("events", LISTING_EXAMPLES)
def test_the_first_search_finds_each_event_that_lists_somebody(events: list[Event]) -> None:
    for delivered in (True, False):
        words = search_for(FIRST_SEARCH, delivered=delivered)
        assert all(words.are_in(event.record.encode()) for event in events)


def test_there_is_an_example_of_each_rule_that_lists() -> None:
    assert {name for name, _ in EXAMPLES} >= LISTING


def test_no_rule_that_lists_can_be_about_any_call() -> None:
    unsearchable = [rule.signal.name for rule in WITHOUT_TARGET if calls_of(rule.condition) is None]
    assert unsearchable == []


def test_the_first_search_does_not_find_other_records() -> None:
    record = json.dumps(cloudtrail_record("AssumeRole", "sts.amazonaws.com", identity=ADMIN)).encode()
    assert not search_for(FIRST_SEARCH, delivered=True).are_in(record)


def test_patterns_are_the_only_rules_over_several_events() -> None:
    assert {type(rule.condition) for rule in RULES if hasattr(rule.condition, "of")} == {Burst, Distinct, Repeated}
