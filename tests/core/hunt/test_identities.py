"""How events are grouped, and what is said of an identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bks_tui.core.hunt import gather, gathered, tally
from bks_tui.core.hunt.hunt import ApiKeyUse, Identity
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind, caller_of
from tests.support.events import (
    ACCOUNT,
    PHANTOM,
    START,
    an_event,
    an_unparsed_event,
    iam_event,
    role_identity,
    user_identity,
)
from tests.support.hunts import gathered as gather_all
from tests.support.hunts import identities, names, one
from tests.support.tables import for_each

WITH_KEY: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
ELSEWHERE = "111122223333"
FEDERATED = {
    "type": "FederatedUser",
    "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
    "accountId": ACCOUNT,
    "principalId": f"{ACCOUNT}:guest",
    "sessionContext": {"sessionIssuer": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/team/alice"}},
}
WITHOUT_ISSUER = {name: value for name, value in role_identity().items() if name != "sessionContext"}
PERSON = role_identity("ana@example.com", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developer_1a2b")

KEYS: dict[str, tuple[dict[str, Any], IdentityKey]] = {
    "a user": (user_identity("alice"), IdentityKey(IdentityKind.USER, ACCOUNT, "alice")),
    "a role": (role_identity("one"), IdentityKey(IdentityKind.ROLE, ACCOUNT, "Deployer")),
    "a role by the ARN of its session": (WITHOUT_ISSUER, IdentityKey(IdentityKind.ROLE, ACCOUNT, "Deployer")),
    "a user of Identity Center": (
        PERSON,
        IdentityKey(IdentityKind.IDENTITY_CENTER, ACCOUNT, "ana@example.com", "AWSReservedSSO_Developer_1a2b"),
    ),
    "the session of a user": (FEDERATED, IdentityKey(IdentityKind.USER, ACCOUNT, "alice")),
    "the root user": (
        {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT},
        IdentityKey(IdentityKind.ROOT, ACCOUNT, "root"),
    ),
    "a service": (
        {"type": "AWSService", "invokedBy": "support.amazonaws.com"},
        IdentityKey(IdentityKind.SERVICE, ACCOUNT, "support.amazonaws.com"),
    ),
    "anybody else": (
        {"type": "WebIdentityUser", "userName": "x", "principalId": "x"},
        IdentityKey(IdentityKind.OTHER, ACCOUNT, "x"),
    ),
}


@for_each("case", KEYS)
def test_a_call_belongs_to_its_identity(case: tuple[dict[str, Any], IdentityKey]) -> None:
    identity, key = case
    assert caller_of(an_event(identity=identity)) == key


def test_all_sessions_of_a_role_are_one_identity() -> None:
    found = one(*(an_event(identity=role_identity(name), eventID=name, **WITH_KEY) for name in ("one", "two", "two-b")))
    assert (found.name, found.arn, found.events) == ("Deployer", f"arn:aws:iam::{ACCOUNT}:role/Deployer", 3)
    assert dict(found.sessions) == {"one": 1, "two": 1, "two-b": 1}


def test_users_of_one_name_in_two_accounts_are_two_identities() -> None:
    elsewhere = user_identity(accountId=ELSEWHERE)
    found = identities(an_event(), an_event(identity=elsewhere, eventID="2", recipientAccountId=ELSEWHERE))
    assert {each.account_id for each in found} == {ACCOUNT, ELSEWHERE}


def test_addresses_regions_and_models_are_counted() -> None:
    calls = [("198.51.100.7", "us-east-1", "a"), ("198.51.100.7", "us-east-1", "b"), ("203.0.113.9", "eu-west-1", "a")]
    events = [
        an_event(eventID=str(n), sourceIPAddress=address, awsRegion=region, requestParameters={"modelId": model})
        for n, (address, region, model) in enumerate(calls)
    ]
    found = one(*events)
    assert found.addresses == (("198.51.100.7", 2), ("203.0.113.9", 1))
    assert found.regions == (("us-east-1", 2), ("eu-west-1", 1))
    assert found.models == (("a", 2), ("b", 1))


def test_use_of_an_api_key_has_its_times_services_and_types() -> None:
    mantle = {"requestParameters": {"callWithBearerToken": True, "bearerTokenType": "LONG_TERM"}}
    found = one(
        an_event("ListBuckets", "s3.amazonaws.com", minute=0),
        an_event(minute=1, **WITH_KEY),
        an_event("CreateInference", "bedrock-mantle.amazonaws.com", minute=2, **mantle),
        an_event("ListBuckets", "s3.amazonaws.com", minute=3),
    )
    assert found.api_key_uses == (ApiKeyUse("bedrock", None, 1), ApiKeyUse("bedrock-mantle", "LONG_TERM", 1))
    assert (found.first_use, found.last_use) == (START + timedelta(minutes=1), START + timedelta(minutes=2))
    assert (found.first_seen, found.last_seen) == (START, START + timedelta(minutes=3))


def test_what_others_did_to_a_user_is_counted_apart_from_its_own_calls() -> None:
    found = one(iam_event("CreateUser", minute=1), iam_event("ListAccessKeys", minute=2, readOnly=True))
    assert (found.events, found.events_on_it) == (0, 2)
    assert found.changed_by == (("deploy-17 (session of Deployer)", 1),)


def test_reading_a_user_is_no_sign_of_life() -> None:
    found = one(iam_event("GetUser", readOnly=True))
    assert (found.first_seen, found.last_seen) == (None, None)


def test_the_arn_of_a_user_is_that_of_a_record_and_none_is_invented() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/keys/{PHANTOM}"
    created = iam_event("CreateUser", responseElements={"user": {"arn": arn, "userName": PHANTOM}})
    assert one(created).arn == arn
    assert one(iam_event("CreateUser")).arn is None


def user_in(found: tuple[Identity, ...]) -> Identity:
    """The only user; whoever renamed it may be listed too."""
    (user,) = (identity for identity in found if identity.kind is IdentityKind.USER)
    return user


def test_a_renamed_user_is_one_identity_with_its_newest_name() -> None:
    renamings = [
        iam_event("UpdateUser", before, requestParameters={"newUserName": after}, minute=minute)
        for before, after, minute in (("bob", "alice", 3), (PHANTOM, "bob", 2))
    ]
    used = an_event(identity=user_identity("alice"), minute=4)
    found = user_in(identities(an_event(minute=1), used, *renamings))
    assert (found.name, set(found.other_names), found.events) == ("alice", {"bob", PHANTOM}, 2)
    assert "was renamed" in " ".join(found.notes)


def test_a_user_that_gets_its_former_name_back_is_still_one() -> None:
    there = iam_event("UpdateUser", PHANTOM, requestParameters={"newUserName": "alice"}, minute=1)
    back = iam_event("UpdateUser", "alice", requestParameters={"newUserName": PHANTOM}, minute=2)
    found = user_in(identities(there, back))
    assert (found.name, found.other_names) == (PHANTOM, ("alice",))


def test_a_name_that_was_used_before_is_noted() -> None:
    found = one(an_event(minute=1), iam_event("DeleteUser", minute=2), iam_event("CreateUser", minute=3))
    assert "was recreated at 2026-11-20 08:03:00 UTC" in " ".join(found.notes)


def test_a_deleted_user_is_noted() -> None:
    found = one(iam_event("CreateUser", minute=1), iam_event("DeleteUser", minute=3))
    assert found.notes == (f"User {PHANTOM} was deleted at 2026-11-20 08:03:00 UTC.",)


def test_a_user_that_was_only_created_has_no_note() -> None:
    assert one(iam_event("CreateUser", minute=1), an_event(minute=2)).notes == ()


def test_the_worst_come_first_then_the_last_seen() -> None:
    users = {"old": (1, "InvokeModel"), "new": (5, "InvokeModel"), "worst": (0, "DeleteGuardrail")}
    events = [
        an_event(call, identity=user_identity(name), minute=minute, **WITH_KEY)
        for name, (minute, call) in users.items()
    ]
    assert names(identities(*events)) == ["worst", "new", "old"]


# --- bounds --------------------------------------------------------------------------------------


def test_an_event_counts_once() -> None:
    event = an_event()
    found = gather_all(event, event)
    assert (found.identities[0].events, found.duplicates) == (1, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_a_record_that_cannot_be_read_counts_only_if_no_copy_can(order: int) -> None:
    broken = an_unparsed_event()
    whole = replace(an_event(), event_id=broken.event_id)
    assert gather_all(broken).unparsed == 1
    assert gather_all(*(broken, whole)[::order]).unparsed == 0


def test_a_list_of_values_stays_small_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_LISTED", 2)
    found = one(*(an_event(eventID=str(n), sourceIPAddress=f"192.0.2.{n}") for n in range(3)))
    assert len(found.addresses) == 2
    assert "more than" in found.notes[0]
    assert "source addresses" in found.notes[0]


def test_too_many_identities_are_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_IDENTITIES", 1)
    found = gather_all(an_event(), an_event(identity=user_identity("BedrockAPIKey-aaaa")))
    assert names(found.identities) == [PHANTOM]
    assert "more than 1 identities" in next(found.losses)


@pytest.mark.parametrize("room", [{"sessions": 1}, {"bytes": 200}])
def test_too_many_sessions_or_values_are_a_loss(monkeypatch: pytest.MonkeyPatch, room: dict[str, Any]) -> None:
    monkeypatch.setattr(gather, "Room", lambda: gathered.Room(**room))
    found = gather_all(*(an_event(identity=role_identity(name), eventID=name) for name in ("one", "two")))
    assert "may be missing" in next(found.losses)


def test_nothing_is_lost_without_reason() -> None:
    found = gather_all(an_event())
    assert (list(found.losses), list(found.remarks)) == ([], [])
