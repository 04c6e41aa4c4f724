"""Who made a call, by the best information in a record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import ActorKind, parse_event
from tests.support.events import ACCOUNT, an_event, cloudtrail_record, role_identity, user_identity


@pytest.mark.parametrize(
    ("identity", "kind", "name"),
    [
        (user_identity("alice"), ActorKind.USER, "alice"),
        ({"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/a/path/alice"}, ActorKind.USER, "alice"),
        (role_identity("deploy-17"), ActorKind.ROLE_SESSION, "deploy-17"),
        ({"type": "AssumedRole", "principalId": "AROA1:deploy-17"}, ActorKind.ROLE_SESSION, "deploy-17"),
        (role_identity("dana", "AWSReservedSSO_Admin_0123"), ActorKind.IDENTITY_CENTER, "dana"),
        (
            role_identity("dana", "aws-reserved/sso.amazonaws.com/eu-west-1/Plain"),
            ActorKind.IDENTITY_CENTER,
            "dana",
        ),
        (role_identity("dana", onBehalfOf={"userId": "1-2-3"}), ActorKind.IDENTITY_CENTER, "dana"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "1-2-3"}}, ActorKind.IDENTITY_CENTER, "1-2-3"),
        ({"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "principalId": ACCOUNT}, ActorKind.ROOT, "root"),
        ({"type": "AWSService", "invokedBy": "x.amazonaws.com"}, ActorKind.SERVICE, "x.amazonaws.com"),
        ({"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}, ActorKind.OTHER, "anonymous"),
        ({"type": "FromTheFuture", "userName": "someone"}, ActorKind.OTHER, "someone"),
        ({"type": ["IAMUser"]}, ActorKind.OTHER, "unknown"),
        ({}, ActorKind.OTHER, "unknown"),
    ],
)
def test_the_actor_is_named_by_the_best_that_the_record_has(
    identity: dict[str, Any], kind: ActorKind, name: str
) -> None:
    actor = an_event(identity=identity).actor
    assert (actor.kind, actor.name) == (kind, name)


def test_a_session_names_its_role_and_the_person_behind_it() -> None:
    actor = an_event(identity=role_identity(role="Deployer", onBehalfOf={"userId": "1-2-3"})).actor
    assert (actor.issuer_arn, actor.on_behalf_of) == (f"arn:aws:iam::{ACCOUNT}:role/Deployer", "1-2-3")


@pytest.mark.parametrize(
    ("identity", "described"),
    [
        (user_identity("alice"), "alice"),
        (role_identity("build-4711", "DeployPipeline"), "build-4711 (session of DeployPipeline)"),
        (role_identity("build-4711", "a/path/DeployPipeline"), "build-4711 (session of DeployPipeline)"),
        ({"type": "AssumedRole", "principalId": "AROA1:deploy-17"}, "deploy-17 (role session)"),
        (
            role_identity("ana@example.com", "AWSReservedSSO_SecurityAudit_0123456789abcdef"),
            "ana@example.com (Identity Center, SecurityAudit)",
        ),
        (
            role_identity("ana@example.com", "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Read_Only_01ab"),
            "ana@example.com (Identity Center, Read_Only)",
        ),
        (role_identity("dana", onBehalfOf={"userId": "1-2-3"}), "dana (Identity Center, Deployer)"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "1-2-3"}}, "1-2-3 (Identity Center user)"),
        (
            {
                "type": "FederatedUser",
                "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
                "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:user/alice"}},
            },
            "bob (session of alice)",
        ),
        ({"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root"}, "root user"),
        ({"type": "AWSService", "invokedBy": "x.amazonaws.com"}, "x.amazonaws.com (AWS service)"),
        ({"type": "FromTheFuture", "userName": "someone"}, "someone (other)"),
    ],
)
def test_an_actor_is_described_with_what_is_behind_it(identity: dict[str, Any], described: str) -> None:
    assert an_event(identity=identity).actor.described == described


@pytest.mark.parametrize("identity", [None, "IAMUser", ["IAMUser"], 7])
def test_an_identity_of_a_wrong_type_is_unknown(identity: object) -> None:
    record = {**cloudtrail_record(), "userIdentity": identity}
    assert parse_event(json.dumps(record)).actor.name == "unknown"
