"""One response of a command: proposed, shown, confirmed, executed, reported."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import click

from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, tell_account
from bks_tui.cli.terminal.prompts import ask, confirms, show_plan, width_of_terminal
from bks_tui.cli.write_options import WriteOptions, exit_code, print_interrupted
from bks_tui.core.errors import CancelledError, NothingToDoError
from bks_tui.core.response.operation import Operation, StepOutcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.record_check import require_own
from bks_tui.core.response.requests import Request
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export.response.to_json import SkippedTarget, actions_document
from bks_tui.export.response.to_text import target_lines

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.core.account.account import Account
    from bks_tui.operations.context import ResponseContext

ResponseResult: TypeAlias = Operation | Plan | SkippedTarget


class CommandResponder:
    """A session and a journal, and how the command was called. Opening it asks AWS nothing yet.

    Without a `session`, it opens the one that the invocation chooses.

    Raises UsageError where nothing may be written, FileError for a journal that cannot be read.
    """

    def __init__(self, invocation: Invocation, acting: WriteOptions, session: AwsSession | None = None) -> None:
        from bks_tui.operations.connect import connect

        acting.require_write_allowed(invocation)
        self.acting = acting
        self.invocation = invocation
        self.journal = acting.journal(invocation)
        self.session = session or connect(invocation.choice)
        self.account: Account | None = None
        self.interrupted = False

    def identify(self) -> Account:
        """Identify the caller, and print it."""
        self.account = account = self.session.identify()
        tell_account(account)
        return account

    def context(self, cancelled: threading.Event) -> ResponseContext:
        """What a response is given, which `cancelled` stops."""
        from bks_tui.operations.context import ResponseContext

        return ResponseContext(self.session, self.journal, cancelled)

    def plan(self, request: Request) -> Plan:
        """The plan for a request. Raises as `operations.propose` does."""
        from bks_tui.operations.response.plan import plan_response

        with cancelled_by_interrupt() as cancelled:
            return plan_response(self.context(cancelled), request)

    def execute(self, plan: Plan) -> Operation:
        """Carry a plan out, showing how far it is; Ctrl-C stops it between two steps.

        How each step went is printed once, with the result.
        """
        from bks_tui.cli.terminal.progress import progress_line
        from bks_tui.operations.response.execute import Progress, StepUpdate, execute_plan

        settled = set[int]()
        notice = (
            "bks: stopping. bks does not wait for the current call; it re-reads what was changed. "
            f"Press Ctrl-C again to quit at once: '{self.journal.command('list')}' shows what was done."
        )
        with cancelled_by_interrupt(keep_result=True, notice=notice) as stopped, progress_line(wanted=True) as show:
            for update in execute_plan(self.context(stopped), plan, read_only=self.invocation.read_only):
                if isinstance(update, Operation):
                    self.interrupted |= stopped.is_set()
                    return update
                if isinstance(update, Progress):
                    print_message(update.sentence)
                elif isinstance(update, StepUpdate):
                    if update.taken.outcome is StepOutcome.VERIFIED:
                        settled.add(update.number)
                    show(sanitize(update.taken.step.title), len(settled), len(plan.steps))
        raise CancelledError("the response ended without a result")

    def confirm_and_execute(self, plan: Plan) -> ResponseResult:
        """What becomes of a plan: shown, where it is a dry run; else carried out if a person wants that."""
        if self.acting.dry_run:
            return plan
        if not self.acting.force:
            show_plan(plan)
            if not confirms(plan):
                print_message("Nothing was changed.")
                return SkippedTarget(plan.subject.name, "not confirmed")
        return self.execute(plan)

    def offer_to_resume(self) -> Iterator[ResponseResult]:
        """Show an interrupted operation, and ask whether to resume it, undo it, or leave it."""
        for operation in print_interrupted(self.journal):
            if self.acting.force or self.acting.dry_run:
                continue
            answer = ask("Resume (r), undo (u) or ignore (Enter)?").lower()
            if answer in ("r", "u"):
                yield self.finish(operation, resume=answer == "r")

    def finish(self, operation: Operation, *, resume: bool) -> ResponseResult:
        """Resume an operation, or undo it, in its account."""
        from bks_tui.operations.response.resume import resume_operation, undo_operation

        find = resume_operation if resume else undo_operation
        own = self._in_account_of(operation)
        found = find(own.context(threading.Event()), operation)
        result = found if isinstance(found, Operation) else own.confirm_and_execute(found)
        self.interrupted |= own.interrupted
        return result

    def _in_account_of(self, operation: Operation) -> CommandResponder:
        """What responds where an operation was: this one, or one in its Region and through the role recorded."""
        recorded, region = operation.plan.account.account_id, operation.plan.subject.region
        if self.account is None or (recorded, region or self.account.region) == (
            self.account.account_id,
            self.account.region,
        ):
            return self
        own = CommandResponder(invocation_of(operation, self.invocation), self.acting)
        own.identify()
        return own

    def respond(self, name: str, request: Request) -> ResponseResult:
        """Propose, confirm and execute one request about `name`; report where nothing is to be done."""
        try:
            return self.confirm_and_execute(self.plan(request))
        except NothingToDoError as nothing:
            return SkippedTarget(name, str(nothing))

    def print_results(self, account: Account, targets: Sequence[ResponseResult]) -> ExitCode:
        """Print what became of the targets, and give the exit code for it."""
        if self.acting.as_json:
            output.write_json(actions_document(account, targets, dry_run=self.acting.dry_run))
        else:
            output.write("\n".join(self.lines(targets)))
        return self.conclude(targets)

    def conclude(self, targets: Iterable[ResponseResult]) -> ExitCode:
        """Print what the journal took of the targets and what it did not; the exit code for them."""
        targets = tuple(targets)
        operations = [target for target in targets if isinstance(target, Operation)]
        for operation in operations:
            _tell_unwritten(operation)
        if operations and not self.acting.as_json:
            print_message(f"journal: {self.journal.path}")
        unread = any(target.gaps for target in targets if isinstance(target, Plan))
        code = exit_code(*operations, interrupted=self.interrupted)
        return ExitCode.INCOMPLETE if unread and code is ExitCode.DONE else code

    def lines(self, targets: Iterable[ResponseResult]) -> Iterator[str]:
        """The targets as text."""
        width = width_of_terminal() if output.on_terminal() else None
        for target in targets:
            yield from target_lines(target, self.journal.command, width)


def invocation_of(operation: Operation, invocation: Invocation) -> Invocation:
    """The invocation in the account and Region of an operation, through the role that was recorded, if any.

    Raises UsageError for an operation that bks cannot have written like this: no role is assumed for it.
    """
    require_own([operation])
    choice = invocation.choice
    region = operation.plan.subject.region or choice.region
    return replace(invocation, choice=replace(choice, role=operation.plan.account.role, region=region))


def _tell_unwritten(operation: Operation) -> None:
    """Give a person the records that the journal could not take: they are nowhere else."""
    if operation.unwritten:
        number, short = pluralize(len(operation.unwritten), "record"), operation.operation_id[:8]
        print_message(f"bks: {number} of operation {short} could not be written to the journal")
        print_message("     Keep these lines; each is JSON:")
        for record in operation.unwritten:
            # ASCII, with every control character as its escape.
            click.echo(record, err=True)
