"""The simulated account's Athena: the life of a query, its pages of results, and what the data catalog has.

https://docs.aws.amazon.com/athena/latest/APIReference/. Which rows a query selects is in `athena_queries`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.athena_queries import Answered, answer_query
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import StoredDatabase, StoredQuery, StoredTable, StoredWorkgroup
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget

_LARGEST_PAGE = 1_000
_RESULTS = "athena:GetQueryResults"
CUT_OFF = "Bytes scanned limit was exceeded"


def invalid(message: str) -> RefusalError:
    """A request that Athena does not take."""
    return RefusalError("InvalidRequestException", message, 400)


def start_query_execution(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Queue a query. A query that is no SQL of bks is refused at once."""
    athena = account.athena(region)
    workgroup = _workgroup(account, parameters.get("WorkGroup", "primary"), region)
    if "OutputLocation" not in workgroup.configuration.get("ResultConfiguration", {}):
        raise invalid("No output location provided.")
    answered = answer_query(account, region, parameters["QueryString"], parameters.get("ExecutionParameters", ()))
    query = StoredQuery(
        f"query-{len(athena.queries) + 1:04}", parameters["QueryString"], workgroup.name, list(athena.looks)
    )
    _settle(query, answered, workgroup, athena.failure)
    athena.failure = ""
    athena.queries[query.query_id] = query
    return {"QueryExecutionId": query.query_id}


def _settle(query: StoredQuery, answered: Answered, workgroup: StoredWorkgroup, failure: str) -> None:
    """How the query is going to end."""
    query.columns, query.rows, query.scanned = answered.columns, answered.rows, answered.scanned
    if failure or answered.failure:
        query.ending, query.reason, query.rows = "FAILED", failure or answered.failure, []
    elif workgroup.cutoff and answered.scanned > workgroup.cutoff:
        query.ending, query.reason, query.rows, query.scanned = "CANCELLED", CUT_OFF, [], workgroup.cutoff


def get_query_execution(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The state of a query, which moves on afterwards."""
    query = _query(account, parameters, region)
    state = query.state
    if query.states:
        query.states.pop(0)
    return {
        "QueryExecution": {
            "QueryExecutionId": query.query_id,
            "Query": query.text,
            "WorkGroup": query.workgroup,
            "Status": {"State": state, "StateChangeReason": query.reason if state == query.ending else None},
            "Statistics": {"DataScannedInBytes": 0 if state == "QUEUED" else query.scanned},
        }
    }


def stop_query_execution(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Cancel a query; one that has ended stays as it is."""
    query = _query(account, parameters, region)
    if query.states:
        query.states, query.ending, query.reason, query.rows = [], "CANCELLED", "Query cancelled by user", []
    return {}


def get_query_results(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A page of rows; the first begins with the names of the columns. A full page is followed by another, or an empty
    one."""
    query = _query(account, parameters, region)
    if query.state != "SUCCEEDED":
        raise invalid(f"Query has not yet finished. Current state: {query.state}")
    listing, start = f"{_RESULTS} {query.query_id}", 0
    if "NextToken" in parameters:
        position = account.markers.position(listing, parameters["NextToken"])
        if position is None:
            raise invalid("Invalid token")
        start = int(position[0])
    table = [dict(zip(query.columns, query.columns, strict=True)), *query.rows]
    wanted = min(parameters.get("MaxResults", _LARGEST_PAGE), _LARGEST_PAGE)
    size = account.faults.page_size(CallTarget(_RESULTS, None, region), wanted)
    given = table[start : start + size]
    is_full = len(given) == size
    token = account.markers.give(listing, (str(start + len(given)),)) if is_full else None
    columns = [{"Name": name, "Type": "varchar"} for name in query.columns]
    rows = [{"Data": [_cell(row.get(name)) for name in query.columns]} for row in given]
    return {"ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": columns}}, "NextToken": token}


def _cell(value: str | None) -> dict[str, str]:
    return {} if value is None else {"VarCharValue": value}


def get_database(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A database of the data catalog."""
    database = _database(account, parameters, region)
    return {"Database": {"Name": database.name, "Description": database.description}}


def get_table_metadata(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A table with its columns, partitions and properties."""
    table = _database(account, parameters, region).tables.get(parameters["TableName"])
    if table is None:
        raise _missing(f"Table {parameters['TableName']} not found")
    return {"TableMetadata": _metadata(table)}


def list_table_metadata(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The tables of a database."""
    return {"TableMetadataList": [_metadata(table) for table in _database(account, parameters, region).tables.values()]}


def _metadata(table: StoredTable) -> dict[str, Any]:
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Columns": [{"Name": name, "Type": kind} for name, kind in table.columns.items()],
        "PartitionKeys": [{"Name": name, "Type": kind} for name, kind in table.partitions.items()],
        "Parameters": table.parameters,
    }


def get_work_group(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """A workgroup with its settings."""
    workgroup = _workgroup(account, parameters["WorkGroup"], region)
    return {
        "WorkGroup": {
            "Name": workgroup.name,
            "State": "ENABLED",
            "Description": workgroup.description,
            "Configuration": workgroup.configuration,
        }
    }


def list_named_queries(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The ids of the saved queries of a workgroup."""
    return {"NamedQueryIds": _workgroup(account, parameters.get("WorkGroup", "primary"), region).saved}


def create_work_group(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Create a workgroup."""
    workgroups, name = account.athena(region).workgroups, parameters["Name"]
    if name in workgroups:
        raise invalid("WorkGroup is already created")
    workgroups[name] = StoredWorkgroup(name, parameters.get("Description", ""), parameters.get("Configuration", {}))
    return {}


def delete_work_group(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Delete a workgroup; one that has queries only if that is asked for."""
    workgroup, athena = _workgroup(account, parameters["WorkGroup"], region), account.athena(region)
    has_queries = any(query.workgroup == workgroup.name for query in athena.queries.values())
    if has_queries and not parameters.get("RecursiveDeleteOption"):
        raise invalid(f"WorkGroup {workgroup.name} is not empty")
    del athena.workgroups[workgroup.name]
    return {}


def _query(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> StoredQuery:
    query = account.athena(region).queries.get(parameters["QueryExecutionId"])
    if query is None:
        raise invalid(f"QueryExecution {parameters['QueryExecutionId']} was not found")
    return query


def _workgroup(account: SimulatedAccount, name: str, region: str) -> StoredWorkgroup:
    workgroup = account.athena(region).workgroups.get(name)
    if workgroup is None:
        raise invalid(f"WorkGroup {name} is not found.")
    return workgroup


def _database(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> StoredDatabase:
    database = account.athena(region).databases.get(parameters["DatabaseName"])
    if database is None:
        raise _missing(f"Database {parameters['DatabaseName']} not found")
    return database


def _missing(message: str) -> RefusalError:
    return RefusalError("MetadataException", f"{message}. (Service: AWSGlue; EntityNotFoundException)", 400)
