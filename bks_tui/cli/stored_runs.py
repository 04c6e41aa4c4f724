"""Stored runs in `bks scan`: list them, compare with one, and store the scan of a single account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import print_message
from bks_tui.core.errors import BksError, UsageError
from bks_tui.core.scan.diff import ScanDiff, compare, require_comparable
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.run import RunHeader, StoredRun, find_run

if TYPE_CHECKING:
    from bks_tui.storage.run_file import RunDirectory

# What a person calls the latest run.
LAST = "last"


def list_runs(*, demo: bool) -> None:
    """Print the stored runs, the newest first; one that cannot be read is named."""
    from bks_tui.export.scan.organization_table import runs_table
    from bks_tui.storage.run_file import RunDirectory

    directory = RunDirectory.usual(demo=demo)
    runs = list[StoredRun]()
    for run_id in reversed(directory.run_ids()):
        try:
            runs.append(directory.read(run_id))
        except BksError as error:
            print_message(f"bks: {error}")
    output.write_tables([runs_table(runs)] if runs else [])
    if not runs:
        print_message("no run is stored")


def difference(directory: RunDirectory, run: StoredRun, wanted: str) -> ScanDiff:
    """What changed in a run since another. Raises UsageError for one that cannot be compared."""
    # The latest of the same kind: a scan of one account says little about an organization.
    own = run.header.run_id
    earlier = run_called(directory, wanted, lambda header: _is_alike(header, run.header), besides=own)
    require_comparable(directory.header(earlier), run.header)
    return compare(earlier, directory.records(earlier), directory.records(run.header.run_id))


def run_called(
    directory: RunDirectory, wanted: str, is_meant_by_last: Callable[[RunHeader], bool], besides: str = ""
) -> str:
    """The id of the run that a person calls `last`, or by the beginning of its id. Raises UsageError.

    `besides` is the id of the run of this command itself, which is never meant.
    """
    if wanted != LAST:
        return find_run((run_id for run_id in directory.run_ids() if run_id != besides), wanted)
    found, faults = directory.newest(is_meant_by_last)
    for fault in faults:
        print_message(f"bks: warning: {fault}")
    if found is None:
        raise UsageError("no such run is stored", "Scan first; --list-runs lists the runs.")
    return found.run_id


def _is_alike(header: RunHeader, other: RunHeader) -> bool:
    if header.run_id == other.run_id:
        return False
    return (header.source, header.account_id, set(header.services)) == (
        other.source,
        other.account_id,
        set(other.services),
    )


def store_scan(result: ScanResult, options: ScanOptions, wanted: str | None) -> tuple[str | None, ScanDiff | None]:
    """Store the scan of a single account; the id of its run, and what changed since the run of an id, if wanted.

    Where it cannot be stored, that is said, and it has no id: the scan itself is done. Raises BksError if it is to be
    compared.
    """
    from bks_tui.core.account.member import MemberAccount
    from bks_tui.operations.organization.run import header_of, single_record
    from bks_tui.storage.run_file import RunDirectory

    directory = RunDirectory.usual(demo=result.account.demo)
    record = single_record(result)
    member = MemberAccount(record.account_id, record.account_name)
    header = header_of(result.account, options, result.scanned_at, "account", (member,))
    try:
        with directory.begin(header) as writer:
            writer.write(record)
    except BksError as error:
        if wanted:
            raise
        print_message(f"bks: warning: the scan could not be stored: {error}")
        return None, None
    run = StoredRun(header, {record.key: record.without_users()})
    return header.run_id, difference(directory, run, wanted) if wanted else None
