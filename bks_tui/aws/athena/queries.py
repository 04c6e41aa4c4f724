"""One query of Athena: started, watched until it ends, and its rows read page by page.

What Athena does: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.aws.api import Answer, Api
from bks_tui.aws.paging import token_pages
from bks_tui.core.athena.sql import execution_parameters
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import AwsError, CancelledError, ServiceError

_PAGE_SIZE = 1_000
_RESULTS = "athena:GetQueryResults"
_CUT_OFF = "Bytes scanned limit was exceeded"


@dataclass(frozen=True, slots=True)
class Scanned:
    """The bytes that a query has scanned so far."""

    bytes: int


@dataclass(frozen=True, slots=True)
class RowsRead:
    """Rows of the result: the value of each column by its name; None is no value."""

    rows: tuple[dict[str, str | None], ...]


class CutOffError(ServiceError):
    """The query reached the limit of its workgroup, which cancelled it."""


QueryUpdate: TypeAlias = Scanned | RowsRead


def run_query(api: Api, stop: Api, query: Sql, workgroup: str, seconds_between_looks: float) -> Iterator[QueryUpdate]:
    """Start a query, and yield what it has scanned and its rows.

    However this ends before the query does, the query is stopped, with the Api `stop`, which no cancellation stops.
    Raises CutOffError at the limit of the workgroup, AwsError for any other failure, and CancelledError.
    """
    parameters = execution_parameters(query.parameters)
    query_id = api.get(
        "StartQueryExecution",
        lambda answer: str(answer["QueryExecutionId"]),
        QueryString=query.text,
        ExecutionParameters=parameters,
        WorkGroup=workgroup,
    )
    has_ended = False
    try:
        while not has_ended:
            state, reason, scanned = api.get("GetQueryExecution", _status, QueryExecutionId=query_id)
            has_ended = state in ("SUCCEEDED", "FAILED", "CANCELLED")
            yield Scanned(scanned)
            if state in ("FAILED", "CANCELLED"):
                raise _error(state, reason, workgroup)
            if not has_ended and api.wait(seconds_between_looks):
                raise CancelledError("cancelled")
    finally:
        if not has_ended:
            with suppress(AwsError):
                stop.call("StopQueryExecution", QueryExecutionId=query_id)
    yield from _rows(api, query_id)


def _status(answer: Answer) -> tuple[str, str, int]:
    execution = answer["QueryExecution"]
    status, statistics = execution["Status"], execution.get("Statistics", {})
    return status["State"], status.get("StateChangeReason", ""), int(statistics.get("DataScannedInBytes", 0))


def _error(state: str, reason: str, workgroup: str) -> ServiceError:
    if _CUT_OFF in reason:
        return CutOffError(f"the query reached the limit of the workgroup {workgroup}", operation=_RESULTS)
    ended = "failed" if state == "FAILED" else "was cancelled"
    return ServiceError(f"the query {ended}: {reason or 'Athena gives no reason'}", operation=_RESULTS)


def _rows(api: Api, query_id: str) -> Iterator[RowsRead]:
    """The rows. The first of all has the names of the columns; the page after a full one may be empty."""
    names: list[str] = []

    def ask(page: dict[str, object]) -> Answer:
        answer = api.call("GetQueryResults", QueryExecutionId=query_id, MaxResults=_PAGE_SIZE, **page)
        return {"Rows": answer.get("ResultSet", {}).get("Rows", []), "NextToken": answer.get("NextToken")}

    for answer in token_pages(ask, _RESULTS):
        rows = [[cell.get("VarCharValue") for cell in row.get("Data", ())] for row in answer["Rows"]]
        if rows and not names:
            names = [str(name) for name in rows.pop(0)]
        if any(len(row) != len(names) for row in rows):
            raise ServiceError(f"the answer to {_RESULTS} has rows of different lengths", operation=_RESULTS)
        if rows:
            yield RowsRead(tuple(dict(zip(names, row, strict=True)) for row in rows))
