"""Options of a command on one target: the account of the target, and the role to assume there."""

from __future__ import annotations

import functools
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

import click

from bks_tui.cli.organization_options import ROLE_OPTIONS, external_id_of, role_name_of
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.suggestions import suggest_accounts
from bks_tui.cli.terminal.input import STANDARD_INPUT, looks_like_key
from bks_tui.core.account.member import MemberRole, require_account_ids
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.errors import OtherAccountError, UsageError

_OPTIONS = (
    click.option("--org", is_flag=True, help="Work in the account that TARGET names, through a role."),
    click.option(
        "--account",
        "account_id",
        metavar="ID",
        help="Work in this account, through a role.",
        shell_complete=suggest_accounts,
    ),
    *ROLE_OPTIONS,
)


@dataclass(frozen=True)
class MemberOptions:
    """Whether another account than that of the session may be meant, which, and the role to assume there."""

    org: bool = False
    account_id: str | None = None
    role_name: str | None = None
    external_id: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether an account is to be reached through a role."""
        return bool(self.org or self.account_id or self.role_name)

    def reach(self, invocation: Invocation, target: Target | None) -> Invocation:
        """The invocation in the given account, or in the one that the target names, or else in that of the session.

        What is pasted may name any account: its session is verified before it is used. Raises UsageError.
        """
        if not self.is_given:
            if self.external_id:
                raise UsageError("--external-id needs --org, --account or --role-name", "Add one of them.")
            return invocation
        if self.account_id:
            require_account_ids((self.account_id,), "--account")
        external_id = external_id_of(invocation, self.external_id)
        name = role_name_of(invocation, self.role_name)
        account_id = self.account_id or (target.named_account_id if target else None)
        role = MemberRole(account_id, name, external_id) if account_id else None
        return replace(invocation, choice=replace(invocation.choice, role=role))

    @contextmanager
    def offered(self) -> Iterator[None]:
        """Where a target of another account is refused, name the command that reaches that account."""
        try:
            yield
        except OtherAccountError as error:
            if self.is_given:
                raise
            remedy = f"{error.remedy} Or assume a role there: {_this_command('--org')}"
            raise UsageError(str(error), remedy) from None


def member_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which receives them as `member`."""

    @functools.wraps(command)
    def with_member(*args: Any, **options: Any) -> Any:
        names = ("org", "account_id", "role_name", "external_id")
        return command(*args, member=MemberOptions(**{name: options.pop(name) for name in names}), **options)

    decorated: Callable[..., Any] = with_member
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def target_in(text: str) -> Target | None:
    """The target in a text; None for what names no account anyway, as the id of a credential."""
    try:
        return parse_target(text, datetime.now(timezone.utc))
    except UsageError:
        return None


def _this_command(option: str) -> str:
    """This command once more, with an option. A key is not repeated: it is asked for."""
    words = [STANDARD_INPUT if looks_like_key(word) else word for word in sys.argv[1:]]
    name = click.get_current_context().info_name
    position = words.index(name) + 1 if name in words else len(words)
    return shlex.join(["bks", *words[:position], option, *words[position:]])
