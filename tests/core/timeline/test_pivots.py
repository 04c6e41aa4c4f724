"""Where an event leads: to whom, to which address, to which key, and to what it created."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.timeline.pivots import is_address, pivots_of
from tests.support.events import ACCOUNT, PHANTOM, an_event, an_unparsed_event, iam_event, role_identity, user_identity
from tests.support.hostile import HOSTILE_TEXTS

KEY, NEW_KEY = "AKIAINVENTEDFORTEST1", "AKIAINVENTEDFORTEST2"
SESSION_KEY = "ASIAINVENTEDFORTEST8"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Deployer"


def shown(event: Event) -> list[tuple[str, str, bool]]:
    """What is offered, and whether CloudTrail can be searched for it."""
    return [(each.what, each.text, each.target is not None) for each in pivots_of(event)]


def created(name: str, answer: Any, source: str = "iam.amazonaws.com", **fields: Any) -> Event:
    return an_event(name, source, responseElements=answer, sourceIPAddress="AWS Internal", **fields)


def test_a_user_its_address_and_its_key() -> None:
    event = an_event(identity=user_identity(accessKeyId=KEY), sourceIPAddress="203.0.113.9")
    assert shown(event) == [("actor", PHANTOM, True), ("address", "203.0.113.9", False), ("access key", KEY, True)]


def test_a_session_and_the_role_behind_it() -> None:
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/deploy-17"
    event = an_event(identity=role_identity(), sourceIPAddress="cloudformation.amazonaws.com")
    assert shown(event) == [
        ("actor", session, True),
        ("who is behind the session", ROLE, True),
        ("access key", "ASIAINVENTEDFORTEST7", True),
    ]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (created("CreateUser", {"user": {"userName": "eve"}}), [("created user", "eve", True)]),
        (
            created("CreateAccessKey", {"accessKey": {"userName": "eve", "accessKeyId": NEW_KEY}}),
            [("created access key", NEW_KEY, True), ("user of the created key", "eve", True)],
        ),
        (
            created(
                "CreateServiceSpecificCredential",
                {"serviceSpecificCredential": {"userName": "eve", "serviceCredentialAlias": f"eve-at-{ACCOUNT}"}},
            ),
            [("created API key", f"eve-at-{ACCOUNT}", True), ("user of the created key", "eve", True)],
        ),
        (
            created("AssumeRole", {"credentials": {"accessKeyId": SESSION_KEY}}, "sts.amazonaws.com"),
            [("created session", SESSION_KEY, True)],
        ),
        (created("CreateUser", {"user": {"userName": "eve"}}, errorCode="AccessDenied"), []),
        (created("CreateUser", None), []),
        (created("CreateUser", {"user": "eve"}), []),
        (created("CreateAccessKey", {"accessKey": {"accessKeyId": "eve"}}), []),
    ],
    ids=["user", "access key", "API key", "session", "refused", "no answer", "other shape", "no key"],
)
def test_what_an_event_created(event: Event, expected: list[tuple[str, str, bool]]) -> None:
    assert [each for each in shown(event) if each[0] not in ("actor", "access key")] == expected


def test_the_same_is_offered_once() -> None:
    event = created("CreateAccessKey", {"accessKey": {"userName": PHANTOM, "accessKeyId": NEW_KEY}})
    assert [text for _, text, _ in shown(event)].count(PHANTOM) == 1


def test_the_user_of_another_account_is_not_mistaken_for_a_namesake() -> None:
    event = iam_event("GetUser", identity=user_identity(accountId="999988887777"), recipientAccountId=ACCOUNT)
    assert [what for what, _, _ in shown(event) if what == "actor"] == []


def test_a_record_that_cannot_be_read_leads_nowhere() -> None:
    assert shown(an_unparsed_event()) == []


def test_hostile_texts_are_no_addresses_keys_or_arns() -> None:
    for text in HOSTILE_TEXTS:
        event = an_event(identity=user_identity(accessKeyId=text), sourceIPAddress=text)
        assert [what for what, _, _ in shown(event)] == ["actor"]
        assert shown(an_event(identity=role_identity(arn=text, accessKeyId=text), sourceIPAddress=text)) == [
            ("who is behind the session", ROLE, True)
        ]


@pytest.mark.parametrize(("text", "is_one"), [("2001:db8::1", True), ("203.0.113.9", True), ("", False), (None, False)])
def test_addresses(text: str | None, is_one: bool) -> None:
    assert is_address(text) is is_one
