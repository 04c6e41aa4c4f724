"""Options of the commands that search with Athena: the table, the workgroup, and what the search may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from bks_tui.cli.terminal.messages import print_message
from bks_tui.core.athena.search import OWN_DATABASE, OWN_TABLE, OWN_WORKGROUP, AthenaSearch
from bks_tui.core.athena.table import split_table
from bks_tui.core.athena.workgroup import require_workgroup_name
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.settings import Config, parse_size, size_text
from bks_tui.core.timeline.source import ScanEstimate

if TYPE_CHECKING:
    from bks_tui.cli.log_options import LogOptions, Search
    from bks_tui.cli.member_options import MemberOptions

OWN = f"{OWN_DATABASE}.{OWN_TABLE}"


def _size(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    size = parse_size(text) if text else None
    if text and size is None:
        raise UsageError(f"{quoted(text)} is not a size", "Write 500MB, 100GB or 2TB.")
    return size


MAX_SCAN_OPTION = click.option(
    "--max-scan",
    metavar="SIZE",
    callback=_size,
    help="Scan no more than this: 500MB, 2TB. Default: max_scan in the config file, or 100GB.",
)
ATHENA_OPTIONS = (
    click.option("--athena", is_flag=True, help="Search the logs of a trail with Athena: see 'bks help athena'."),
    click.option("--table", metavar="DATABASE.TABLE", help=f"With --athena: the table to query. Default: {OWN}."),
    click.option(
        "--workgroup", metavar="NAME", help=f"With --athena: the workgroup to query with. Default: {OWN_WORKGROUP}."
    ),
    MAX_SCAN_OPTION,
)
ATHENA_OPTION_NAMES = ("athena", "table", "workgroup", "max_scan")


@dataclass(frozen=True)
class AthenaOptions:
    """The options as they were given."""

    athena: bool = False
    table: str | None = None
    workgroup: str | None = None
    max_scan: int | None = None

    def require_consistent(self, logs: LogOptions, search: Search) -> None:
        """Raise UsageError for options that contradict each other."""
        given = {"--table": self.table, "--workgroup": self.workgroup, "--max-scan": self.max_scan}
        alone = next((name for name, value in given.items() if value), None)
        if alone and not self.athena:
            raise UsageError(f"{alone} needs --athena", "Add it.")
        if self.athena and logs.given:
            raise UsageError("--athena and --from contradict each other", "Give one of them.")
        if self.athena and search.current_region:
            raise UsageError("--current-region searches event history", "Name the Region with --region.")

    def choice(self, search: Search, config: Config) -> AthenaSearch | None:
        """The search with Athena, if it was chosen. Raises UsageError."""
        if not self.athena:
            return None
        database, table = split_table(self.table or OWN)
        return AthenaSearch(
            database=database,
            table=table,
            workgroup=require_workgroup_name(self.workgroup or OWN_WORKGROUP),
            regions=search.regions,
            days=search.days,
            since=search.since,
            until=search.until,
            max_events=search.max_events,
            max_scan=self.max_scan or config.max_scan,
        )


def in_account(search: AthenaSearch, member: MemberOptions) -> AthenaSearch:
    """The search in the given account. Raises UsageError for roles: the table has the logs of other accounts."""
    if member.org or member.role_name or member.external_id:
        raise UsageError(
            "--org, --role-name and --external-id do not apply to --athena", "Name the account with --account alone."
        )
    return replace(search, account_id=member.account_id) if member.account_id else search


def tell_estimate(estimate: ScanEstimate) -> None:
    """Print what the queries will read and cost, before the first of them."""
    are_all = estimate.days_listed == estimate.days
    size = f"{'at most' if are_all else 'about'} {size_text(estimate.bytes)}"
    listed = "" if are_all else f" (by the files of {estimate.days_listed} of {estimate.days} days)"
    print_message(
        f"Athena: {estimate.queries} {'query' if estimate.queries == 1 else 'queries'} on "
        f"{estimate.partitions:,} partitions, {size}{listed}: US$ {estimate.dollars:,.2f} at list price"
    )
