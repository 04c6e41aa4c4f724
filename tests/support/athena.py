"""Accounts whose trail Athena queries, and the same SQL executed by DuckDB instead of by the simulation."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.athena.setup import COLUMNS, PARTITIONS
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.demo.services.athena_queries import lowered
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import Row
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.demo.story.athena import add_trail, set_up_athena
from bks_tui.operations.timeline.athena_source import athena_timeline
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import attacked_account, session_in

START, LOOK, STOP, RESULTS = (
    f"athena:{name}" for name in ("StartQueryExecution", "GetQueryExecution", "StopQueryExecution", "GetQueryResults")
)
WEEK = AthenaSearch(days=7)
_STRUCTS = ("useridentity", "resources", "tlsdetails", "addendum")


def logged(account: SimulatedAccount, *, of_organization: bool = False) -> SimulatedAccount:
    """The account with a trail, and with the table and the workgroup of bks."""
    trail = StoredTrail("trail", "example-logs", of_organization=of_organization)
    set_up_athena(account, add_trail(account, trail))
    return account


def attacked() -> SimulatedAccount:
    """An account whose phantom user was taken over, with a table of its logs."""
    return logged(attacked_account())


def updates(
    account: SimulatedAccount,
    target: str | Target,
    search: AthenaSearch = WEEK,
    cancelled: threading.Event | None = None,
) -> Generator[TimelineUpdate, None, None]:
    """All that a timeline from Athena yields, without pauses."""
    return athena_timeline(
        session_in(account),
        parse_target(target, NOW) if isinstance(target, str) else target,
        search,
        cancelled or threading.Event(),
        lambda: NOW,
        SHORT_PATIENCE,
    )


def result(account: SimulatedAccount, target: str | Target, search: AthenaSearch = WEEK) -> Timeline:
    """How a timeline from Athena ends."""
    *_, last = updates(account, target, search)
    assert isinstance(last, Timeline)
    return last


def gap_reasons(found: Timeline) -> list[str]:
    """Why a timeline is not complete."""
    return [gap.reason for gap in found.gaps]


def in_duckdb(text: str, given: Sequence[str], records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows that the same query selects of the same records in DuckDB."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA bks")
        connection.execute(
            f"CREATE TABLE bks.cloudtrail AS SELECT UNNEST(json_transform(record, '{_structure()}')) "
            "FROM (SELECT UNNEST(CAST(? AS JSON[])) AS record)",
            [json.dumps([_columns(record) for record in records])],
        )
        found = connection.execute(translated(text), [_value(literal) for literal in given])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def translated(text: str) -> str:
    """The query in the dialect of DuckDB, which has no any_match."""
    tree = sqlglot.parse_one(text, read="athena")
    return str(tree.transform(_without_any_match).sql(dialect="duckdb"))


def _without_any_match(node: Any) -> Any:
    if isinstance(node, exp.Anonymous) and str(node.this).lower() == "any_match":
        column, condition = node.expressions
        return exp.func("list_bool_or", exp.func("list_transform", column, condition))
    return node


@cache
def _structure() -> str:
    """The columns and partitions as DuckDB reads JSON."""
    types = {**COLUMNS, **PARTITIONS}
    return json.dumps({name: _type(exp.DataType.build(kind, dialect="hive")) for name, kind in types.items()})


def _type(kind: exp.DataType) -> Any:
    if kind.is_type("struct"):
        return {field.name: _type(field.args["kind"]) for field in kind.expressions}
    return [_type(kind.expressions[0])] if kind.is_type("array") else "VARCHAR"


def _columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the table has it: objects that are no structs are JSON within a text."""
    return {
        name.lower(): lowered(value) if name.lower() in _STRUCTS else _text(value)
        for name, value in record.items()
        if name.lower() in {**COLUMNS, **PARTITIONS}
    }


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _value(literal: str) -> str:
    assert literal[0] == literal[-1] == "'", "Athena would take it for an expression"
    return literal[1:-1].replace("''", "'")
