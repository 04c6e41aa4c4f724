"""What `bks scan` prints of stored runs: JSON, JSON lines, CSV, tables, and what changed since an earlier run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import UsageError
from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.harmless import quoted
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.diff import ScanDiff
from bks_tui.core.scan.filtered import filter_record
from bks_tui.core.scan.run import AccountRecord, RunHeader, StatusCounts, StoredRun, total
from bks_tui.core.text import pluralize

STANDARD_OUTPUT = Path("-")
# Of a terminal on which the OUs of accounts fit.
_WIDE = 110
NEW = "new"

# The statuses of phantom users, as people type them.
STATUSES = {
    "at-risk": Status.AT_RISK,
    "unknown": Status.UNKNOWN,
    "active": Status.ACTIVE,
    "orphaned": Status.ORPHANED,
}


@dataclass(frozen=True)
class ScanOutput:
    """How to print a scan, and what makes it fail: statuses of phantom users, and new users since a run."""

    as_json: bool = False
    as_jsonl: bool = False
    csv_file: Path | None = None
    fail_on: tuple[Status, ...] = ()
    fail_on_new: bool = False
    diff: str | None = None
    verbose: bool = False
    quiet: bool = False
    form: str | None = None
    filter_text: str = ""

    def __post_init__(self) -> None:
        for options, are_given in (
            ("--verbose and --quiet", self.verbose and self.quiet),
            ("--json and --jsonl", self.as_json and self.as_jsonl),
            ("--csv - and --json or --jsonl", self.csv_is_output and (self.as_json or self.as_jsonl)),
            (
                "--format and --json, --jsonl or --csv -",
                self.form and (self.as_json or self.as_jsonl or self.csv_is_output),
            ),
            ("--diff and --jsonl", self.diff is not None and self.as_jsonl),
            ("--diff and --filter", self.diff is not None and self.filter_text),
        ):
            if are_given:
                raise UsageError(f"{options} cannot be used together", "Use one of them.")
        if self.fail_on_new and self.diff is None:
            raise UsageError("--fail-on new needs --diff", "Name the run to compare with: --diff last.")

    @property
    def is_table(self) -> bool:
        """Whether a table is printed, and not a document for programs."""
        return not (self.as_json or self.as_jsonl or self.form or self.csv_is_output)

    @property
    def csv_is_output(self) -> bool:
        """Whether CSV takes the place of the table."""
        return self.csv_file == STANDARD_OUTPUT

    def print_lines(self, records: Iterable[AccountRecord]) -> None:
        """Print finished accounts as JSON lines."""
        from bks_tui.export.scan.organization import account_line

        for record in records:
            shown = filter_record(record, self.filter_text)[0] if self.filter_text else record
            output.write_json_line(account_line(shown))


def fail_on_statuses(
    context: click.Context, option: click.Parameter, names: tuple[str, ...]
) -> tuple[tuple[Status, ...], bool]:
    """The statuses, in any spelling: `at-risk`, `AT_RISK`, `AT RISK`; and whether `new` is among them."""
    spelled = {name: name.strip().lower().replace("_", "-").replace(" ", "-") for name in names}
    for name, status in spelled.items():
        if status not in (*STATUSES, NEW):
            raise click.BadParameter(f"{quoted(name)} is not one of {', '.join((*STATUSES, NEW))}.", context, option)
    return tuple(STATUSES[each] for each in spelled.values() if each != NEW), NEW in spelled.values()


def print_run(
    run: StoredRun,
    records: Iterable[AccountRecord],
    out: ScanOutput,
    diff: ScanDiff | None,
    narrowing: Narrowing | None = None,
) -> None:
    """Print a whole run; `records` are those of its accounts with their users, those that a filter leaves."""
    from bks_tui.export.narrowing import narrowing_member
    from bks_tui.export.scan.organization import diff_fields, end_line, organization_document
    from bks_tui.export.scan.organization_table import account_tables, organization_summary, overview_table
    from bks_tui.export.scan.to_csv import organization_csv
    from bks_tui.storage.private_file import write_private

    if out.as_jsonl:
        output.write_json_line({**end_line(run), **narrowing_member(narrowing)})
        return
    every = sorted(records, key=lambda record: record.urgency)
    if out.as_json:
        difference = {"diff": diff_fields(diff)} if diff else {}
        output.write_json({**organization_document(run, every), **difference, **narrowing_member(narrowing)})
    elif out.form:
        print_findings(out.form, run.header, every)
    elif out.csv_is_output:
        output.write(organization_csv(every))
    else:
        output.write_tables((*account_tables(every), overview_table(run, with_units=output.width() >= _WIDE)))
        filtered = [narrowing.sentence("user")] if narrowing else []
        output.write_lines(["", *organization_summary(run), *filtered])
        if diff:
            print_difference(diff)
    if out.csv_file and not out.csv_is_output:
        write_private(out.csv_file, organization_csv(every))
        print_message(f"wrote the users of {pluralize(len(every), 'account')} to {out.csv_file}")


def print_findings(form: str, header: RunHeader, records: Iterable[AccountRecord]) -> None:
    """Print the users of these accounts in a format of other tools."""
    from bks_tui.export.findings.formats import findings_document
    from bks_tui.export.scan.to_findings import scan_findings

    output.write_json(findings_document(form, scan_findings(header, records)))


def print_difference(diff: ScanDiff) -> None:
    """Print what changed since an earlier run."""
    from bks_tui.export.scan.organization_table import diff_summary, diff_tables

    output.write("")
    output.write_tables(diff_tables(diff))
    output.write_lines(diff_summary(diff))


def print_matches(counts: StatusCounts, out: ScanOutput, diff: ScanDiff | None) -> None:
    """Print why --fail-on matched."""
    for status in dict.fromkeys(out.fail_on):
        if number_of(counts, status):
            print_message(f"--fail-on: {pluralize(number_of(counts, status), 'phantom user')} {status.value}")
    if out.fail_on_new and diff and diff.new:
        print_message(f"--fail-on: {pluralize(len(diff.new), 'new user')} since {diff.run_id}")


def number_of(counts: StatusCounts, status: Status) -> int:
    """How many phantom users have a status."""
    return {
        Status.AT_RISK: counts.at_risk,
        Status.UNKNOWN: counts.unknown,
        Status.ACTIVE: counts.active,
        Status.ORPHANED: counts.orphaned,
    }[status]


def exit_code(*, counts: StatusCounts, is_complete: bool, out: ScanOutput, diff: ScanDiff | None) -> ExitCode:
    """4 where --fail-on matched, else 3 where something could not be read."""
    if any(number_of(counts, status) for status in out.fail_on) or (out.fail_on_new and diff and diff.new):
        return ExitCode.MATCHED
    return ExitCode.DONE if is_complete else ExitCode.INCOMPLETE


def run_exit_code(run: StoredRun, out: ScanOutput, diff: ScanDiff | None) -> ExitCode:
    """The same for a run of many accounts."""
    is_complete = run.is_complete and not run.header.warnings
    return exit_code(counts=total(run.records.values()), is_complete=is_complete, out=out, diff=diff)
