"""`bks athena`: create, inspect and delete the table with which Athena queries the logs of a trail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from bks_tui.cli.athena_options import MAX_SCAN_OPTION, OWN
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, tell_account
from bks_tui.cli.write_options import WriteOptions, write_options
from bks_tui.core.athena.search import OWN_WORKGROUP
from bks_tui.core.athena.table import mismatches, split_table
from bks_tui.core.athena.workgroup import require_workgroup_name
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.response.requests import AthenaRequest

_RESULTS = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w!.*'()/-]*)?", re.ASCII)

_TABLE = click.option(
    "--table", default=OWN, show_default=True, metavar="DATABASE.TABLE", help="The database and the table."
)
_GROUP = click.option("--workgroup", default=OWN_WORKGROUP, show_default=True, metavar="NAME", help="The workgroup.")


def _names(command: Callable[..., Any]) -> Callable[..., Any]:
    return _TABLE(_GROUP(command))


@click.group()
def athena() -> None:
    """Prepare Athena to query the logs of a trail: see 'bks help athena'."""


@athena.command()
@session_options
@_names
@click.option("--trail", metavar="NAME", help="The trail, by its name or ARN. Default: the only one.")
@click.option("--results", metavar="s3://BUCKET/FOLDER/", help="Where Athena stores the results of queries.")
@MAX_SCAN_OPTION
@click.option("--print", "only_print", is_flag=True, help="Print the SQL of database and table; create nothing.")
@write_options
def setup(
    invocation: Invocation,
    *,
    acting: WriteOptions,
    table: str,
    workgroup: str,
    trail: str | None,
    results: str | None,
    max_scan: int | None,
    only_print: bool,
) -> ExitCode:
    """Create a database, a table for the logs of a trail, and a workgroup with a scan limit.

    You confirm the plan first. The trail and its files are not changed.
    """
    database, name = split_table(table)
    if only_print:
        return _print_sql(invocation, database, name, trail)
    if results is None:
        raise UsageError("--results is missing", "Give a folder in a bucket of this Region: s3://BUCKET/FOLDER/.")
    if not _RESULTS.fullmatch(results):
        raise UsageError(f"{quoted(results)} is not a folder on S3", "Write s3://BUCKET/FOLDER/.")
    folder = results if results.endswith("/") else f"{results}/"
    most = max_scan or invocation.config.max_scan
    return _respond(
        invocation, acting, AthenaRequest(database, name, require_workgroup_name(workgroup), folder, most, trail)
    )


@athena.command()
@session_options
@_names
@write_options
def remove(invocation: Invocation, *, acting: WriteOptions, table: str, workgroup: str) -> ExitCode:
    """Delete the table, the database and the workgroup, if bks created them.

    The trail, its log files and the results of queries stay.
    """
    database, name = split_table(table)
    return _respond(invocation, acting, AthenaRequest(database, name, require_workgroup_name(workgroup), remove=True))


@athena.command()
@session_options
@_names
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.athena/1) instead of text.")
def status(invocation: Invocation, *, table: str, workgroup: str, as_json: bool) -> ExitCode:
    """Show whether the table and the workgroup can be used, and why not.

    \b
    Exit codes:
      0    both can be used
      1    one of them cannot
      2    wrong usage
    """
    from bks_tui.export.athena.status import status_document, table_lines, workgroup_lines
    from bks_tui.operations.athena.status import athena_status
    from bks_tui.operations.connect import connect

    database, name = split_table(table)
    session = connect(invocation.choice)
    with cancelled_by_interrupt() as cancelled:
        found = athena_status(session, database, name, require_workgroup_name(workgroup), cancelled)
    tell_account(found.account)
    group = found.workgroup
    if as_json:
        output.write_json(status_document(found.account, f"{database}.{name}", found.table, workgroup, group))
    else:
        output.write_lines(table_lines(f"{database}.{name}", session.region, found.table))
        output.write_lines(workgroup_lines(workgroup, session.region, group))
    is_usable = found.table is not None and not any(mismatches(found.table))
    return ExitCode.DONE if is_usable and group is not None and not group.flaw else ExitCode.FAILED


def _print_sql(invocation: Invocation, database: str, table: str, trail: str | None) -> ExitCode:
    from bks_tui.operations.athena.status import setup_statements
    from bks_tui.operations.connect import connect

    with cancelled_by_interrupt() as cancelled:
        statements = setup_statements(connect(invocation.choice), database, table, trail, cancelled)
    output.write("\n\n".join(f"{statement};" for statement in statements))
    return ExitCode.DONE


def _respond(invocation: Invocation, acting: WriteOptions, request: AthenaRequest) -> ExitCode:
    from bks_tui.cli.responder import CommandResponder

    responder = CommandResponder(invocation, acting)
    account = responder.identify()
    name = f"{request.database}.{request.table}"
    return responder.print_results(account, [responder.respond(name, request)])
