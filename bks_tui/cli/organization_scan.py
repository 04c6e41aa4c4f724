"""`bks scan` of many accounts: reach them, scan and store each, and print the whole run at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bks_tui.cli.organization_accounts import listed_members, reach_accounts, source_sessions
from bks_tui.cli.organization_options import OrganizationOptions
from bks_tui.cli.scan_output import ScanOutput, print_matches, print_run, run_exit_code
from bks_tui.cli.security_hub import FindingsSender, OpenSession, worst
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.stored_runs import difference, run_called
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, print_sentence
from bks_tui.core.account.bks_command import EXTERNAL_ID, bks_command
from bks_tui.core.account.member import AccountSelection, MemberAccount
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.scan.filtered import filter_run
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.core.scan.organization import AccountProgress, AccountScan, AccountStarted, OrganizationUpdate, SourceEnded
from bks_tui.core.scan.run import AccountRecord, RunHeader, StoredRun, key_of, total
from bks_tui.core.text import pluralize, sanitize

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.cli.terminal.progress import Show
    from bks_tui.operations.organization.reach import ReachableAccount
    from bks_tui.storage.run_file import RunDirectory, RunWriter


# Of an account, in the line of the progress.
_LONGEST_NAME = 30


@dataclass(frozen=True)
class _Chosen:
    """What a run reads: its header, the accounts that are still to be read, and the command that continues it."""

    header: RunHeader
    accounts: tuple[ReachableAccount, ...]
    resume_command: str


def scan_organization(
    invocation: Invocation,
    chosen: OrganizationOptions,
    options: ScanOptions,
    out: ScanOutput,
    sender: FindingsSender | None = None,
) -> ExitCode:
    """Begin a run, and scan every chosen account; then send the findings of each."""
    from bks_tui.storage.run_file import RunDirectory

    directory = RunDirectory.usual(demo=invocation.choice.demo)
    begun = _choose(invocation, chosen, options, quiet=out.quiet)
    with directory.begin(begun.header) as writer:
        run = _scan(begun, StoredRun(begun.header), options, writer, out)
    code = _finish(begun, directory, run, out)
    if sender is None:
        return code
    run_id = run.header.run_id
    return worst((code, sender.send(run_id, directory.records(run_id), _opener(begun))))


def _opener(begun: _Chosen) -> OpenSession:
    """What opens a session in the account of a record: of that account, or of the profile that it was read with."""
    openers = {key_of(account.member): account.open for account in begun.accounts}
    return lambda record: openers.get(record.account_id, openers.get(f"profile {record.account_name}", _no_session))()


def _no_session() -> AwsSession:
    raise UsageError("there are no credentials for it", "Scan it again.")


def resume_organization(
    invocation: Invocation,
    chosen: OrganizationOptions,
    wanted: str,
    max_age: timedelta | None,
    out: ScanOutput,
) -> ExitCode:
    """Continue a run: read the accounts that are missing, not done, or older than `max_age`."""
    from bks_tui.operations.clock import utc_now
    from bks_tui.storage.run_file import RunDirectory

    directory = RunDirectory.usual(demo=invocation.choice.demo)
    # A scan of one account has nothing to continue.
    run_id = run_called(directory, wanted, lambda header: header.source != "account")
    with directory.resume(run_id) as (stored, writer):
        members = stored.to_read(utc_now(), max_age)
        accounts = _reach_again(invocation, chosen, stored, members, quiet=out.quiet)
        left = _Chosen(stored.header, accounts, _resume_command(invocation, chosen, stored.header))
        if not out.quiet:
            print_message(f"run {stored.header.run_id}: {pluralize(len(members), 'account')} to read")
        if out.as_jsonl:
            kept = stored.records.keys() - {key_of(member) for member in members}
            out.print_lines(record for record in directory.records(stored.header.run_id) if record.key in kept)
        run = _scan(left, stored, stored.header.options, writer, out)
    return _finish(left, directory, run, out)


def _choose(invocation: Invocation, chosen: OrganizationOptions, options: ScanOptions, *, quiet: bool) -> _Chosen:
    """Identify the caller, and find the accounts."""
    from bks_tui.operations.clock import utc_now
    from bks_tui.operations.organization.reach import reach_profiles
    from bks_tui.operations.organization.run import header_of

    source = str(chosen.source)
    if source == "profiles":
        accounts = reach_profiles(invocation.choice, invocation.profiles)
        header = header_of(None, options, utc_now(), source, _members_of(accounts))
        return _Chosen(header, accounts, _resume_command(invocation, chosen, header))
    sessions = source_sessions(invocation, quiet=quiet)
    members, gaps = listed_members(chosen, sessions.source)
    accounts = reach_accounts(sessions, members, chosen, chosen.role_name, quiet=quiet)
    account = sessions.account()
    header = header_of(account, options, utc_now(), source, _members_of(accounts), chosen.role_name, gaps)
    return _Chosen(header, accounts, _resume_command(invocation, chosen, header))


def _reach_again(
    invocation: Invocation,
    chosen: OrganizationOptions,
    stored: StoredRun,
    members: tuple[MemberAccount, ...],
    *,
    quiet: bool,
) -> tuple[ReachableAccount, ...]:
    """The accounts that a resumed run reads, with the role of the run."""
    from bks_tui.operations.organization.reach import reach_profiles
    from bks_tui.operations.organization.run import require_same_caller

    if stored.header.source == "profiles":
        return reach_profiles(invocation.choice, (member.name for member in members))
    sessions = source_sessions(invocation, quiet=quiet)
    require_same_caller(stored, sessions.account())
    if not members:
        return ()
    every = replace(chosen, selection=AccountSelection())
    return reach_accounts(sessions, members, every, chosen.given_role_name or stored.header.role_name, quiet=quiet)


def _members_of(accounts: Iterable[ReachableAccount]) -> tuple[MemberAccount, ...]:
    return tuple(account.member for account in accounts)


def _scan(
    begun: _Chosen,
    stored: StoredRun,
    options: ScanOptions,
    writer: RunWriter,
    out: ScanOutput,
) -> StoredRun:
    """Scan the accounts, store and show each as it is done; the run with them."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.organization.run import record_of
    from bks_tui.operations.organization.scan import scan_accounts

    records = dict(stored.records)
    try:
        with cancelled_by_interrupt() as cancelled, progress_line(wanted=not out.quiet) as show:
            progress = _Progress(show, len(begun.accounts))
            show_result = _result_printer(out, show, len(begun.accounts))
            for update in scan_accounts(begun.accounts, options, cancelled):
                progress.update(update)
                if isinstance(update, AccountScan):
                    record = record_of(update)
                    writer.write(record)
                    records[record.key] = record.without_users()
                    show_result(record)
                elif isinstance(update, SourceEnded):
                    show.clear()
                    print_message(f"bks: paused: {update.reason}")
                    print_message(f"     {update.remedy} Then continue: {begun.resume_command}")
    except (KeyboardInterrupt, CancelledError):
        print_message(f"Finished accounts are stored. To continue: {begun.resume_command}")
        raise
    return StoredRun(begun.header, records)


def _resume_command(invocation: Invocation, chosen: OrganizationOptions, header: RunHeader) -> str:
    """The run stores the name of the role, and no external id; nor is that repeated here."""
    is_configured = chosen.external_id == invocation.config.external_id
    external_id = () if is_configured else ("--external-id", EXTERNAL_ID)
    return bks_command(invocation.choice, "scan", "--resume", header.run_id, *external_id)


def _result_printer(out: ScanOutput, progress: Show, number: int) -> Callable[[AccountRecord], None]:
    """What shows a finished account: a JSON line on standard output, or a line on standard error."""
    from bks_tui.export.scan.organization_table import account_result

    count = iter(range(1, number + 1))

    def show(record: AccountRecord) -> None:
        progress.clear()
        if out.as_jsonl:
            out.print_lines((record,))
        if not out.quiet:
            print_sentence(f"[{next(count)}/{number}] {account_result(record)}")

    return show


class _Progress:
    """One line: how many accounts are done, and what is going on in the others."""

    def __init__(self, show: Show, number: int) -> None:
        self._show = show
        self._number = number
        self._done = 0
        self._current: dict[str, str] = {}

    def update(self, update: OrganizationUpdate) -> None:
        """Show an update."""
        if isinstance(update, AccountStarted):
            self._now(update.member, "connecting")
        elif isinstance(update, AccountProgress):
            progress = update.progress
            counted = f" {progress.done}/{progress.total}" if progress.total else ""
            self._now(update.member, f"{progress.phase}{counted}")
        elif isinstance(update, AccountScan):
            self._done += 1
            self._current.pop(key_of(update.member), None)
        now = next(iter(self._current.values()), "")
        more = f" (and {len(self._current) - 1} more)" if len(self._current) > 1 else ""
        self._show(f"accounts; {now}{more}" if now else "accounts", self._done, self._number)

    def _now(self, member: MemberAccount, what: str) -> None:
        self._current[key_of(member)] = f"{sanitize(member.name, _LONGEST_NAME) or member.account_id}: {what}"


def _finish(begun: _Chosen, directory: RunDirectory, run: StoredRun, out: ScanOutput) -> ExitCode:
    """Print the run, and what makes it fail."""
    diff = difference(directory, run, out.diff) if out.diff else None
    records: Iterable[AccountRecord] = directory.records(run.header.run_id)
    narrowing = None
    if out.filter_text:
        # Only what is printed and judged: the stored run has everything.
        filtered = filter_run(run, records, out.filter_text)
        run, records, narrowing = filtered.run, filtered.records, filtered.narrowing
    print_run(run, records, out, diff, narrowing)
    if not out.quiet:
        if narrowing and not out.is_table:
            print_message(narrowing.sentence("user"))
        if not run.is_complete:
            print_message(f"To read what is missing: {begun.resume_command}")
        print_matches(total(run.records.values()), out, diff)
    return run_exit_code(run, out, diff)
