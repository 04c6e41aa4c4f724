"""`bks cleanup`: delete orphaned phantom users completely, one at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from bks_tui.cli.account_cleanup import AccountCleanup, CleanUpChoice
from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.organization_options import accounts_options, organization_options
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import suggest_users
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_sentence
from bks_tui.cli.write_options import WriteOptions, write_options
from bks_tui.core.errors import CancelledError
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanResult
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.settings import parse_age

if TYPE_CHECKING:
    from bks_tui.cli.responder import CommandResponder

_HOLDS = [kind.value for kind in HoldKind if kind not in NEVER_INCLUDED]


def _age(context: click.Context, option: click.Parameter, text: str | None) -> timedelta | None:
    age = parse_age(text) if text is not None else None
    if age is None and text is not None:
        raise click.BadParameter("give hours or days: 24, 24h, 7d", context, option)
    return age


@click.command()
@session_options
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="NAME",
    help="Only this user; repeat for more.",
    shell_complete=suggest_users,
)
@click.option(
    "--min-age",
    "minimum_age",
    callback=_age,
    metavar="AGE",
    help="Skip younger users.  [default: min_age of the config file, or 24h]",
)
@click.option(
    "--include-held",
    "include_held",
    multiple=True,
    type=click.Choice(_HOLDS),
    metavar="REASON",
    help=f"Override this deletion hold; repeat for more: {', '.join(_HOLDS)}.",
)
@accounts_options
@write_options
def cleanup(
    invocation: Invocation,
    *,
    acting: WriteOptions,
    users: tuple[str, ...],
    minimum_age: timedelta | None,
    include_held: tuple[str, ...],
    **accounts: Any,
) -> ExitCode:
    """Delete orphaned phantom users with everything on them, one at a time.

    Only phantom users whose API keys, access keys and password could all be read, and none of which is
    active. Shows each user first: y = delete, n = skip, a = delete all remaining, q = quit. Each deletion
    is all-or-nothing. The state before is recorded in the journal, and 'bks journal undo' recreates the
    user, without its keys. A denial that would affect every user ends the run after the first, or asks.
    With --org, bks goes account by account, and changes one at a time.

    \b
    Exit codes:
      0    done and verified in AWS, or nothing to do
      1    a user was not deleted: a step failed, or the state changed
      2    wrong usage, or refused
      3    incomplete: something could not be verified or read, or an account was skipped
      130  interrupted; the journal shows what was done
    """
    from bks_tui.cli.organization_cleanup import clean_up_organization
    from bks_tui.cli.responder import CommandResponder

    youngest = invocation.config.minimum_age if minimum_age is None else minimum_age
    choice = CleanUpChoice(users, youngest, include_held)
    if accounts["org"] or accounts["accounts_file"]:
        return clean_up_organization(invocation, acting, organization_options(invocation, **accounts), choice)
    responder = CommandResponder(_in_one_account(invocation, **accounts), acting)
    account = responder.identify()
    cleanup = AccountCleanup(responder, choice, list(responder.offer_to_resume()))
    result = _scan(responder, youngest)
    cleanup.take_all(result)
    code = responder.print_results(account, cleanup.targets)
    if cleanup.failed and code is not ExitCode.INTERRUPTED:
        return ExitCode.FAILED
    return ExitCode.INCOMPLETE if code is ExitCode.DONE and not result.complete else code


def _in_one_account(invocation: Invocation, **accounts: Any) -> Invocation:
    """The invocation in the one account of --account, or else in that of the session. Raises UsageError."""
    ids = accounts["account_ids"]
    if len(ids) == 1 and not (accounts["units"] or accounts["excluded"]):
        member = MemberOptions(account_id=ids[0], role_name=accounts["role_name"], external_id=accounts["external_id"])
        return member.reach(invocation, None)
    organization_options(invocation, **accounts)
    return invocation


def _scan(responder: CommandResponder, minimum_age: timedelta) -> ScanResult:
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.scan.scan import scan

    options = ScanOptions(minimum_age=minimum_age)
    with cancelled_by_interrupt() as cancelled, progress_line(wanted=True) as show:
        for update in scan(responder.session, options, cancelled):
            if isinstance(update, ScanProgress):
                show(update.phase, update.done, update.total)
            elif isinstance(update, ScanResult):
                for warning in update.warnings:
                    print_sentence(f"could not be read: {warning}")
                return update
    raise CancelledError("the scan ended without a result")
