"""Accounts that manage an organization, three OUs deep."""

from __future__ import annotations

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.organization import SimulatedOrganization, StoredTarget
from tests.support.scans import NOW

MANAGEMENT = "111122223333"


def managing_account() -> SimulatedAccount:
    """An account that manages root → workloads → sandbox → teams, with an account in each but the first."""
    account = SimulatedAccount(MANAGEMENT, now=NOW, alias="example")
    account.organization = organization = SimulatedOrganization(MANAGEMENT)
    above = organization.root
    for number, name in enumerate(("workloads", "sandbox", "teams"), 2):
        above = organization.add_unit(name, above)
        organization.add_account(str(number) * 12, f"account-{number}", above)
    return account


def unit(account: SimulatedAccount, name: str) -> StoredTarget:
    """The OU of a name."""
    assert account.organization
    return next(target for target in account.organization.targets.values() if target.name == name)
