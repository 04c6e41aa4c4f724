"""The simulated Athena of one Region: databases, tables, workgroups and queries, and who answers these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, str | None]
# The rows that a query selects of records, by its text, its parameters as expressions of SQL, and the records.
Execute: TypeAlias = Callable[[str, Sequence[str], Sequence[Mapping[str, Any]]], list[Row]]


@dataclass
class StoredTable:
    """A table: the types of its columns and partitions by name, and its properties."""

    name: str
    columns: dict[str, str]
    partitions: dict[str, str]
    parameters: dict[str, str]


@dataclass
class StoredDatabase:
    """A database of the data catalog."""

    name: str
    description: str
    tables: dict[str, StoredTable] = field(default_factory=dict)


@dataclass
class StoredWorkgroup:
    """A workgroup. `configuration` is as CreateWorkGroup takes it."""

    name: str
    description: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    # The ids of queries that somebody saved in it.
    saved: list[str] = field(default_factory=list)

    @property
    def cutoff(self) -> int | None:
        """The most bytes that a query may scan."""
        limit: int | None = self.configuration.get("BytesScannedCutoffPerQuery")
        return limit


@dataclass
class StoredQuery:
    """A query, its state, and what becomes of it at the next looks: each moves it on to the next of `states`."""

    query_id: str
    text: str
    workgroup: str
    states: list[str]
    ending: str = "SUCCEEDED"
    reason: str = ""
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    scanned: int = 0

    @property
    def state(self) -> str:
        """Its state now."""
        return self.states[0] if self.states else self.ending


class SimulatedAthena:
    """What Athena has in one Region.

    `execute` replaces the answers of the simulation. `failure` is why the next query fails, if set. `looks` are the
    states in which a query is seen before it ends.
    """

    def __init__(self) -> None:
        self.databases: dict[str, StoredDatabase] = {}
        self.workgroups: dict[str, StoredWorkgroup] = {"primary": StoredWorkgroup("primary")}
        self.queries: dict[str, StoredQuery] = {}
        self.execute: Execute | None = None
        self.failure = ""
        self.looks: tuple[str, ...] = ("QUEUED", "RUNNING")
