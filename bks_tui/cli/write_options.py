"""What the commands that write to AWS share: their options, their journal, and interrupted operations."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal.input import is_terminal
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import FileError, ReadOnlyError, UsageError
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.export import formatting as words

if TYPE_CHECKING:
    from bks_tui.core.journal.history import History
    from bks_tui.storage.journal import Journal


@dataclass(frozen=True)
class WriteOptions:
    """How a command that writes was called."""

    dry_run: bool
    force: bool
    as_json: bool
    directory: Path | None

    def require_write_allowed(self, invocation: Invocation) -> None:
        """Raise UsageError where nothing may be written, before AWS is asked for anything."""
        if self.dry_run:
            return
        if invocation.read_only:
            raise ReadOnlyError
        if not (self.force or is_terminal()):
            raise UsageError(
                "no terminal to confirm on; nothing was changed",
                "Use --dry-run to preview, then --force.",
            )

    def journal(self, invocation: Invocation) -> Journal:
        """The journal to write to."""
        return open_journal(invocation, self.directory)


_JOURNAL = click.option(
    "--journal", "directory", metavar="DIR", type=click.Path(path_type=Path), help="Keep the journal in this directory."
)
_OPTIONS = (
    click.option("--dry-run", is_flag=True, help="Preview the changes; change nothing."),
    click.option("--force", is_flag=True, help="Do not ask for confirmation."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.actions/1)."),
    _JOURNAL,
)


def journal_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--journal`; it receives a `directory`."""
    return _JOURNAL(command)


def write_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of those that write; it receives them as one `acting`."""

    @functools.wraps(command)
    def with_acting(*args: Any, **options: Any) -> Any:
        names = ("dry_run", "force", "as_json", "directory")
        return command(*args, acting=WriteOptions(**{name: options.pop(name) for name in names}), **options)

    decorated: Callable[..., Any] = with_acting
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def open_journal(invocation: Invocation, directory: Path | None) -> Journal:
    """The journal in a directory, or where this person's is. Nothing is read yet."""
    from bks_tui.storage.journal import Journal, default_directory

    return Journal(directory or default_directory(demo=invocation.choice.demo))


def print_journal_doubts(journal: Journal) -> History:
    """The operations of the journal; its faults and what could not be read are printed."""
    history = journal.history()
    for fault in history.breaks[:1]:
        more = f" (and {len(history.breaks) - 1} more)" if len(history.breaks) > 1 else ""
        print_message(f"bks: the journal {journal.path} fails verification: {fault}{more}")
        print_message("     Someone may have edited it: nothing is undone or resumed from it.")
    if history.gap:
        print_message(f"bks: {history.gap}")
    return history


def print_interrupted(journal: Journal) -> tuple[Operation, ...]:
    """Print the interrupted operations, and what can be done about each. Raises FileError."""
    left = journal.interrupted_operations(print_journal_doubts(journal).operations)
    for operation in left:
        short, account = operation.operation_id[:8], operation.plan.account
        role = f" through the role {account.role.role_name}" if account.role else ""
        print_message(f"bks: operation {short} was interrupted: {operation.plan.title}")
        print_message(f"     in account {account.account_id}{role}, {words.moment(operation.begun_at)}")
        resume, undo = (journal.command(word, short, of=account) for word in ("resume", "undo"))
        print_message(f"     '{resume}' resumes it, '{undo}' undoes it.")
    return left


def print_interrupted_if_known(invocation: Invocation) -> None:
    """The same for a command that only reads, which continues without a journal."""
    try:
        print_interrupted(open_journal(invocation, None))
    except FileError as error:
        print_message(f"bks: {error}: whether an operation was interrupted is unknown")


_CODES = {Outcome.FAILED: ExitCode.FAILED, Outcome.STOPPED: ExitCode.FAILED, Outcome.UNVERIFIED: ExitCode.INCOMPLETE}


def exit_code(*operations: Operation, interrupted: bool = False) -> ExitCode:
    """What the exit says of these operations: the worst of them."""
    if interrupted:
        return ExitCode.INTERRUPTED
    if any(each.unwritten for each in operations):
        return ExitCode.FAILED
    codes = {_CODES.get(each.outcome, ExitCode.DONE) if each.outcome else ExitCode.FAILED for each in operations}
    return next((code for code in (ExitCode.FAILED, ExitCode.INCOMPLETE) if code in codes), ExitCode.DONE)
