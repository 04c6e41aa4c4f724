"""Every account of a run has its own outcome; a run that lost its own session says so and stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import pytest

from bks_tui.aws.retries import RetryBudget
from bks_tui.core.account.member import DEFAULT_ROLE_NAME, AccountSelection
from bks_tui.core.errors import CancelledError
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.scan.organization import AccountOutcome, AccountScan, OrganizationUpdate, SourceEnded
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.organization.reach import ReachableAccount
from bks_tui.operations.organization.scan import scan_accounts
from tests.support.members import MANAGEMENT, member, member_id, operations_in, organization, reachable
from tests.support.scans import NOW, SHORT_PATIENCE, result

Outcomes = dict[str, AccountOutcome]


def run(
    accounts: Iterable[ReachableAccount], parallel: int = 4, patience: RetryBudget = SHORT_PATIENCE
) -> list[OrganizationUpdate]:
    """All that a scan of the accounts yields."""
    return list(scan_accounts(accounts, ScanOptions(), threading.Event(), lambda: NOW, patience, parallel))


def scans(updates: Iterable[OrganizationUpdate]) -> dict[str, AccountScan]:
    """What became of each account."""
    return {update.member.account_id: update for update in updates if isinstance(update, AccountScan)}


def test_every_account_is_scanned_as_a_single_one_is() -> None:
    management, accounts = organization(members=5)
    found = scans(run(reachable(management)))
    assert set(found) == {MANAGEMENT, *(account.account_id for account in accounts)}
    for account in accounts:
        scanned = found[account.account_id].result
        assert scanned
        assert scanned.findings == result(member(account.account_id, 3)).findings


def test_an_alias_is_neither_read_nor_missed_where_the_organization_names_the_account() -> None:
    management, accounts = organization()
    accounts[0].faults.deny("iam:ListAccountAliases")
    found = scans(run(reachable(management)))
    assert {scan.outcome for scan in found.values()} == {AccountOutcome.DONE}
    assert "iam:ListAccountAliases" not in operations_in(accounts)


def _refuse(_: SimulatedAccount, account: SimulatedAccount) -> None:
    account.roles.clear()


def _suspend(management: SimulatedAccount, account: SimulatedAccount) -> None:
    assert management.organization
    management.organization.targets[account.account_id].state = "SUSPENDED"


def _gap(_: SimulatedAccount, account: SimulatedAccount) -> None:
    account.faults.deny("iam:GetLoginProfile")


def _deny_all(_: SimulatedAccount, account: SimulatedAccount) -> None:
    account.faults.deny()


def _throttle(_: SimulatedAccount, account: SimulatedAccount) -> None:
    for operation in ("ListServiceSpecificCredentials", "ListUsers", "GetAccountAuthorizationDetails"):
        account.faults.throttle(f"iam:{operation}", calls=None)


def _drop(_: SimulatedAccount, account: SimulatedAccount) -> None:
    account.faults.drop(calls=None)


def _misdirect(management: SimulatedAccount, account: SimulatedAccount) -> None:
    management.members.add(member("999999999999"), account.account_id)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (_refuse, AccountOutcome.REFUSED),
        (_deny_all, AccountOutcome.REFUSED),
        (_suspend, AccountOutcome.SUSPENDED),
        (_gap, AccountOutcome.INCOMPLETE),
        (_throttle, AccountOutcome.NOT_REACHED),
        (_drop, AccountOutcome.NOT_REACHED),
        (_misdirect, AccountOutcome.NOT_REACHED),
    ],
)
def test_an_account_that_fails_has_its_outcome_and_the_others_are_done(
    fault: Callable[[SimulatedAccount, SimulatedAccount], None], outcome: AccountOutcome
) -> None:
    management, accounts = organization(members=3)
    fault(management, accounts[1])
    found = {account_id: scan.outcome for account_id, scan in scans(run(reachable(management))).items()}
    assert found.pop(accounts[1].account_id) is outcome
    assert set(found.values()) == {AccountOutcome.DONE}


def test_a_suspended_account_is_not_asked_for_its_role() -> None:
    management, accounts = organization(members=1)
    _suspend(management, accounts[0])
    run(reachable(management))
    assert "sts:AssumeRole" not in operations_in([management])


def test_each_account_that_is_not_done_says_why() -> None:
    management, accounts = organization(members=2)
    _refuse(management, accounts[0])
    found = scans(run(reachable(management)))
    assert f"role/{DEFAULT_ROLE_NAME} could not be assumed" in found[accounts[0].account_id].reason


def test_when_the_source_session_ends_no_further_account_is_started() -> None:
    management, accounts = organization(members=6)
    chosen = reachable(management, AccountSelection(excluded=(MANAGEMENT,)))
    management.faults.before("sts:AssumeRole", management.faults.expire_token, call=3)
    updates = run(chosen, parallel=1)
    outcomes = [scan.outcome for scan in scans(updates).values()]
    assert sum(isinstance(update, SourceEnded) for update in updates) == 1
    assert outcomes.count(AccountOutcome.NOT_REACHED) == len(accounts) - outcomes.count(AccountOutcome.DONE)
    assert outcomes[0] is AccountOutcome.DONE
    assert not accounts[-1].calls


def test_a_cancelled_run_ends() -> None:
    management, _ = organization(members=3)
    cancelled = threading.Event()
    updates = scan_accounts(reachable(management), ScanOptions(), cancelled, lambda: NOW, SHORT_PATIENCE)
    next(updates)
    cancelled.set()
    with pytest.raises(CancelledError):
        list(updates)


@pytest.mark.parametrize("unit", ["Root/production", "production-id"])
def test_only_the_accounts_of_a_chosen_ou_are_read(unit: str) -> None:
    management, _ = organization(members=4)
    assert management.organization
    units = {target.name: target.target_id for target in management.organization.targets.values()}
    chosen = AccountSelection(units=(units["production"] if unit.endswith("-id") else unit,))
    found = scans(run(reachable(management, chosen)))
    assert set(found) == {member_id(0), member_id(2)}
