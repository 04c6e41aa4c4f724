"""Organizations of simulated accounts, which the caller of the first reaches through a role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bks_tui.aws.member_sessions import MemberSessions
from bks_tui.core.account.member import DEFAULT_ROLE_NAME, AccountSelection, MemberAccount, RoleOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.operations.organization.reach import ReachableAccount, organization_accounts, reach
from tests.support.scans import NOW, session_to

MANAGEMENT = "111122223333"
PERSON = "ana@laptop"
ROLE = RoleOptions()


def member_id(number: int) -> str:
    """The id of the account of that number."""
    return f"{200_000_000_000 + number}"


def add_phantoms(account: SimulatedAccount, number: int = 1, sorts: Sequence[int] = (0, 1, 2)) -> None:
    """Phantom users of these sorts by turns: 0 is orphaned, 1 has a key, and 2 an access key that outlives it."""
    for each in range(number):
        name, sort = f"BedrockAPIKey-{each:04}", sorts[each % len(sorts)]
        account.add_user(name)
        if sort == 1:
            account.add_api_key(name)
        if sort == 2:
            account.add_access_key(name)


def member(account_id: str, phantoms: int = 1) -> SimulatedAccount:
    """An account with a role for the organization's administrators."""
    account = SimulatedAccount(account_id, now=NOW)
    account.add_role(DEFAULT_ROLE_NAME)
    add_phantoms(account, phantoms)
    return account


def organization(members: int = 3, phantoms: int = 3) -> tuple[SimulatedAccount, list[SimulatedAccount]]:
    """A management account, and the members that it reaches, in two OUs by turns."""
    management = SimulatedAccount(MANAGEMENT, now=NOW)
    management.organization = tree = SimulatedOrganization(MANAGEMENT)
    units = [tree.add_unit(name, tree.root) for name in ("production", "sandbox")]
    accounts = [member(member_id(number), phantoms) for number in range(members)]
    for number, account in enumerate(accounts):
        tree.add_account(account.account_id, f"team-{number}", units[number % 2])
        management.members.add(account)
    return management, accounts


def sessions_of(management: SimulatedAccount) -> MemberSessions:
    """Sessions in the members of an organization."""
    return MemberSessions(session_to(management), PERSON)


def reachable(
    management: SimulatedAccount,
    selection: AccountSelection | None = None,
    role: RoleOptions = ROLE,
    members: Sequence[MemberAccount] | None = None,
) -> tuple[ReachableAccount, ...]:
    """The accounts of an organization, or those given."""
    sessions = sessions_of(management)
    every = organization_accounts(sessions.source)[0] if members is None else members
    return reach(sessions, every, selection or AccountSelection(), role)


def operations_in(accounts: Iterable[SimulatedAccount]) -> list[str]:
    """What was called in these accounts."""
    return [call.operation for account in accounts for call in account.calls]
