"""`bks scp` and `bks permissions`: what they print, write and exit with."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bks_tui.core.permissions import PERMISSIONS
from bks_tui.core.prevention import policy_tests as scp_cases
from bks_tui.core.prevention.policies import POLICIES, find_policy
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.hostile import HOSTILE, dangers
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


def test_the_status_shows_where_a_policy_applies_and_where_it_is_missing(account: SimulatedAccount, bks: Bks) -> None:
    assert account.organization
    account.organization.add_policy("whatever", find_policy("1").content, unit(account, "sandbox"))
    outcome = bks("scp", "status")
    assert outcome.code == 0
    for line in (
        "1-block-all-keys: applies in 2 of 3 accounts",
        "      account account-2 (222222222222): MISSING",
        "not attached: 2-enforce-90day-max,",
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


def test_a_plan_writes_nothing(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("scp", "plan", "1", "--target", "root")
    assert "would  Attach 1-block-all-keys to root Root" in outcome.stdout
    assert (outcome.code, writes(account)) == (0, [])


def test_it_is_attached_and_detached(account: SimulatedAccount, bks: Bks) -> None:
    assert bks("scp", "apply", "1", "--target", "root", "--force").code == 0
    assert bks("scp", "remove", "1", "--target", "root", "--force").code == 0
    assert writes(account) == ["CreatePolicy", "AttachPolicy", "DetachPolicy"]


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
