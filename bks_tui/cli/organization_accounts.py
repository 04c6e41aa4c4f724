"""The accounts of an organization or of a file, reached with the credentials of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bks_tui.cli.organization_options import OrganizationOptions
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal.messages import print_message, tell_account
from bks_tui.core.account.member import MemberAccount, RoleOptions, parse_accounts
from bks_tui.core.errors import FileError
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.aws.member_sessions import MemberSessions
    from bks_tui.aws.session import AwsSession
    from bks_tui.operations.organization.reach import ReachableAccount

_LARGEST_FILE = 8 << 20


def source_sessions(invocation: Invocation, *, quiet: bool) -> MemberSessions:
    """The session that assumes the roles; who it belongs to is printed."""
    from bks_tui.operations.connect import connect, member_sessions

    sessions = member_sessions(connect(invocation.choice))
    account = sessions.account()
    if not quiet:
        tell_account(account)
    return sessions


def listed_members(
    chosen: OrganizationOptions, source: AwsSession
) -> tuple[tuple[MemberAccount, ...], tuple[str, ...]]:
    """Every account to choose from, and what could not be read about the organization."""
    from bks_tui.operations.organization.reach import organization_accounts
    from bks_tui.storage.reading import read_regular

    if chosen.accounts_file is None:
        return organization_accounts(source)
    path = chosen.accounts_file
    try:
        text = read_regular(path, _LARGEST_FILE).decode("utf-8", "replace")
    except OSError as error:
        raise FileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}", "Name the file.") from error
    return parse_accounts(text, str(path)), ()


def reach_accounts(
    sessions: MemberSessions,
    members: tuple[MemberAccount, ...],
    chosen: OrganizationOptions,
    role_name: str | None,
    *,
    quiet: bool,
) -> tuple[ReachableAccount, ...]:
    """The chosen accounts, each with what opens a session in it. Raises UsageError and AwsError."""
    from bks_tui.operations.organization.reach import reach

    role = RoleOptions(role_name or chosen.role_name, chosen.external_id)
    accounts = reach(sessions, members, chosen.selection, role)
    if not quiet:
        print_message(f"{pluralize(len(accounts), 'account')}, through the role {role.role_name}")
    return accounts
