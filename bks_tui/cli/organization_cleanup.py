"""`bks cleanup` of many accounts: one after the other, so that only one is changed at a time.

In each, users are reviewed as `bks cleanup` of one account does, and what became of them is printed before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bks_tui.cli.account_cleanup import AccountCleanup, CleanUpChoice
from bks_tui.cli.organization_accounts import listed_members, reach_accounts, source_sessions
from bks_tui.cli.organization_options import OrganizationOptions
from bks_tui.cli.responder import CommandResponder, ResponseResult
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, print_sentence, tell_account
from bks_tui.cli.terminal.progress import progress_line
from bks_tui.cli.write_options import WriteOptions
from bks_tui.core.errors import AwsError, CancelledError, SourceSessionError, UsageError
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.organization import AccountOutcome, AccountProgress, AccountScan, SourceEnded
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export.response.to_json import SkippedAccount, SkippedTarget, actions_document

if TYPE_CHECKING:
    from bks_tui.core.account.account import Account
    from bks_tui.operations.organization.reach import ReachableAccount


def clean_up_organization(
    invocation: Invocation, acting: WriteOptions, chosen: OrganizationOptions, choice: CleanUpChoice
) -> ExitCode:
    """Clean up every chosen account that can be reached: print what became of each, and the total."""
    acting.require_write_allowed(invocation)
    if choice.users:
        raise UsageError("--user is for one account", "Name it with --account, without --org and --accounts-file.")
    sessions = source_sessions(invocation, quiet=False)
    own = CommandResponder(invocation, acting, sessions.source)
    own.account = sessions.account()
    run = _Run(own, choice, list(own.offer_to_resume()))
    run.print_lines(own.lines(run.earlier))
    members, gaps = listed_members(chosen, sessions.source)
    for gap in gaps:
        print_sentence(f"could not be read: {gap}")
    accounts = reach_accounts(sessions, members, chosen, chosen.role_name, quiet=False)
    try:
        for number, account in enumerate(accounts, 1):
            print_message(f"[{number}/{len(accounts)}] {sanitize(account.member.title)}")
            run.take(account)
    finally:
        run.print_total(own.account)
    return run.exit_code()


@dataclass
class _Run:
    """What became of the accounts so far. `ended_by` says why no further account is started."""

    responder: CommandResponder
    choice: CleanUpChoice
    earlier: list[ResponseResult]
    cleanups: list[AccountCleanup] = field(default_factory=list)
    skipped: list[SkippedAccount] = field(default_factory=list)
    ended_by: str = ""
    is_complete: bool = True

    def take(self, account: ReachableAccount) -> None:
        """Clean up an account and print what became of its users, or why not."""
        if self.ended_by:
            self._skip(account, AccountOutcome.NOT_REACHED, self.ended_by)
            return
        try:
            self._clean_up(account)
        except (KeyboardInterrupt, CancelledError):
            self.responder.interrupted = True
            self.ended_by = "you stopped"
            self._skip(account, AccountOutcome.NOT_REACHED, "you stopped in this account")
        except AwsError as error:
            if isinstance(error, SourceSessionError):
                self.ended_by = str(error)
            self._skip(account, AccountOutcome.NOT_REACHED, f"{error}. {error.remedy}".strip())

    def _clean_up(self, account: ReachableAccount) -> None:
        session = account.open()
        scan = self._scan(replace(account, open=lambda: session))
        if scan.result is None:
            self._skip(account, scan.outcome, scan.reason)
            return
        responder = CommandResponder(self.responder.invocation, self.responder.acting, session)
        responder.account = scan.result.account
        tell_account(scan.result.account)
        for warning in scan.result.warnings:
            print_sentence(f"could not be read: {warning}")
        cleanup = AccountCleanup(responder, self.choice)
        self.cleanups.append(cleanup)
        self.is_complete &= scan.result.complete
        try:
            cleanup.take_all(scan.result)
        finally:
            self.responder.interrupted |= responder.interrupted
            self._print_account(account, cleanup, scan.result)
        if cleanup.is_ended:
            self.ended_by = "you stopped before this account"

    def _scan(self, account: ReachableAccount) -> AccountScan:
        """Scan an account, as `bks scan` does with many."""
        from bks_tui.operations.organization.scan import scan_accounts

        options = ScanOptions(minimum_age=self.choice.minimum_age)
        with cancelled_by_interrupt() as cancelled, progress_line(wanted=True) as show:
            for update in scan_accounts((account,), options, cancelled):
                if isinstance(update, AccountProgress):
                    show(update.progress.phase, update.progress.done, update.progress.total)
                elif isinstance(update, SourceEnded):
                    self.ended_by = f"{update.reason}. {update.remedy}".strip()
                elif isinstance(update, AccountScan):
                    return update
        raise CancelledError("the scan ended without a result")

    def _skip(self, account: ReachableAccount, outcome: AccountOutcome, reason: str) -> None:
        self.skipped.append(SkippedAccount(account.member, outcome, reason))
        sentence = f"{outcome.label}: {sanitize(reason)}"
        if self.responder.acting.as_json:
            print_sentence(sentence)
        else:
            output.write_lines((f"account {sanitize(account.member.title)}: {sentence}",))

    @property
    def targets(self) -> tuple[ResponseResult, ...]:
        """What became of each user."""
        return (*self.earlier, *(target for cleanup in self.cleanups for target in cleanup.targets))

    def _print_account(self, account: ReachableAccount, cleanup: AccountCleanup, result: ScanResult) -> None:
        title = f"account {sanitize(account.member.title)}"
        nothing = "no orphaned phantom user" + ("" if result.complete else " found, but not everything could be read")
        lines = tuple(cleanup.responder.lines(cleanup.targets))
        self.print_lines((title, *lines) if lines else (f"{title}: {nothing}",))

    def print_lines(self, lines: Iterable[str]) -> None:
        """Print what became of something; JSON has it all at the end."""
        text = "\n".join(lines)
        if text and not self.responder.acting.as_json:
            output.write(text)

    def print_total(self, account: Account) -> None:
        """Print what became of all: as JSON each account and user, else how many."""
        acting = self.responder.acting
        if acting.as_json:
            output.write_json(
                actions_document(account, self.targets, dry_run=acting.dry_run, skipped_accounts=self.skipped)
            )
        else:
            output.write(f"Total: {', '.join(self._counts())}")

    def _counts(self) -> Iterator[str]:
        accounts, targets = len(self.cleanups) + len(self.skipped), self.targets
        operations = [target for target in targets if isinstance(target, Operation)]
        done = sum(operation.outcome is Outcome.DONE for operation in operations)
        yield pluralize(accounts, "account") + (f" ({len(self.skipped)} skipped)" if self.skipped else "")
        if self.responder.acting.dry_run:
            yield f"{pluralize(sum(isinstance(target, Plan) for target in targets), 'user')} to delete"
        else:
            yield f"{pluralize(done, 'user')} deleted"
        if done < len(operations):
            yield f"{len(operations) - done} not deleted or not verified"
        skipped = sum(isinstance(target, SkippedTarget) for target in targets)
        if skipped:
            yield f"{pluralize(skipped, 'user')} skipped"

    def exit_code(self) -> ExitCode:
        """What the exit says of the whole run: the worst of it."""
        code = self.responder.conclude(self.targets)
        if code is ExitCode.INTERRUPTED:
            return code
        if any(cleanup.failed for cleanup in self.cleanups):
            return ExitCode.FAILED
        is_incomplete = bool(self.skipped) or not self.is_complete
        return ExitCode.INCOMPLETE if code is ExitCode.DONE and is_incomplete else code
