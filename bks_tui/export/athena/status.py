"""The table and the workgroup as lines and as JSON (schema `bks.athena/1`), with every mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.athena.table import LogTable, TableMetadata, log_table, mismatches
from bks_tui.core.athena.workgroup import Workgroup
from bks_tui.core.response.athena_kinds import CREATED, table_state
from bks_tui.core.settings import size_text
from bks_tui.core.text import pluralize, sanitize

SCHEMA = "bks.athena/1"
_MOST_NAMED = 5


def table_lines(name: str, region: str, metadata: TableMetadata | None) -> Iterator[str]:
    """What a table covers, or why it cannot be queried."""
    if metadata is None:
        yield f"table {name}: does not exist in {region}"
        return
    state = table_state(metadata.columns, metadata.partitions, metadata.properties)
    owner = "created by bks" if _is_own(metadata) else state
    reasons = list(mismatches(metadata))
    yield f"table {name}: {'cannot be used' if reasons else 'can be queried'}, {owner}"
    yield from (f"  mismatch: {reason}" for reason in reasons)
    if not reasons:
        database, _, table = name.partition(".")
        yield from _coverage(log_table(database, table, metadata))


def _is_own(metadata: TableMetadata) -> bool:
    return table_state(metadata.columns, metadata.partitions, metadata.properties).startswith(CREATED)


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


def status_document(
    account: Account, table_name: str, metadata: TableMetadata | None, workgroup: str, group: Workgroup | None
) -> dict[str, object]:
    """Both as JSON: what could be used, and why the rest cannot."""
    return {
        "schema": SCHEMA,
        "account_id": account.account_id,
        "region": account.region,
        "table": {"name": table_name, **_table_fields(table_name, metadata)},
        "workgroup": {"name": workgroup, **_workgroup_fields(group)},
    }


def _table_fields(name: str, metadata: TableMetadata | None) -> dict[str, object]:
    reasons = list(mismatches(metadata)) if metadata else []
    usable = metadata is not None and not reasons
    database, _, table = name.partition(".")
    found = log_table(database, table, metadata) if metadata and usable else None
    return {
        "exists": metadata is not None,
        "usable": usable,
        "created_by_bks": metadata is not None and _is_own(metadata),
        "mismatches": reasons,
        "bucket": found.bucket if found else None,
        "template": found.template if found else None,
        "accounts": list(found.accounts) if found else [],
        "regions": list(found.regions) if found else [],
        "first_day": found.first_day.isoformat() if found and found.first_day else None,
    }


def _workgroup_fields(group: Workgroup | None) -> dict[str, object]:
    return {
        "exists": group is not None,
        "usable": group is not None and not group.flaw,
        "flaw": group.flaw if group else "does not exist",
        "max_scan_bytes": group.cutoff if group else None,
        "enforced": group is not None and group.enforced,
        "results": group.output if group else None,
    }
