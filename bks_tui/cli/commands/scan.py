"""`bks scan`: every API key and phantom user of an account, for people, scripts and spreadsheets."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, tell_account
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.account.account import Account, ApiCall, SessionChoice
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanResult
from bks_tui.core.services import LONG_TERM_SERVICES
from bks_tui.core.text import pluralize

# The statuses of phantom users, as people type them.
_STATUSES = {
    "at-risk": Status.AT_RISK,
    "unknown": Status.UNKNOWN,
    "active": Status.ACTIVE,
    "orphaned": Status.ORPHANED,
}


def _statuses(context: click.Context, option: click.Parameter, names: tuple[str, ...]) -> tuple[Status, ...]:
    """The statuses, in any spelling: `at-risk`, `AT_RISK`, `AT RISK`."""
    spelled = {name: name.strip().lower().replace("_", "-").replace(" ", "-") for name in names}
    for name, status in spelled.items():
        if status not in _STATUSES:
            raise click.BadParameter(f"{quoted(name)} is not one of {', '.join(_STATUSES)}.", context, option)
    return tuple(_STATUSES[status] for status in spelled.values())


@click.command()
@session_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.scan/1) instead of a table.")
@click.option("--csv", "csv_file", metavar="FILE", type=click.Path(path_type=Path), help="Write a CSV file as well.")
@click.option(
    "--service",
    "services",
    multiple=True,
    type=click.Choice([service.slug for service in LONG_TERM_SERVICES]),
    help="Search only for API keys of this service; repeatable. Default: all services.",
)
@click.option(
    "--fail-on",
    multiple=True,
    callback=_statuses,
    metavar=f"[{'|'.join(_STATUSES)}]",
    help="Exit with 4 if a phantom user has this status; repeatable. Ordinary users do not count.",
)
@click.option(
    "--verbose", is_flag=True, help="Also print the reasons, holds and notes of each user, and all AWS calls."
)
@click.option("--quiet", is_flag=True, help="Print only errors on standard error; the result is still printed.")
def scan(
    invocation: Invocation,
    *,
    as_json: bool,
    csv_file: Path | None,
    services: tuple[str, ...],
    fail_on: tuple[Status, ...],
    verbose: bool,
    quiet: bool,
) -> ExitCode:
    """Find every API key and phantom user in the account.

    The result goes to standard output, everything else to standard error.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed
      2    wrong usage
      3    incomplete: something could not be read
      4    --fail-on matched (also if the scan is incomplete)
      130  interrupted
    """
    from bks_tui.export.scan.to_csv import scan_csv
    from bks_tui.storage.private_file import require_file, write_private

    if verbose and quiet:
        raise UsageError("--verbose and --quiet cannot be used together", "Use one of them.")
    require_file(csv_file, "--csv")
    if not quiet:
        print_interrupted_if_known(invocation)
    options = ScanOptions(services=services, minimum_age=invocation.config.minimum_age)
    result, calls = _scan(invocation.choice, options, quiet=quiet)
    _print(result, as_json=as_json, verbose=verbose)
    if csv_file:
        write_private(csv_file, scan_csv(result))
    if not quiet:
        _print_outcome(result, csv_file, fail_on)
        _offer_demo_key(invocation.choice)
    if verbose:
        _print_calls(calls)
    return _exit_code(result, fail_on)


def _scan(choice: SessionChoice, options: ScanOptions, *, quiet: bool) -> tuple[ScanResult, list[ApiCall]]:
    """Run the scan and show its progress; the result and every call to AWS."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.connect import connect
    from bks_tui.operations.scan.scan import scan as scan_account

    session = connect(choice)
    calls: list[ApiCall] = []
    session.calls.listen(calls.append)
    with cancelled_by_interrupt() as cancelled, progress_line(wanted=not quiet) as show:
        for update in scan_account(session, options, cancelled):
            if isinstance(update, ScanResult):
                return update, calls
            if isinstance(update, ScanProgress):
                show(update.phase, update.done, update.total)
            elif isinstance(update, Account) and not quiet:
                tell_account(update)
    raise CancelledError("the scan ended without a result")


def _print(result: ScanResult, *, as_json: bool, verbose: bool) -> None:
    from bks_tui.export.scan.to_json import scan_document
    from bks_tui.export.scan.to_table import scan_details, scan_summary, scan_tables

    if as_json:
        output.write_json(scan_document(result))
        return
    output.write_tables(scan_tables(result))
    output.write("\n".join(["", *scan_summary(result)]))
    if verbose:
        output.write("\n".join(scan_details(result)))


def _print_outcome(result: ScanResult, csv_file: Path | None, fail_on: tuple[Status, ...]) -> None:
    if csv_file:
        print_message(f"wrote {pluralize(len(result.findings), 'user')} to {csv_file}")
    if result.warnings:
        print_message(f"incomplete, with {pluralize(len(result.warnings), 'gap')}:")
    for warning in result.warnings:
        print_message(f"  {warning}")
    for status in dict.fromkeys(fail_on):
        if result.count(status):
            print_message(f"--fail-on: {pluralize(result.count(status), 'phantom user')} {status.value}")


def _offer_demo_key(choice: SessionChoice) -> None:
    """Offer a newcomer at a terminal an invented key of the demo account, to try an incident."""
    if choice.demo and sys.stderr.isatty():
        from bks_tui.demo.story.sample_key import sample_key

        print_message("To try an incident, run 'bks --demo decode-key' and paste this invented key:")
        print_message(sample_key())


def _print_calls(calls: list[ApiCall]) -> None:
    print_message(f"{pluralize(len(calls), 'call')} to AWS:")
    for call in calls:
        retries = f", retried {call.retries} times" if call.retries else ""
        print_message(f"  {call.operation}  {call.region}  {call.milliseconds} ms  {call.outcome}{retries}")


def _exit_code(result: ScanResult, fail_on: tuple[Status, ...]) -> ExitCode:
    if any(result.count(status) for status in fail_on):
        return ExitCode.MATCHED
    return ExitCode.DONE if result.complete else ExitCode.INCOMPLETE
