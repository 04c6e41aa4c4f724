"""The accounts that a person chose, each with what opens a session in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from bks_tui.aws.member_sessions import MemberSessions
from bks_tui.aws.organizations.accounts import list_accounts
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.account.member import AccountSelection, MemberAccount, MemberRole, RoleOptions, select_accounts
from bks_tui.operations.connect import connect


@dataclass(frozen=True, slots=True)
class ReachableAccount:
    """An account and what opens a session in it, without calling AWS yet. `role_arn` is the role to assume, if any."""

    member: MemberAccount
    open: Callable[[], AwsSession]
    role_arn: str | None = None


def organization_accounts(source: AwsSession) -> tuple[tuple[MemberAccount, ...], tuple[str, ...]]:
    """Every account of the organization, and what could not be read about the tree. Raises AwsError."""
    found = list_accounts(source.api("organizations"))
    return found.accounts, found.gaps


def reach(
    sessions: MemberSessions, members: Iterable[MemberAccount], selection: AccountSelection, role: RoleOptions
) -> tuple[ReachableAccount, ...]:
    """The chosen accounts, each through its role; the caller's own account without one.

    Raises UsageError for a selection that matches no account, and AwsError where the caller is unknown.
    """
    own = sessions.account()
    return tuple(
        _through_role(sessions, member, role, None if member.account_id == own.account_id else own.partition)
        for member in select_accounts(members, selection)
    )


def _through_role(
    sessions: MemberSessions, member: MemberAccount, options: RoleOptions, partition: str | None
) -> ReachableAccount:
    role = MemberRole(member.account_id, member.role_name or options.role_name, options.external_id)
    return ReachableAccount(member, partial(sessions.open, role), role.arn(partition) if partition else None)


def reach_profiles(choice: SessionChoice, profiles: Iterable[str]) -> tuple[ReachableAccount, ...]:
    """An account for each profile; its id is known only once it answers."""
    return tuple(
        ReachableAccount(
            MemberAccount("", name=profile, profile=profile), partial(connect, replace(choice, profile=profile))
        )
        for profile in dict.fromkeys(profiles)
    )
