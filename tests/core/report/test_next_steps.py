"""What a report says is to be done: in which order, by which commands, and to whom not."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bks_tui.core.account.member import MemberRole
from bks_tui.core.cloudtrail.event import ActorKind
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.evidence import Known
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LoginProfile, User
from bks_tui.core.report.incident import Incident, NoUser
from tests.support.events import an_event, role_identity
from tests.support.incidents import commands_of, step_titles
from tests.support.timelines import DOCUMENT, a_timeline, an_incident
from tests.support.users import ACCOUNT_ID, BEDROCK_POLICY, NOW, access_key, an_account, api_key, days_ago, denied, user

PASSWORD = LoginProfile(days_ago(1), reset_required=False)
TEAM_POLICY = AttachedPolicy("team", "arn:aws:iam::111122223333:policy/team")


def test_the_profile_of_the_role_comes_before_the_commands_that_need_it() -> None:
    role = MemberRole(ACCOUNT_ID, "Audit", "invented-id")
    incident = an_incident(timeline=a_timeline(account=replace(an_account(), role=role)))
    _, profile, *steps, _, _ = incident.next_steps
    assert profile.title == f"Create the profile {ACCOUNT_ID}-Audit"
    assert "source_profile (or credential_source) for your own credentials and external_id" in profile.why
    commands = [command for step in steps for command in step.commands]
    assert [command for command in commands if f"--profile {ACCOUNT_ID}-Audit" not in command] == []
    assert "invented-id" not in str(incident.next_steps)


def test_each_live_credential_is_stopped_and_no_dead_one() -> None:
    subject = user(
        service_credentials=(
            api_key("ACCALIVE"),
            api_key("ACCADEAD", status="Inactive"),
            api_key("ACCAODD", status="Odd"),
        ),
        access_keys=(access_key("AKIALIVE"), access_key("AKIADEAD", status="Inactive")),
        login_profile=PASSWORD,
    )
    commands = commands_of(an_incident(subject))
    stopping = [command for command in commands if "Inactive" in command or "login-profile" in command]
    api_key_of = (
        f"aws iam update-service-specific-credential --user-name {subject.name} --service-specific-credential-id"
    )
    assert stopping == [
        f"{api_key_of} ACCALIVE --status Inactive",
        f"{api_key_of} ACCAODD --status Inactive",
        f"aws iam update-access-key --user-name {subject.name} --access-key-id AKIALIVE --status Inactive",
        f"aws iam delete-login-profile --user-name {subject.name}",
    ]


def test_a_live_credential_of_another_service_is_stopped_by_a_step_of_its_own() -> None:
    subject = user(
        service_credentials=(
            api_key("ACCAGIT", service_name="codecommit.amazonaws.com"),
            api_key("ACCADEAD", service_name="cassandra.amazonaws.com", status="Inactive"),
        )
    )
    incident = an_incident(subject)
    (step,) = (each for each in incident.next_steps if "other services" in each.title)
    assert step.commands == (
        f"aws iam update-service-specific-credential --user-name {subject.name} "
        "--service-specific-credential-id ACCAGIT --status Inactive",
    )
    assert "Deactivate its API keys" not in step_titles(incident)


def policy_of(incident: Incident, name: str) -> dict[str, object]:
    """The document of the policy of that name among the commands."""
    for words in map(shlex.split, commands_of(incident)):
        if name in words:
            (statement,) = json.loads(words[words.index("--policy-document") + 1])["Statement"]
            assert isinstance(statement, dict)
            return statement
    raise AssertionError(name)


def test_the_service_of_the_user_s_keys_is_denied() -> None:
    subject = user("AeaApiKey-1234", service_credentials=())
    assert policy_of(an_incident(subject), "bks-containment")["Action"] == [
        "aws-external-anthropic:*",
        "sts:GetWebIdentityToken",
    ]


def test_every_service_is_denied_where_nobody_knows_which() -> None:
    subject = user("robot", service_credentials=denied("iam:ListServiceSpecificCredentials"))
    actions = policy_of(an_incident(subject), "bks-containment")["Action"]
    assert isinstance(actions, list)
    assert {"bedrock:*", "aws-external-anthropic:*", "logs:CallWithBearerToken"} <= set(actions)


@pytest.mark.parametrize(
    ("subject", "revoked"),
    [
        (user(), False),
        (user(access_keys=(access_key(status="Inactive"),)), True),
        (user(access_keys=denied("iam:ListAccessKeys")), True),
        (user(login_profile=PASSWORD), True),
        (user(login_profile=denied("iam:GetLoginProfile")), True),
    ],
)
def test_sessions_are_revoked_where_an_access_key_or_a_password_could_have_started_any(
    subject: User, *, revoked: bool
) -> None:
    assert any("AWSRevokeOlderSessions" in command for command in commands_of(an_incident(subject))) is revoked


def test_what_could_not_be_read_is_a_step_to_check() -> None:
    subject = user(access_keys=denied("iam:ListAccessKeys"))
    (step,) = (step for step in an_incident(subject).next_steps if step.title.startswith("Check its other"))
    assert step.commands == (f"aws iam list-access-keys --user-name {subject.name}",)


def test_unneeded_permissions_are_removed_but_not_the_quarantine() -> None:
    quarantine = AttachedPolicy(
        "AWSCompromisedKeyQuarantineV3", "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    )
    subject = user(
        attached_policies=(BEDROCK_POLICY, quarantine, TEAM_POLICY),
        inline_policies=(InlinePolicy("own", Known("{}")), InlinePolicy("bks-containment", Known("{}"))),
        groups=("admins",),
    )
    documents = {policy.arn: Known(DOCUMENT) for policy in (BEDROCK_POLICY, quarantine, TEAM_POLICY)}
    (step,) = (
        step
        for step in an_incident(subject, documents=documents).next_steps
        if step.title.startswith("Remove permissions")
    )
    assert step.commands == (
        f"aws iam detach-user-policy --user-name {subject.name} --policy-arn {TEAM_POLICY.arn}",
        f"aws iam delete-user-policy --user-name {subject.name} --policy-name own",
        f"aws iam remove-user-from-group --user-name {subject.name} --group-name admins",
    )


def test_the_report_does_not_claim_to_contain_the_policies_of_groups() -> None:
    incident = an_incident(user(groups=("admins",)))
    (step,) = (each for each in incident.next_steps if each.title.startswith("Remove permissions"))
    assert "this report contains the user's policies" in step.why
    assert "a group keeps its policies" in step.why


def test_a_name_that_cannot_be_pasted_is_in_no_command_and_the_step_says_so() -> None:
    incident = an_incident(user("BedrockAPIKey-a\nb"))
    assert all("BedrockAPIKey-a" not in command for command in commands_of(incident))
    assert any("cannot be pasted safely" in step.why for step in incident.next_steps)


def session_incident(role: str = "Deployer") -> Incident:
    """An incident of a short-term key, with one event of whoever `identity` is."""
    event = an_event(identity=role_identity(role=role))
    timeline = a_timeline(event, target=parse_target("ASIAINVENTEDFORTEST7", NOW), signals={})
    return an_incident(NoUser("It is a session."), timeline)


def test_for_a_role_session_the_role_is_denied_or_its_sessions_revoked() -> None:
    incident = session_incident(role="path/Deployer")
    assert [shlex.split(command)[2:5] for command in commands_of(incident)[1:]] == [
        ["put-role-policy", "--role-name", "Deployer"]
    ] * 2
    assert "sagemaker:CallWithBearerToken" in str(policy_of(incident, "bks-containment")["Action"])
    assert policy_of(incident, "AWSRevokeOlderSessions")["Action"] == "*"


def arrived(command: str, directory: Path) -> list[str]:
    """The arguments with which `aws` is called when a POSIX shell runs `command`."""
    stub = directory / "aws"
    stub.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    stub.chmod(0o700)
    path = f"{directory}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-c", command], env={"PATH": path, "TZ": "Asia/Tokyo"}, capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    return ran.stdout.split("\0")[:-1]


@pytest.mark.parametrize(
    "incident",
    [an_incident(user(access_keys=(access_key(),))), session_incident()],
    ids=["a user's sessions", "a role's sessions"],
)
def test_sessions_are_revoked_up_to_the_moment_at_which_the_command_is_run(incident: Incident, tmp_path: Path) -> None:
    (command,) = (each for each in commands_of(incident) if "AWSRevokeOlderSessions" in each)
    started = datetime.now(timezone.utc).replace(microsecond=0)
    arguments = arrived(command, tmp_path)
    assert arguments[-2] == "--policy-document"
    (statement,) = json.loads(arguments[-1])["Statement"]
    moment = datetime.strptime(statement["Condition"]["DateLessThan"]["aws:TokenIssueTime"], "%Y-%m-%dT%H:%M:%S%z")
    assert started <= moment <= datetime.now(timezone.utc)


def test_an_identity_center_role_gets_no_inline_policy() -> None:
    incident = session_incident(role="aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1")
    assert len(commands_of(incident)) == 1
    assert "Contain deploy-17 (Identity Center, Admin)" in step_titles(incident)


@pytest.mark.parametrize(
    ("kind", "title"), [(ActorKind.ROOT, "Contain root with an SCP"), (ActorKind.USER, "Report on deploy-17")]
)
def test_root_and_users_are_contained_elsewhere(kind: ActorKind, title: str) -> None:
    incident = session_incident()
    (event,) = incident.timeline.events
    of_kind = replace(event, actor=replace(event.actor, kind=kind))
    timeline = replace(incident.timeline, events=(of_kind,))
    assert title in step_titles(replace(incident, timeline=timeline))


def test_a_session_that_nobody_saw_is_to_be_found_first() -> None:
    timeline = a_timeline(target=parse_target("ASIAINVENTEDFORTEST7", NOW))
    assert "Find the identity behind it" in step_titles(an_incident(NoUser("It is a session."), timeline))


@pytest.mark.parametrize(
    ("target", "titles"),
    [
        (
            "arn:aws:iam::210987654321:role/path/Deployer",
            [
                "Deny the use of API keys to the role Deployer",
                "Or: revoke all sessions of the role Deployer",
            ],
        ),
        (
            "arn:aws:sts::210987654321:assumed-role/Deployer/run-17",
            [
                "Deny the use of API keys to the role Deployer",
                "Or: revoke all sessions of the role Deployer",
            ],
        ),
        (
            "arn:aws:iam::210987654321:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1",
            ["Contain the permission set behind AWSReservedSSO_Admin_1"],
        ),
        ("arn:aws:iam::210987654321:root", ["Contain root with an SCP"]),
        ("gone", ["Find out what happened to the user"]),
        ("AKIAQNZGKIQYINVENTED", ["Find the identity behind it"]),
        ("arn:aws:s3:::a-bucket", ["Find the identity behind it"]),
    ],
)
def test_where_no_event_shows_who_acted_the_target_decides_what_to_do(target: str, titles: list[str]) -> None:
    incident = an_incident(NoUser("It is none."), a_timeline(target=parse_target(target, NOW)))
    assert step_titles(incident)[1:-2] == titles


def test_the_first_and_the_last_steps_are_always_the_same() -> None:
    for incident in (an_incident(), session_incident()):
        assert step_titles(incident)[0] == "Preserve evidence"
        assert step_titles(incident)[-2:] == [
            "Review before you delete anything",
            "Check the sources that this report does not cover",
        ]
