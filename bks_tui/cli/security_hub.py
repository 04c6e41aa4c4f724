"""`bks scan --security-hub`: send the findings of a scan, each from its own account, as the person confirms.

The scan is on standard output already. What becomes of its findings is told on standard error.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal.messages import ExitCode, print_message, print_sentence
from bks_tui.cli.terminal.prompts import show_plan
from bks_tui.cli.write_options import WriteOptions
from bks_tui.core.errors import BksError, UsageError
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import FindingsRequest
from bks_tui.core.scan.run import AccountRecord

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.cli.responder import ResponseResult

# Opens a session in the account of a record.
OpenSession: TypeAlias = Callable[[AccountRecord], "AwsSession"]

_NAMES = ("dry_run", "force", "directory")
_OPTIONS = (
    click.option(
        "--security-hub", is_flag=True, help="Send a finding for each user to Security Hub, from its own account."
    ),
    click.option("--dry-run", is_flag=True, help="With --security-hub: preview what is sent; send nothing."),
    click.option("--force", is_flag=True, help="With --security-hub: do not ask for confirmation."),
    click.option(
        "--journal",
        "directory",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="With --security-hub: keep the journal in this directory.",
    ),
)


def security_hub_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of sending findings; it receives a `sender`, or None without --security-hub."""

    @functools.wraps(command)
    def with_sender(invocation: Invocation, **options: Any) -> Any:
        is_wanted = options.pop("security_hub")
        given = {name: options.pop(name) for name in _NAMES}
        if any(given.values()) and not is_wanted:
            raise UsageError("--dry-run, --force and --journal are for --security-hub", "Add --security-hub.")
        acting = WriteOptions(as_json=False, **given)
        if is_wanted:
            acting.require_write_allowed(invocation)
        return command(invocation, sender=FindingsSender(invocation, acting) if is_wanted else None, **options)

    decorated: Callable[..., Any] = with_sender
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


@dataclass(frozen=True)
class FindingsSender:
    """Sends the findings of a stored scan."""

    invocation: Invocation
    acting: WriteOptions

    def send(self, run_id: str, records: Iterable[AccountRecord], open_session: OpenSession) -> ExitCode:
        """Send the findings of each account with a session of it; the worst of what came of them.

        Each account stands for itself: where one fails, that is told, and the next one follows.
        """
        codes = {ExitCode.DONE}
        for record in records:
            if record.phantom_users or record.other_users:
                codes.add(self._send_account(run_id, record, open_session))
                if ExitCode.INTERRUPTED in codes:
                    break
        return worst(codes)

    def _send_account(self, run_id: str, record: AccountRecord, open_session: OpenSession) -> ExitCode:
        from bks_tui.cli.responder import CommandResponder

        try:
            responder = CommandResponder(self.invocation, self.acting, open_session(record))
            result = responder.respond(record.account_id, FindingsRequest(run_id, record.account_id))
        except BksError as error:
            print_sentence(f"bks: the findings of account {record.account_id} were not sent: {error}")
            if error.remedy:
                print_message(f"     {error.remedy}")
            return ExitCode.FAILED
        self._tell(responder.lines([result]), result)
        return responder.conclude([result])

    def _tell(self, lines: Iterable[str], result: ResponseResult) -> None:
        """What became of it; a plan as it is shown before it is confirmed."""
        if isinstance(result, Plan):
            show_plan(result)
            return
        for line in lines:
            print_message(line)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code that says most: interrupted, failed, matched, incomplete, done."""
    order = (ExitCode.INTERRUPTED, ExitCode.FAILED, ExitCode.MATCHED, ExitCode.INCOMPLETE)
    given = set(codes)
    return next((code for code in order if code in given), ExitCode.DONE)
