"""`bks scan --security-hub`: what is sent is shown and confirmed first, and the scan stays on standard output."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.members import member_id, organization
from tests.support.scans import many
from tests.support.security_hubs import batches, hub_of, with_hub


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with two phantom users and Security Hub, in the place of AWS."""
    account = with_hub(many(users=2, phantoms=2))
    in_account(account)
    return account


def test_what_is_confirmed_is_sent(bks: Bks, account: SimulatedAccount, typing: Callable[..., None]) -> None:
    typing(account.account_id)
    assert bks("scan", "--security-hub").code == 0
    assert batches(account) == [2]


def test_the_preview_names_account_region_product_and_number(
    bks: Bks, account: SimulatedAccount, typing: Callable[..., None]
) -> None:
    typing("")
    shown = "".join(bks("scan", "--security-hub").stderr.split())
    own = account.account_id
    for wanted in ("Send2findings", own, f"arn:aws:securityhub:us-east-1:{own}:product/{own}/default", "2LOW"):
        assert wanted in shown


@pytest.mark.parametrize("answer", ["", "y", "yes", "111122223334"])
def test_without_the_number_of_the_account_nothing_is_sent(
    bks: Bks, account: SimulatedAccount, typing: Callable[..., None], answer: str
) -> None:
    typing(answer)
    assert bks("scan", "--security-hub").code == 0
    assert batches(account) == []


def test_a_dry_run_shows_the_plan_and_sends_nothing(bks: Bks, account: SimulatedAccount) -> None:
    outcome = bks("scan", "--security-hub", "--dry-run")
    assert "Send 2 findings" in outcome.stderr
    assert batches(account) == []


@pytest.mark.usefixtures("account")
def test_standard_output_is_the_scan_alone(bks: Bks) -> None:
    outcome = bks("scan", "--security-hub", "--force", "--json")
    assert len(json.loads(outcome.stdout)["phantom_users"]) == 2
    assert "verified" in outcome.stderr


def test_without_security_hub_the_command_fails(bks: Bks, account: SimulatedAccount) -> None:
    account.security_hubs.clear()
    outcome = bks("scan", "--security-hub", "--force")
    assert outcome.code == 1
    assert "Security Hub is not enabled" in outcome.stderr
    assert "BedrockAPIKey-00000" in outcome.stdout


def test_a_denied_call_fails_and_names_the_permission(bks: Bks, account: SimulatedAccount) -> None:
    account.faults.deny("securityhub:BatchImportFindings")
    outcome = bks("scan", "--security-hub", "--force")
    assert outcome.code == 1
    assert "securityhub:BatchImportFindings" in outcome.stderr


def test_read_only_mode_refuses_before_the_scan(bks: Bks, account: SimulatedAccount) -> None:
    assert bks("--read-only", "scan", "--security-hub", "--force").code == 2
    assert account.calls == []


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("option", ["--force", "--dry-run"])
def test_the_options_of_sending_need_it(bks: Bks, option: str) -> None:
    outcome = bks("scan", option)
    assert (outcome.code, "Add --security-hub." in outcome.stderr) == (2, True)


@pytest.mark.usefixtures("account")
def test_a_resumed_run_is_not_sent(bks: Bks) -> None:
    assert bks("scan", "--security-hub", "--force", "--resume").code == 2


def test_each_account_of_an_organization_sends_its_own(
    bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    management, members = organization(members=2, phantoms=1)
    for each in members:
        with_hub(each)
    in_account(management)
    assert bks("scan", "--org", "--security-hub", "--force").code == 0
    assert [{finding["AwsAccountId"] for finding in hub_of(each).findings.values()} for each in members] == [
        {member_id(0)},
        {member_id(1)},
    ]


def test_an_account_without_security_hub_does_not_keep_the_others_from_it(
    bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    management, (first, second) = organization(members=2, phantoms=1)
    with_hub(second)
    in_account(management)
    outcome = bks("scan", "--org", "--security-hub", "--force")
    assert outcome.code == 1
    assert f"the findings of account {first.account_id} were not sent" in outcome.stderr
    assert len(hub_of(second).findings) == 1
