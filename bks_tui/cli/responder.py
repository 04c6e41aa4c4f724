"""One response of a command: proposed, shown, confirmed, carried out, told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import click

from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, say, tell_account
from bks_tui.cli.terminal.prompts import ask, confirms, show_plan, width_of_terminal
from bks_tui.cli.write_options import Acting, exit_code, tell_cut_off
from bks_tui.core.errors import CancelledError, NothingToDoError
from bks_tui.core.response.operation import Operation, StepOutcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_text import Row, operation_rows, outcome_row, plan_rows
from bks_tui.core.response.requests import Request
from bks_tui.core.text import clean, count
from bks_tui.export.response.to_json import Untouched, actions_document
from bks_tui.export.response.to_text import row_lines

if TYPE_CHECKING:
    from bks_tui.core.account.account import Account

Target: TypeAlias = Operation | Plan | Untouched

_STOPPING = (
    "bks: stopping. The call that is under way is not waited for; what was changed is read again. "
    "Ctrl-C again ends at once: 'bks journal list' shows what was done."
)


class Responder:
    """A session and a journal, and how the command was called. Opening it asks AWS nothing yet.

    Raises UsageError where nothing may be written, FileError for a journal that cannot be read.
    """

    def __init__(self, invocation: Invocation, acting: Acting) -> None:
        from bks_tui.operations.connect import connect

        acting.require_leave(invocation)
        self.acting = acting
        self.invocation = invocation
        self.journal = acting.journal(invocation)
        self.session = connect(invocation.choice)
        self.interrupted = False

    def identify(self) -> Account:
        """Ask AWS who the credentials are, and tell the person."""
        account = self.session.identify()
        tell_account(account)
        return account

    def propose(self, request: Request) -> Plan:
        """The plan for a request. Raises as `operations.propose` does."""
        from bks_tui.operations.response.plan import propose

        with cancelled_by_interrupt() as cancelled:
            return propose(self.session, request, self.journal, cancelled)

    def carry_out(self, plan: Plan) -> Operation:
        """Carry a plan out, showing how far it is; Ctrl-C stops it between two steps.

        How each step went is printed once, with the result.
        """
        from bks_tui.cli.terminal.progress import progress_line
        from bks_tui.operations.response.execute import Progress, StepUpdate, carry_out

        settled = set[int]()
        with cancelled_by_interrupt(keep_result=True, notice=_STOPPING) as stopped, progress_line(wanted=True) as show:
            for update in carry_out(self.session, plan, self.journal, stopped, read_only=self.invocation.read_only):
                if isinstance(update, Operation):
                    self.interrupted |= stopped.is_set()
                    return update
                if isinstance(update, Progress):
                    say(update.sentence)
                elif isinstance(update, StepUpdate):
                    if update.taken.outcome is StepOutcome.VERIFIED:
                        settled.add(update.number)
                    show(clean(update.taken.step.title), len(settled), len(plan.steps))
        raise CancelledError("the response ended without a result")

    def confirm_and_carry_out(self, plan: Plan) -> Target:
        """What becomes of a plan: shown, where it is a dry run; else carried out if a person wants that."""
        if self.acting.dry_run:
            return plan
        if not self.acting.force:
            show_plan(plan)
            if not confirms(plan):
                say("Nothing was written.")
                return Untouched(plan.subject.name, "not confirmed")
        return self.carry_out(plan)

    def offer_what_was_cut_off(self) -> Iterator[Target]:
        """Tell what was cut off, and ask a person whether to go on with it, take it back, or leave it."""
        for operation in tell_cut_off(self.journal):
            if self.acting.force or self.acting.dry_run:
                continue
            answer = ask("Go on with it (g), take it back (u), or leave it (enter)?").lower()
            if answer in ("g", "u"):
                yield self.finish(operation, go_on=answer == "g")

    def finish(self, operation: Operation, *, go_on: bool) -> Target:
        """Go on with an operation, or take it back."""
        from bks_tui.operations.response.resume import resume, take_back

        find = resume if go_on else take_back
        found = find(self.session, operation, self.journal, threading.Event())
        return found if isinstance(found, Operation) else self.confirm_and_carry_out(found)

    def respond(self, name: str, request: Request) -> Target:
        """Propose, confirm and carry out one request about `name`; what is so already is told."""
        try:
            return self.confirm_and_carry_out(self.propose(request))
        except NothingToDoError as nothing:
            return Untouched(name, str(nothing))

    def finished(self, account: Account, targets: Sequence[Target]) -> ExitCode:
        """Print what became of the targets, and give the exit code for it."""
        if self.acting.as_json:
            output.write_json(actions_document(account, targets, dry_run=self.acting.dry_run))
        else:
            output.write("\n".join(self._lines(targets)))
        operations = [target for target in targets if isinstance(target, Operation)]
        for operation in operations:
            _tell_unwritten(operation)
        if operations and not self.acting.as_json:
            say(f"journal: {self.journal.path}")
        unread = any(target.gaps for target in targets if isinstance(target, Plan))
        code = exit_code(*operations, interrupted=self.interrupted)
        return ExitCode.INCOMPLETE if unread and code is ExitCode.DONE else code

    def _lines(self, targets: Sequence[Target]) -> Iterator[str]:
        width = width_of_terminal() if output.on_terminal() else None
        for target in targets:
            yield from row_lines(_rows(target, self.journal.command), width)


def _tell_unwritten(operation: Operation) -> None:
    """Give a person the records that the journal could not take: they are nowhere else."""
    if operation.unwritten:
        number, short = count(len(operation.unwritten), "record"), operation.operation_id[:8]
        say(f"bks: {number} of operation {short} could not be written to the journal")
        say("     Keep these lines, each of which is JSON:")
        for record in operation.unwritten:
            # ASCII, with every control character as its escape.
            click.echo(record, err=True)


def _rows(target: Target, command: Callable[..., str]) -> Iterable[Row]:
    if isinstance(target, Plan):
        return (Row("would", target.title), *plan_rows(target))
    if isinstance(target, Operation):
        return (Row("", target.plan.title), outcome_row(target), *operation_rows(target, command))
    return (Row("skipped", f"{target.username}: {target.reason}"), *(Row("held", hold) for hold in target.holds))
