"""`bks scp` and `bks permissions`: what they print, write and exit with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.permissions import PERMISSIONS
from bks_tui.core.prevention import policy_tests as scp_cases
from bks_tui.core.prevention.policies import POLICIES, find_policy
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from tests.cli.conftest import Bks
from tests.support.events import START, cloudtrail_record, user_identity
from tests.support.hostile import HOSTILE, dangers
from tests.support.logs import delivered, log_path, write_log
from tests.support.organizations import managing_account, unit
from tests.support.responding import writes


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account that manages an organization, in the place of AWS."""
    account = managing_account()
    in_account(account)
    return account


def test_every_policy_is_listed_with_what_it_stops_and_its_size(bks: Bks) -> None:
    expected = bks("scp", "list").stdout
    for policy in POLICIES:
        assert f"{policy.name}  ({len(policy.minified)} of 10240 characters)\n  {policy.description}" in expected


@pytest.mark.parametrize(("option", "content"), [((), "content"), (("--minify",), "minified")])
def test_a_policy_is_shown_ready_for_aws(bks: Bks, option: tuple[str, ...], content: str) -> None:
    assert bks("scp", "show", "1-block-all-keys.json", *option).stdout.rstrip("\n") == str(
        getattr(find_policy("1"), content)
    ).rstrip("\n")


def test_the_check_shows_every_request_and_that_all_are_right(bks: Bks) -> None:
    outcome = bks("scp", "check")
    lines = outcome.stdout.splitlines()
    assert (outcome.code, {line.split()[0] for line in lines}, len(lines)) == (
        0,
        {"ok"},
        len(list(scp_cases.all_cases())),
    )


def test_a_policy_that_decides_wrongly_fails_the_check(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scp_cases, "denies", lambda _policy, _request: False)
    outcome = bks("scp", "check", "5")
    assert outcome.code == 1
    assert "WRONG  denied   5-block-phantom-user-creation: create a phantom user" in outcome.stdout


@pytest.mark.parametrize("arguments", [("list",), ("check", "5")])
def test_json_contains_the_same(bks: Bks, arguments: tuple[str, ...]) -> None:
    assert json.loads(bks("scp", *arguments, "--json").stdout)["schema"] == "bks.scp/1"


def own_policy(tmp_path: Path, content: str) -> str:
    path = tmp_path / "own.json"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_own_policies_are_tested_against_the_same_requests(bks: Bks, tmp_path: Path) -> None:
    outcome = bks("scp", "check", "--file", own_policy(tmp_path, find_policy("1").content))
    assert outcome.code == 0
    assert "complete  1-block-all-keys: 25 of 25 requests denied" in outcome.stdout
    assert "3 of the 18 policies of bks replaced" in outcome.stderr


def test_own_policies_together_replace_what_one_does_not(bks: Bks, tmp_path: Path) -> None:
    (tmp_path / "four.json").write_text(find_policy("4").content, encoding="utf-8")
    files = ("--file", own_policy(tmp_path, find_policy("1").content), "--file", str(tmp_path / "four.json"))
    assert (bks("scp", "check", *files, "1", "4").code, bks("scp", "check", *files[:2], "1", "4").code) == (0, 1)


def test_what_an_own_policy_lacks_is_listed_and_fails_the_check(bks: Bks, tmp_path: Path) -> None:
    path = own_policy(tmp_path, find_policy("2").content.replace("IfExists", ""))
    outcome = bks("scp", "check", "--file", path, "2")
    assert outcome.code == 1
    assert "  allowed  create a key that never expires for a user" in outcome.stdout.splitlines()


def test_an_own_policy_that_blocks_the_response_fails_the_check(bks: Bks, tmp_path: Path) -> None:
    path = own_policy(tmp_path, '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}')
    outcome = bks("scp", "check", "--file", path)
    assert outcome.code == 1
    assert "WRONG     denied but must stay allowed: iam:DeleteUser for a phantom user" in outcome.stdout


def test_a_file_that_is_no_policy_is_refused(bks: Bks, tmp_path: Path) -> None:
    outcome = bks("scp", "check", "--file", own_policy(tmp_path, "[]"))
    assert (outcome.code, outcome.stdout, "is not a policy document" in outcome.stderr) == (2, "", True)


def test_nothing_hostile_in_an_own_policy_reaches_the_terminal(bks: Bks, tmp_path: Path) -> None:
    for text in HOSTILE.values():
        statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {text: {text: text}}}
        outcome = bks("scp", "check", "--file", own_policy(tmp_path, json.dumps({"Statement": statement})), "5")
        assert dangers(outcome.stdout) == set()


def test_another_policy_that_denies_the_same_is_recognised(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    deny = {"Effect": "Deny", "Action": "iam:Create*", "Resource": "arn:*:iam::*:user/*APIKey-*"}
    account.organization.add_policy("no users", json.dumps({"Statement": [deny]}), unit(account, "sandbox"))
    outcome = bks("scp", "status")
    assert "5-block-phantom-user-creation: applies in 0 of 3 accounts; in 2 more, other policies" in outcome.stdout
    assert "account account-4 (444444444444): denied by policy no users" in outcome.stdout
    policies = {each["name"]: each for each in json.loads(bks("scp", "status", "--json").stdout)["policies"]}
    found = policies["5-block-phantom-user-creation"]
    assert found["missing_in"] == ["2" * 12]
    assert found["denied_by_others"] == [
        {"account_id": str(number) * 12, "policies": ["no users"]} for number in (3, 4)
    ]


def test_the_status_shows_where_a_policy_applies_and_where_it_is_missing(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    account.organization.add_policy("whatever", find_policy("1").content, unit(account, "sandbox"))
    outcome = bks("scp", "status")
    assert outcome.code == 0
    for line in (
        "1-block-all-keys: applies in 2 of 3 accounts",
        "      account account-2 (222222222222): MISSING",
        # A policy that denies all keys denies the old ones too.
        "2-enforce-90day-max: applies in 0 of 3 accounts; in 2 more, other policies deny the same",
        "        account account-3 (333333333333): denied by policy whatever",
        "not attached: 4-block-phantom-access-keys,",
    ):
        assert line in outcome.stdout


def test_the_status_in_json(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    account.organization.add_policy("bks-1-block-all-keys", "{}", unit(account, "sandbox"))
    document = json.loads(bks("scp", "status", "--json").stdout)
    (first, *_) = document["policies"]
    assert (first["name_says_something_else"], first["missing_in"]) == (True, [str(n) * 12 for n in (2, 3, 4)])


def test_an_organization_that_could_not_be_read_whole_is_incomplete(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("organizations:ListTargetsForPolicy")
    outcome = bks("scp", "status")
    assert outcome.code == 3
    assert "its attachments could not be read" in outcome.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "The organization has no policy bks-2-enforce-90day-max."),
        (find_policy("2").minified, "bks-2-enforce-90day-max has the same content."),
        (find_policy("2").minified.replace("IfExists", ""), '+        "NumericGreaterThanIfExists": {'),
        ("no JSON \x1b[31m", "-no JSON \\x1b[31m"),
    ],
)
def test_the_difference_is_printed(account: SimulatedAccount, bks: Bks, content: str | None, expected: str) -> None:
    assert account.organization
    if content is not None:
        account.organization.add_policy("bks-2-enforce-90day-max", content)
    assert expected in bks("scp", "diff", "2").stdout


@pytest.mark.usefixtures("at_full_speed")
def test_a_plan_writes_nothing(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("scp", "plan", "1", "--target", "root")
    assert "would  Attach 1-block-all-keys to root Root" in outcome.stdout
    assert (outcome.code, writes(account)) == (0, [])


@pytest.fixture
def at_full_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the simulated CloudTrail as fast as it answers."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)


@pytest.mark.usefixtures("at_full_speed", "account")
def test_a_plan_of_files_lists_who_would_be_blocked(bks: Bks, tmp_path: Path) -> None:
    below = user_identity("alice", accountId="2" * 12)
    used = cloudtrail_record(identity=below, additionalEventData={"callWithBearerToken": True})
    write_log(tmp_path, log_path("us-west-2", START.date(), "2" * 12), delivered([used]))
    outcome = bks("scp", "plan", "1", "--target", "root", "--from", str(tmp_path))
    assert "blocked  alice, IAM user in 222222222222, bedrock (1 call)" in outcome.stdout
    assert "NOT READ  2 accounts in which the policy would apply: 333333333333, 444444444444" in outcome.stdout
    assert outcome.code == 0


@pytest.mark.usefixtures("at_full_speed")
def test_a_plan_lists_who_used_api_keys_in_the_account_of_the_session(account: SimulatedAccount, bks: Bks) -> None:
    account.enabled_regions = ("us-east-1",)
    used: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
    an_hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    account.record_event("Converse", region="us-east-1", when=an_hour_ago, actor=IamUser("alice"), resources=(), **used)
    document = json.loads(bks("scp", "plan", "1", "--target", "root", "--json").stdout)
    use = document["api_key_use"]
    assert (use["denies_use"], use["complete"]) == (True, False)
    assert [(each["name"], each["verdict"]) for each in use["identities"]] == [("alice", "not reached")]
    assert writes(account) == []


@pytest.mark.usefixtures("at_full_speed")
def test_event_history_that_cannot_be_read_makes_a_plan_incomplete(account: SimulatedAccount, bks: Bks) -> None:
    account.enabled_regions = ("us-east-1",)
    account.faults.deny("cloudtrail:LookupEvents")
    outcome = bks("scp", "plan", "1", "--target", "root")
    assert outcome.code == 3
    assert "blocked  unknown: nobody in what was read" in outcome.stdout
    assert "NOT READ  us-east-1, cloudtrail:LookupEvents" in outcome.stdout


def test_a_policy_that_denies_no_use_reads_no_events(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("scp", "plan", "5", "--target", "root")
    assert "The policy denies no use of API keys that exist." in outcome.stdout
    assert "cloudtrail:LookupEvents" not in {call.operation for call in account.calls}


@pytest.mark.parametrize("options", [["--from", "missing"], ["--days", "91"], ["--days", "0", "--from", "."]])
def test_a_search_that_makes_no_sense_is_refused(account: SimulatedAccount, bks: Bks, options: list[str]) -> None:
    outcome = bks("scp", "plan", "1", "--target", "root", *options)
    assert (outcome.code, outcome.stdout, account.calls) == (2, "", [])


def test_it_is_attached_and_detached(account: SimulatedAccount, bks: Bks) -> None:
    assert bks("scp", "apply", "1", "--target", "root", "--force").code == 0
    assert bks("scp", "remove", "1", "--target", "root", "--force").code == 0
    assert writes(account) == ["CreatePolicy", "AttachPolicy", "DetachPolicy"]


def test_a_target_may_be_given_by_a_name_that_only_one_has(account: SimulatedAccount, bks: Bks) -> None:
    assert bks("scp", "apply", "1", "--target", "sandbox", "--force").code == 0
    assert account.calls[-1].operation.startswith("organizations:")
    assert account.organization
    (policy,) = [each for each in account.organization.policies.values() if each.name.startswith("bks-")]
    assert policy.targets == [unit(account, "sandbox").target_id]


def test_a_name_that_several_have_is_refused_with_their_ids(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    account.organization.add_account("999988887777", "sandbox", account.organization.root)
    outcome = bks("scp", "apply", "1", "--target", "sandbox", "--force")
    assert (outcome.code, writes(account)) == (2, [])
    assert unit(account, "sandbox").target_id in outcome.stderr
    assert "999988887777" in outcome.stderr


def test_an_id_is_never_taken_for_the_name_of_another(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    account.organization.add_account("999988887777", "444455556666", account.organization.root)
    outcome = bks("scp", "apply", "1", "--target", "444455556666", "--force")
    assert (outcome.code, writes(account)) == (2, [])
    assert "has no root, OU or account 444455556666" in outcome.stderr


def test_the_plan_by_a_name_lists_the_users_of_keys_below_it(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("scp", "plan", "1", "--target", "sandbox")
    assert f"OU sandbox ({unit(account, 'sandbox').target_id})" in outcome.stdout
    assert outcome.code in (0, 3)


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("", False)])
def test_a_person_is_asked(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None], answer: str, written: bool
) -> None:
    typing(answer)
    assert bks("scp", "apply", "1", "--target", "root").code == 0
    assert bool(writes(account)) is written


def test_read_only_mode_refuses_it(account: SimulatedAccount, bks: Bks) -> None:
    assert bks("--read-only", "scp", "apply", "1", "--target", "root", "--force").code == 2
    assert account.calls == []


@pytest.mark.parametrize("text", [HOSTILE["C1 CSI"], HOSTILE["bidi override"], HOSTILE["newline"]])
def test_hostile_names_are_printed_harmless(account: SimulatedAccount, bks: Bks, text: str) -> None:
    assert account.organization
    hostile = account.organization.add_unit(text, account.organization.root)
    account.organization.add_policy(text, find_policy("1").content, hostile)
    for arguments in (("status",), ("plan", "1", "--target", "root")):
        outcome = bks("scp", *arguments)
        assert dangers(outcome.stdout + outcome.stderr) == set()


@pytest.mark.parametrize("command", PERMISSIONS)
def test_the_permissions_of_a_command_are_a_policy(bks: Bks, command: str) -> None:
    (statement,) = json.loads(bks("permissions", command).stdout)["Statement"]
    assert set(statement["Action"]) == set(PERMISSIONS[command])
