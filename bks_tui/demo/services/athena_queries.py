"""Which rows the simulated Athena answers: it knows the form of the queries of bks, and no SQL.

It takes the partitions and the period from the parameters of a query, and selects the records there whose text
contains one of the other parameters, or all if there is none. Tests run the same SQL in a database instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import Row, StoredTable
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.log_bucket import DeliveredFile

_SELECT = re.compile(
    r'SELECT\n +(?P<columns>.+)\nFROM "(?P<database>\w+)"\."(?P<table>\w+)"\nWHERE (?P<where>.+)', re.DOTALL
)
# A condition on a partition or on the time, or any other `?`.
_CONDITION = re.compile(
    r'(?:"(?P<partition>\w+)"|(?P<column>eventtime|awsregion)) (?:= \?|IN \([?, ]+\)|BETWEEN \? AND \?)|\?'
)
_LITERAL = re.compile(r"'(?P<text>(?:[^']|'')*)'")
# What bks puts around a word, which stands beside it in the record too unless a tool wrote it otherwise.
_AROUND = '"/:'


@dataclass
class Answered:
    """What a query selects and scans, or why it fails."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    scanned: int = 0
    failure: str = ""


@dataclass
class _Asked:
    """The values of the conditions of a query: of each partition and of the time, and all others."""

    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def answer_query(account: SimulatedAccount, region: str, text: str, given: Sequence[str]) -> Answered:
    """The answer to a query. Raises RefusalError for one that Athena would not start."""
    query = _SELECT.fullmatch(text)
    if query is None or query["where"].count("?") != len(given):
        raise RefusalError("InvalidRequestException", "line 1:1: mismatched input (MALFORMED_QUERY)", 400)
    columns = tuple(column.split()[-1] for column in query["columns"].split(","))
    table = _table(account, region, query["database"], query["table"])
    if table is None:
        return Answered(failure=f"TABLE_NOT_FOUND: Table awsdatacatalog.{query['database']}.{query['table']} not found")
    literals = [_LITERAL.fullmatch(value) for value in given]
    if not all(literals):
        return Answered(failure="TYPE_MISMATCH: Cannot apply operator: varchar = integer")
    asked = _asked(query["where"], [found["text"].replace("''", "'") for found in literals if found])
    files = [file for file in _files(account, table) if _is_in(file, asked.places, table)]
    records = [record for file in files for record in file.records]
    execute = account.athena(region).execute
    rows = execute(text, given, _placed(files)) if execute else [_row(each) for each in records if _fits(each, asked)]
    return Answered(columns, rows, sum(file.size for file in files))


def _table(account: SimulatedAccount, region: str, database: str, name: str) -> StoredTable | None:
    known = account.athena(region).databases.get(database)
    return known.tables.get(name) if known else None


def _asked(where: str, values: list[str]) -> _Asked:
    asked, rest = _Asked(), iter(values)
    for condition in _CONDITION.finditer(where):
        own = tuple(next(rest) for _ in range(condition[0].count("?")))
        name = condition["partition"] or condition["column"]
        if name and name not in asked.places:
            asked.places[name] = own
        else:
            asked.words += own
    return asked


def _files(account: SimulatedAccount, table: StoredTable) -> list[DeliveredFile]:
    location = table.parameters.get("storage.location.template", "")
    trail = next((each for each in account.trails if f"s3://{each.bucket}/" in location), None)
    return trail.files(account) if trail else []


def _is_in(file: DeliveredFile, places: Mapping[str, tuple[str, ...]], table: StoredTable) -> bool:
    """Whether a file is in the partitions of a query."""
    for name in table.partitions:
        wanted, kind = places.get(name), table.parameters.get(f"projection.{name}.type")
        if kind == "date":
            day = f"{file.day:%Y/%m/%d}"
            if wanted and not wanted[0] <= day <= wanted[-1]:
                return False
        else:
            value = file.account_id if "account" in name else file.region
            listed = table.parameters.get(f"projection.{name}.values", value).split(",")
            if value not in listed or (wanted and value not in wanted):
                return False
    return True


def _placed(files: Sequence[DeliveredFile]) -> list[Mapping[str, Any]]:
    """The records with the values of their partitions."""
    return [
        {**record, "account": file.account_id, "region": file.region, "timestamp": f"{file.day:%Y/%m/%d}"}
        for file in files
        for record in file.records
    ]


def _fits(record: Mapping[str, Any], asked: _Asked) -> bool:
    first, last = asked.places.get("eventtime", ("", "~"))
    if not first <= record["eventTime"] <= last:
        return False
    if record["awsRegion"] not in asked.places.get("awsregion", (record["awsRegion"],)):
        return False
    text = json.dumps(record)
    return not asked.words or any(word.strip(_AROUND) in text for word in asked.words)


def _row(record: Mapping[str, Any]) -> Row:
    """A record as a row: objects are JSON, and the names within an identity are in lower case."""
    row = {name.lower(): _cell(value) for name, value in record.items()}
    return {
        **row,
        "useridentity": json.dumps(lowered(record.get("userIdentity"))),
        "resources": json.dumps(lowered(record["resources"])) if record.get("resources") else None,
    }


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def lowered(value: Any) -> Any:
    """A value with the names of all its fields in lower case, as the columns of a table have them."""
    if isinstance(value, dict):
        return {name.lower(): lowered(each) for name, each in value.items()}
    return [lowered(each) for each in value] if isinstance(value, list) else value
