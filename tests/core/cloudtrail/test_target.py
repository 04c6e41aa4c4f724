"""What a person may name as the target of a timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.cloudtrail.event import Actor, ActorKind
from bks_tui.core.cloudtrail.target import Target, TargetKind, parse_target, target_of_user
from bks_tui.core.errors import UsageError
from tests.support.keys import (
    NOW,
    SECRET,
    SESSION_KEY_ACCOUNT,
    SESSION_KEY_ID,
    SESSION_TOKEN,
    USER_KEY_ACCOUNT,
    USER_KEY_ID,
    long_term_key,
    pieces,
    query,
    service_called,
    short_term_key,
)

ACCOUNT = "210987654321"
ALIAS = f"BedrockAPIKey-ab12-at-{ACCOUNT}"
BEDROCK = service_called("bedrock")


ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/Deployer"
RUN_17 = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/run-17"


def named(target: Target) -> tuple[object, ...]:
    return target.kind, target.user_name, target.access_key_ids, target.account_id


@pytest.mark.parametrize(
    ("text", "kind", "user_name", "access_key_ids", "account_id"),
    [
        ("BedrockAPIKey-ab12", TargetKind.USER, "BedrockAPIKey-ab12", (), None),
        ("  alice+bot@example.com \n", TargetKind.USER, "alice+bot@example.com", (), None),
        (ALIAS, TargetKind.USER, "BedrockAPIKey-ab12", (), ACCOUNT),
        (USER_KEY_ID, TargetKind.ACCESS_KEY, None, (USER_KEY_ID,), None),
        (SESSION_KEY_ID, TargetKind.SESSION, None, (SESSION_KEY_ID,), None),
        (f"arn:aws:iam::{ACCOUNT}:user/alice", TargetKind.USER, "alice", (), ACCOUNT),
        (f"arn:aws-us-gov:iam::{ACCOUNT}:user/a/path/alice", TargetKind.USER, "alice", (), ACCOUNT),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/run-17", TargetKind.SESSION, "run-17", (), ACCOUNT),
        (f"arn:aws:iam::{ACCOUNT}:root", TargetKind.ARN, "root", (), ACCOUNT),
        (f"arn:aws:iam::{ACCOUNT}:role/Deployer", TargetKind.ARN, None, (), ACCOUNT),
        ("arn:aws:s3:::a-bucket", TargetKind.ARN, None, (), None),
        ("ALLCAPITALSANDLONG1", TargetKind.USER, "ALLCAPITALSANDLONG1", (), None),
    ],
)
def test_a_target_is_recognised_by_its_form(
    text: str, kind: TargetKind, user_name: str | None, access_key_ids: tuple[str, ...], account_id: str | None
) -> None:
    assert named(parse_target(text, NOW)) == (kind, user_name, access_key_ids, account_id)


def test_a_pasted_long_term_key_is_its_user_and_is_named_by_its_alias() -> None:
    target = parse_target(f"export AWS_BEARER_TOKEN_BEDROCK={long_term_key(ALIAS)}", NOW)
    assert (target.text, *named(target)) == (ALIAS, TargetKind.USER, "BedrockAPIKey-ab12", (), ACCOUNT)


@pytest.mark.parametrize(
    ("access_key_id", "kind"), [(SESSION_KEY_ID, TargetKind.SESSION), (USER_KEY_ID, TargetKind.ACCESS_KEY)]
)
def test_a_pasted_short_term_key_is_what_signed_it(access_key_id: str, kind: TargetKind) -> None:
    target = parse_target(short_term_key(BEDROCK, query(BEDROCK, access_key_id, session_token=None)), NOW)
    assert (target.kind, target.text, target.access_key_ids) == (kind, access_key_id, (access_key_id,))
    assert target.description.endswith(f"{access_key_id} that signed a short-term key for us-west-2")


@pytest.mark.parametrize(
    ("key", "secret"),
    [(long_term_key(ALIAS), SECRET), (short_term_key(BEDROCK, query(BEDROCK)), SESSION_TOKEN)],
    ids=["long-term", "short-term"],
)
def test_a_target_holds_nothing_of_a_secret(key: str, secret: str) -> None:
    shown = repr(parse_target(key, NOW))
    assert not [piece for piece in (*pieces(key), *pieces(secret)) if piece in shown]


@pytest.mark.parametrize("key", [long_term_key(ALIAS), short_term_key(BEDROCK, query(BEDROCK))])
def test_the_text_of_a_target_names_the_same_target_again(key: str) -> None:
    target = parse_target(key, NOW)
    assert named(parse_target(target.text, NOW))[:3] == named(target)[:3]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The input is empty"),
        ("two words", "not a user name"),
        ("a" * 65, "not a user name"),
        (f'{{"eventName": "InvokeModel", "requestID": "{"0" * 100}"}}', "The text names no principal"),
        ("álvaro", "not a user name"),
        ("arn:aws:iam", "not an ARN"),
        ("ACCAQNZGKIQYINVENTED", "a service-specific credential"),
        ("AIDAQNZGKIQYINVENTED", "a user"),
        ("AROAQNZGKIQYINVENTED", "a role"),
        (f"{long_term_key(ALIAS)} {long_term_key('other-at-123450000000')}", "2 different API keys"),
        (long_term_key(ALIAS)[:20], "cannot be read"),
    ],
)
def test_what_names_no_target_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        parse_target(text, NOW)


def test_a_refusal_shows_nothing_of_a_key() -> None:
    key = long_term_key(ALIAS, prefix="ABSK")
    with pytest.raises(UsageError) as refusal:
        parse_target(f"{key} and {long_term_key('other-at-123450000000')}", NOW)
    assert not [piece for piece in pieces(key) if piece in f"{refusal.value} {refusal.value.remedy}"]


@pytest.mark.parametrize(
    ("target", "actor", "is_it"),
    [
        ("alice", Actor(ActorKind.USER, "alice"), True),
        ("alice", Actor(ActorKind.USER, "bob"), False),
        # GetFederationToken, called by alice.
        ("alice", Actor(ActorKind.OTHER, "anything", issuer_arn=ALICE), True),
        # Anybody who may assume a role can call the session alice.
        ("alice", Actor(ActorKind.ROLE_SESSION, "alice", issuer_arn=DEPLOYER), False),
        ("alice", Actor(ActorKind.IDENTITY_CENTER, "alice"), False),
        ("alice", Actor(ActorKind.SERVICE, "alice"), False),
        (ALICE, Actor(ActorKind.USER, "alice", arn=ALICE), True),
        (RUN_17, Actor(ActorKind.ROLE_SESSION, "run-17", arn=RUN_17), True),
        (RUN_17, Actor(ActorKind.ROLE_SESSION, "run-17", arn=RUN_17.replace("Deployer", "Other")), False),
        (DEPLOYER, Actor(ActorKind.ROLE_SESSION, "run-17", arn=RUN_17, issuer_arn=DEPLOYER), True),
        (SESSION_KEY_ID, Actor(ActorKind.ROLE_SESSION, "run-17", access_key_id=SESSION_KEY_ID), True),
        (SESSION_KEY_ID, Actor(ActorKind.ROLE_SESSION, "run-17", access_key_id=USER_KEY_ID), False),
        (SESSION_KEY_ID, Actor(ActorKind.ROLE_SESSION, "run-17"), False),
        (f"arn:aws:iam::{ACCOUNT}:root", Actor(ActorKind.ROOT, "root"), True),
    ],
)
def test_the_target_knows_its_own_calls(target: str, actor: Actor, is_it: bool) -> None:
    assert parse_target(target, NOW).is_actor(actor) is is_it


@pytest.mark.parametrize(
    ("actor", "is_it"),
    [
        (Actor(ActorKind.USER, "alice"), True),
        (Actor(ActorKind.USER, "backup-operator"), True),
        (Actor(ActorKind.OTHER, "anything", issuer_arn=ALICE.replace("alice", "backup-operator")), True),
        (Actor(ActorKind.USER, "bob"), False),
        (Actor(ActorKind.ROLE_SESSION, "backup-operator", issuer_arn=DEPLOYER), False),
    ],
)
def test_a_user_knows_its_own_calls_by_each_of_its_names(actor: Actor, is_it: bool) -> None:
    alice = replace(parse_target("alice", NOW), other_names=("backup-operator",))
    assert alice.is_actor(actor) is is_it


@pytest.mark.parametrize(
    ("target", "resource", "is_affected"),
    [
        ("alice", "alice", True),
        ("alice", ALICE, True),
        ("alice", ALICE.replace("user/", "user/a/path/"), True),
        ("alice", "bob", False),
        ("alice", "arn:aws:s3:::alice", False),
        (ALICE, "alice", True),
        (USER_KEY_ID, USER_KEY_ID, True),
        (USER_KEY_ID, "alice", False),
        (DEPLOYER, "Deployer", True),
        (DEPLOYER, DEPLOYER, True),
        (RUN_17, "Deployer", True),
        # A session is called as its maker likes.
        (RUN_17, "run-17", False),
    ],
)
def test_a_target_knows_the_resources_that_are_itself(target: str, resource: str, *, is_affected: bool) -> None:
    assert parse_target(target, NOW).is_affected(("another", resource)) is is_affected


def test_the_name_that_was_given_is_the_first_of_the_names() -> None:
    assert replace(parse_target("zoe", NOW), other_names=("alice",)).names == ("zoe", "alice")


@pytest.mark.parametrize(
    ("target", "role"),
    [
        (DEPLOYER, "Deployer"),
        (DEPLOYER.replace("Deployer", "a/path/Deployer"), "Deployer"),
        (RUN_17, "Deployer"),
        (ALICE, None),
        (f"arn:aws:iam::{ACCOUNT}:root", None),
        ("Deployer", None),
    ],
)
def test_the_arn_of_a_role_or_of_its_session_contains_the_role(target: str, role: str | None) -> None:
    assert parse_target(target, NOW).role_name == role


def test_an_access_key_has_no_name() -> None:
    assert parse_target(USER_KEY_ID, NOW).names == ()


@pytest.mark.parametrize(
    ("target", "alias"),
    [
        (parse_target("ana-at-111122223333", NOW), "ana-at-111122223333"),
        (parse_target("ana", NOW), None),
        (parse_target("arn:aws:iam::111122223333:user/ana", NOW), None),
        (target_of_user("ana-at-111122223333", "111122223333"), None),
    ],
    ids=["an alias", "a name", "an ARN", "a user whose own name reads like an alias"],
)
def test_a_target_knows_whether_it_was_given_by_a_key(target: Target, alias: str | None) -> None:
    assert target.alias == alias


@pytest.mark.parametrize(
    ("text", "account_id"),
    [
        (SESSION_KEY_ID, SESSION_KEY_ACCOUNT),
        (USER_KEY_ID, USER_KEY_ACCOUNT),
        (long_term_key("BedrockAPIKey-ab12-at-210987654321"), "210987654321"),
        ("BedrockAPIKey-ab12-at-210987654321", "210987654321"),
        ("arn:aws:iam::210987654321:role/Deploy", "210987654321"),
        ("arn:aws:s3:::bucket", None),
        ("alice", None),
    ],
)
def test_the_account_that_a_target_names(text: str, account_id: str | None) -> None:
    assert parse_target(text, NOW).named_account_id == account_id
