"""The table and the workgroup as lines, with every mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.athena.table import LogTable, TableMetadata, log_table, mismatches
from bks_tui.core.athena.workgroup import Workgroup
from bks_tui.core.response.athena_kinds import CREATED, table_state
from bks_tui.core.settings import size_text
from bks_tui.core.text import pluralize, sanitize

_MOST_NAMED = 5


def table_lines(name: str, region: str, metadata: TableMetadata | None) -> Iterator[str]:
    """What a table covers, or why it cannot be queried."""
    if metadata is None:
        yield f"table {name}: does not exist in {region}"
        return
    state = table_state(metadata.columns, metadata.partitions, metadata.properties)
    owner = "created by bks" if state.startswith(CREATED) else state
    reasons = list(mismatches(metadata))
    yield f"table {name}: {'cannot be used' if reasons else 'can be queried'}, {owner}"
    yield from (f"  mismatch: {reason}" for reason in reasons)
    if not reasons:
        database, _, table = name.partition(".")
        yield from _coverage(log_table(database, table, metadata))


def _coverage(table: LogTable) -> Iterator[str]:
    yield f"  log files   s3://{table.bucket}/{sanitize(table.template)}"
    accounts = _named(table.accounts, "account") if table.accounts else "any, as the query names it"
    yield f"  accounts    {accounts}"
    yield f"  Regions     {_named(table.regions, 'Region') if table.regions else 'the one of the log files'}"
    yield f"  from        {table.first_day or 'unknown'}"
    if not table.has_credential_id:
        yield "  note        no credentialid: a call with an API key is found by its user, not by the key"


def _named(values: tuple[str, ...], noun: str) -> str:
    more = ", …" if len(values) > _MOST_NAMED else ""
    return sanitize(f"{pluralize(len(values), noun)} ({', '.join(values[:_MOST_NAMED])}{more})")


def workgroup_lines(name: str, region: str, group: Workgroup | None) -> Iterator[str]:
    """What a workgroup allows, or why it takes no query."""
    if group is None:
        yield f"workgroup {name}: does not exist in {region}"
        return
    yield f"workgroup {name}: {group.flaw or 'takes queries'}"
    limit = f"{size_text(group.cutoff)} a query" if group.cutoff else "none: --max-scan alone limits a search"
    yield f"  limit       {limit}{'' if group.enforced or not group.cutoff else ', not enforced'}"
    results = group.output or ("stored by Athena" if group.is_ready else "no location")
    yield f"  results     {sanitize(results)}"
