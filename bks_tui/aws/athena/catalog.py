"""What Athena has: tables, databases and workgroups. Each is None where there is none of that name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bks_tui.aws.api import Answer, Api
from bks_tui.core.athena.table import TableMetadata
from bks_tui.core.athena.workgroup import Workgroup
from bks_tui.core.errors import ServiceError

T = TypeVar("T")

CATALOG = "AwsDataCatalog"

# How Athena says that something does not exist; it has no code of its own.
_MISSING = ("EntityNotFoundException", "is not found", "was not found")


def read_workgroup(api: Api, name: str) -> Workgroup | None:
    """A workgroup. Raises AwsError."""
    return _found(lambda: api.get("GetWorkGroup", _workgroup, WorkGroup=name))


def read_table(api: Api, database: str, name: str) -> TableMetadata | None:
    """A table. Raises AwsError."""
    names = {"CatalogName": CATALOG, "DatabaseName": database, "TableName": name}
    return _found(lambda: api.get("GetTableMetadata", lambda answer: _table(answer["TableMetadata"]), **names))


def read_database(api: Api, name: str) -> str | None:
    """The description of a database; empty if it has none. Raises AwsError."""
    return _found(lambda: api.get("GetDatabase", _description, CatalogName=CATALOG, DatabaseName=name))


def table_names(api: Api, database: str) -> tuple[str, ...]:
    """The names of the tables of a database. Raises AwsError."""
    return api.all(
        "ListTableMetadata",
        "TableMetadataList",
        lambda item: str(item["Name"]),
        CatalogName=CATALOG,
        DatabaseName=database,
    )


def has_saved_queries(api: Api, workgroup: str) -> bool:
    """Whether somebody saved a query in a workgroup, which is deleted with it. Raises AwsError."""
    return bool(api.get("ListNamedQueries", lambda answer: answer.get("NamedQueryIds"), WorkGroup=workgroup))


def _found(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ServiceError as error:
        if any(words in str(error) for words in _MISSING):
            return None
        raise


def _workgroup(answer: Answer) -> Workgroup:
    group = answer["WorkGroup"]
    settings: Mapping[str, Any] = group.get("Configuration", {})
    output = settings.get("ResultConfiguration", {}).get("OutputLocation")
    managed = settings.get("ManagedQueryResultsConfiguration", {}).get("Enabled", False)
    return Workgroup(
        name=group["Name"],
        enabled=group.get("State", "ENABLED") == "ENABLED",
        description=group.get("Description", ""),
        cutoff=settings.get("BytesScannedCutoffPerQuery"),
        enforced=bool(settings.get("EnforceWorkGroupConfiguration")),
        output=output,
        is_ready=bool(output or managed),
    )


def _table(metadata: Answer) -> TableMetadata:
    return TableMetadata(
        columns={column["Name"]: column["Type"] for column in metadata.get("Columns", ())},
        partitions={column["Name"]: column["Type"] for column in metadata.get("PartitionKeys", ())},
        properties=dict(metadata.get("Parameters", {})),
    )


def _description(answer: Answer) -> str:
    return str(answer["Database"].get("Description", ""))
