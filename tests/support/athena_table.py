"""The table that Athena has over CloudTrail's logs, in DuckDB: sqlglot translates the SQL, so that the same text runs.

The silent differences of the two are pinned in `tests/core/detection/test_sql.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import sqlglot
from sqlglot import expressions

_ISSUER = "STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR)"
_SESSION = f"STRUCT(attributes STRUCT(mfaAuthenticated VARCHAR, creationDate VARCHAR), sessionIssuer {_ISSUER})"
_IDENTITY = (
    "STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, invokedBy VARCHAR, accessKeyId VARCHAR, "
    f"userName VARCHAR, onBehalfOf STRUCT(userId VARCHAR, identityStoreArn VARCHAR), sessionContext {_SESSION})"
)
_TEXTS = (
    *("eventVersion", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent"),
    *("errorCode", "errorMessage", "requestID", "eventID", "readOnly", "eventType", "recipientAccountId"),
    *("eventCategory", "sessionCredentialFromConsole"),
)
_OBJECTS = ("requestParameters", "responseElements", "additionalEventData")
_COLUMNS = {
    **dict.fromkeys((*_TEXTS, *_OBJECTS), "VARCHAR"),
    "userIdentity": _IDENTITY,
    "resources": "STRUCT(ARN VARCHAR, accountId VARCHAR, type VARCHAR)[]",
}


class AthenaTable:
    """Records as rows of the table `logs`."""

    def __init__(self, records: Iterable[Mapping[str, Any]], directory: Path) -> None:
        file = directory / "records.json"
        # An object is a text of JSON here, as in the table of Athena.
        lines = (json.dumps({**record, **{name: _text(record.get(name)) for name in _OBJECTS}}) for record in records)
        file.write_text("\n".join(lines), encoding="utf-8")
        self._database = duckdb.connect()
        self._database.execute(
            "CREATE TABLE logs AS SELECT * FROM read_json(?, format='newline_delimited', columns=?)",
            [str(file), _COLUMNS],
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query in the dialect of Athena."""
        return self._database.execute(in_duckdb(sql)).fetchall()

    def event_ids(self, condition: str) -> set[str]:
        """The ids of the records for which a condition holds."""
        return {row[0] for row in self.rows(f"SELECT eventid FROM logs WHERE {condition}")}


def in_duckdb(sql: str) -> str:
    """A query of Athena as DuckDB understands it."""
    return sqlglot.transpile(sql, read="athena", write="duckdb")[0]


def functions_of(sql: str) -> set[str]:
    """The functions that a query calls, by the names that Athena has for them."""
    syntax = (
        expressions.And,
        expressions.Or,
        expressions.TryCast,
        expressions.Case,
        expressions.If,
        expressions.CurrentDate,
    )
    calls = sqlglot.parse_one(sql, read="athena").find_all(expressions.Func)
    return {call.sql("athena").partition("(")[0].lower() for call in calls if not isinstance(call, syntax)}


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value)
