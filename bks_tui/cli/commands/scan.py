"""`bks scan`: every API key and phantom user of an account, for people, scripts and spreadsheets."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bks_tui.cli import stored_runs
from bks_tui.cli.filter_option import filter_option
from bks_tui.cli.format_options import findings_format_option
from bks_tui.cli.organization_options import OrganizationOptions, accounts_options, organization_options
from bks_tui.cli.organization_scan import resume_organization, scan_organization
from bks_tui.cli.scan_output import (
    NEW,
    STATUSES,
    ScanOutput,
    exit_code,
    fail_on_statuses,
    print_difference,
    print_findings,
    print_matches,
)
from bks_tui.cli.security_hub import FindingsSender, security_hub_options, worst
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import fixed, suggest_runs
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, print_sentence, tell_account
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.account.account import Account, ApiCall, SessionChoice
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.filter.parse import parse_filter
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.diff import ScanDiff
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS, USER_FIELDS
from bks_tui.core.scan.filtered import filter_scan
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanResult
from bks_tui.core.scan.run import counts_of
from bks_tui.core.services import LONG_TERM_SERVICES
from bks_tui.core.settings import parse_age
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


def _age(context: click.Context, option: click.Parameter, text: str | None) -> timedelta | None:
    """An age in hours or days."""
    age = parse_age(text) if text is not None else None
    if text is not None and age is None:
        raise click.BadParameter("that is not an age in hours or days, such as 24h or 7d.", context, option)
    return age


@click.command()
@session_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.scan/1) instead of a table.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print each account as a line of JSON when it is done.")
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a CSV file as well; - prints CSV instead of a table.",
)
@findings_format_option
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
    callback=fail_on_statuses,
    metavar=f"[{'|'.join((*STATUSES, NEW))}]",
    shell_complete=fixed(*STATUSES, NEW),
    help="Exit with 4 if a phantom user that is shown has this status, or one is new (with --diff); repeatable.",
)
@accounts_options
@click.option(
    "--resume",
    is_flag=False,
    flag_value="last",
    metavar="[RUN]",
    help="Continue a run of many accounts: read only what is missing or incomplete. Default: the latest.",
    shell_complete=suggest_runs,
)
@click.option(
    "--max-age", metavar="AGE", callback=_age, help="With --resume: also read accounts older than this (24h, 7d)."
)
@click.option("--list-runs", is_flag=True, help="List the stored runs, and do nothing else.")
@click.option(
    "--diff",
    metavar="RUN",
    help="Report what is new, gone or changed since a stored run, or since the last.",
    shell_complete=suggest_runs,
)
@filter_option("users")
@security_hub_options
@click.option(
    "--verbose", is_flag=True, help="Also print the reasons, holds and notes of each user, and all AWS calls."
)
@click.option("--quiet", is_flag=True, help="Print only errors on standard error; the result is still printed.")
def scan(
    invocation: Invocation,
    *,
    as_json: bool,
    as_jsonl: bool,
    csv_file: Path | None,
    form: str | None,
    services: tuple[str, ...],
    fail_on: tuple[tuple[Status, ...], bool],
    resume: str | None,
    max_age: timedelta | None,
    list_runs: bool,
    diff: str | None,
    verbose: bool,
    quiet: bool,
    sender: FindingsSender | None,
    filter_text: str,
    **accounts: Any,
) -> ExitCode:
    """Find every API key and phantom user in the account, or in many accounts.

    The result goes to standard output, everything else to standard error. Each scan is stored on this machine.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed
      2    wrong usage
      3    incomplete: something could not be read, or an account was not
      4    --fail-on matched (also if the scan is incomplete)
      130  interrupted
    """
    if list_runs:
        stored_runs.list_runs(demo=invocation.choice.demo)
        return ExitCode.DONE
    statuses, fail_on_new = fail_on
    out = ScanOutput(as_json, as_jsonl, csv_file, statuses, fail_on_new, diff, verbose, quiet, form, filter_text)
    chosen = organization_options(invocation, is_resumed=resume is not None, **accounts)
    _require_usable(out, chosen, resume, max_age)
    parse_filter(filter_text, MEMBER_USER_FIELDS if chosen.source or resume else USER_FIELDS)
    if sender and filter_text:
        raise UsageError("--security-hub sends what a whole scan found", "Omit --filter.")
    if sender and resume:
        raise UsageError("--security-hub sends what a whole scan found", "Omit --resume.")
    if not quiet:
        print_interrupted_if_known(invocation)
    options = ScanOptions(services=services, minimum_age=invocation.config.minimum_age)
    if resume:
        return resume_organization(invocation, chosen, resume, max_age, out)
    if chosen.source:
        return scan_organization(invocation, chosen, options, out, sender)
    return _scan_one(invocation.choice, options, out, sender)


def _require_usable(
    out: ScanOutput, chosen: OrganizationOptions, resume: str | None, max_age: timedelta | None
) -> None:
    """Check what else contradicts each other. Raises UsageError and FileError."""
    from bks_tui.storage.private_file import require_file

    if not out.csv_is_output:
        require_file(out.csv_file, "--csv")
    if resume and chosen.source:
        raise UsageError(
            "--resume reads the accounts of its run", "Omit --org, --accounts-file and lists of --profile."
        )
    if max_age is not None and not resume:
        raise UsageError("--max-age needs --resume", "Add --resume.")
    if out.as_jsonl and not (chosen.source or resume):
        raise UsageError("--jsonl is for many accounts", "Use --json, or --org.")


def _scan_one(choice: SessionChoice, options: ScanOptions, out: ScanOutput, sender: FindingsSender | None) -> ExitCode:
    """Scan the account of the session."""
    from bks_tui.operations.connect import connect

    session = connect(choice)
    result, calls = _scan(session, options, quiet=out.quiet)
    run_id, diff = stored_runs.store_scan(result, options, out.diff)
    shown, narrowing = filter_scan(result, out.filter_text) if out.filter_text else (result, None)
    _print(shown, out, diff, narrowing)
    if not out.quiet:
        _print_outcome(shown, out, narrowing)
        print_matches(counts_of(shown), out, diff)
        _offer_demo_key(choice)
    if out.verbose:
        _print_calls(calls)
    code = exit_code(counts=counts_of(shown), is_complete=result.complete, out=out, diff=diff)
    return worst((code, _send(sender, run_id, result, session))) if sender else code


def _send(sender: FindingsSender, run_id: str | None, result: ScanResult, session: AwsSession) -> ExitCode:
    """Send the findings of a scan that was stored."""
    from bks_tui.operations.organization.run import single_record

    if run_id is None:
        print_message("bks: the findings were not sent: bks sends those of a stored scan")
        return ExitCode.FAILED
    return sender.send(run_id, [single_record(result)], lambda _record: session)


def _scan(session: AwsSession, options: ScanOptions, *, quiet: bool) -> tuple[ScanResult, list[ApiCall]]:
    """Run the scan and show its progress; the result and every call to AWS."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.scan.scan import scan as scan_account

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


def _print(result: ScanResult, out: ScanOutput, diff: ScanDiff | None, narrowing: Narrowing | None) -> None:
    from bks_tui.export.narrowing import narrowing_member
    from bks_tui.export.scan.organization import diff_fields
    from bks_tui.export.scan.to_csv import scan_csv
    from bks_tui.export.scan.to_json import scan_document
    from bks_tui.export.scan.to_table import scan_details, scan_summary, scan_tables
    from bks_tui.operations.organization.run import header_of, single_record
    from bks_tui.storage.private_file import write_private

    if out.as_json:
        difference = {"diff": diff_fields(diff)} if diff else {}
        output.write_json({**scan_document(result), **difference, **narrowing_member(narrowing)})
    elif out.form:
        header = header_of(result.account, ScanOptions(), result.scanned_at, "account", ())
        print_findings(out.form, header, [single_record(result)])
    elif out.csv_is_output:
        output.write(scan_csv(result))
    else:
        output.write_tables(scan_tables(result))
        filtered = [narrowing.sentence("user")] if narrowing else []
        output.write("\n".join(["", *scan_summary(result), *filtered]))
        if out.verbose:
            output.write("\n".join(scan_details(result)))
        if diff:
            print_difference(diff)
    if out.csv_file and not out.csv_is_output:
        write_private(out.csv_file, scan_csv(result))


def _print_outcome(result: ScanResult, out: ScanOutput, narrowing: Narrowing | None) -> None:
    if narrowing and not out.is_table:
        print_message(narrowing.sentence("user"))
    if out.csv_file and not out.csv_is_output:
        print_message(f"wrote {pluralize(len(result.findings), 'user')} to {out.csv_file}")
    if result.warnings:
        print_message(f"incomplete, with {pluralize(len(result.warnings), 'gap')}:")
    for warning in result.warnings:
        print_sentence(f"  {warning}")


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
