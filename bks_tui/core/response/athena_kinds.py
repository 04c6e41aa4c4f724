"""Every kind of call by which bks creates and deletes a table for Athena. Structures are texts of JSON, as for the CLI.

What Athena says of a table is put into words here too: it is the same before and after a call, whoever reads it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from bks_tui.core.response.change_kinds import ChangeKind, Parameters, constant
from bks_tui.core.response.changes import Parameter, State

# What marks everything that bks creates: descriptions, and a property of the table.
CREATED_BY = "Created by bks"
MARK = ("created_by", "bks")

CREATED, NOT_OWN = "created by bks", "not created by bks"
DATABASE, TABLE, WORKGROUP = "database ", "table ", "workgroup "

# Parameters that are sent as what their JSON says.
_STRUCTURES = frozenset({"DatabaseInput", "TableInput", "Configuration", "RecursiveDeleteOption", "Findings"})
# Parameters that take a list, of which bks gives one item.
_LISTS = frozenset({"sessionArns"})
_DESCRIBED = ("projection.", "storage.location.template")
_UNREADABLE = "not readable"
_UNREADABLE_JSON = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def structured(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """The parameters of a call as botocore takes them."""
    return {
        name: json.loads(value)
        if name in _STRUCTURES and isinstance(value, str)
        else [value]
        if name in _LISTS
        else value
        for name, value in parameters.items()
    }


def table_state(columns: Mapping[str, str], partitions: Mapping[str, str], properties: Mapping[str, str]) -> str:
    """What the facts say of a table."""
    if properties.get(MARK[0]) != MARK[1]:
        return NOT_OWN
    described = {name: value for name, value in properties.items() if name.startswith(_DESCRIBED)}
    whole = json.dumps([dict(columns), dict(partitions), described], sort_keys=True)
    return f"{CREATED}, version {blake2b(whole.encode(), digest_size=4).hexdigest()}"


def workgroup_state(description: str, cutoff: int | None, output: str | None) -> str:
    """What the facts say of a workgroup."""
    return f"{CREATED}, at most {cutoff} bytes, results in {output}" if description == CREATED_BY else NOT_OWN


def name_in(parameters: Parameters, structure: str) -> str:
    """The name within a structure; empty if that is none."""
    try:
        return str(json.loads(str(parameters[structure]))["Name"])
    except _UNREADABLE_JSON:
        return ""


def _read(name: str, state: Callable[[Any, Parameters], str]) -> Callable[[Parameters], State]:
    """The result of a kind, by the structure in one of its parameters, which may come from an edited journal."""

    def result(parameters: Parameters) -> State:
        try:
            return state(json.loads(str(parameters[name])), parameters)
        except _UNREADABLE_JSON:
            return _UNREADABLE

    return result


def _database(given: Any, _: Parameters) -> str:
    return CREATED if given["Description"] == CREATED_BY else NOT_OWN


def _table(given: Any, _: Parameters) -> str:
    columns, partitions = given["StorageDescriptor"]["Columns"], given["PartitionKeys"]
    return table_state(_by_name(columns), _by_name(partitions), given["Parameters"])


def _by_name(columns: Any) -> dict[str, str]:
    return {column["Name"]: column["Type"] for column in columns}


def _workgroup(given: Any, parameters: Parameters) -> str:
    output = given["ResultConfiguration"]["OutputLocation"]
    return workgroup_state(str(parameters["Description"]), given["BytesScannedCutoffPerQuery"], output)


ATHENA_KINDS: Mapping[str, ChangeKind] = {
    kind.operation: kind
    for kind in (
        ChangeKind(
            "glue:CreateDatabase",
            "",
            ("DatabaseInput",),
            (DATABASE,),
            _read("DatabaseInput", _database),
            "Create the database of the table",
        ),
        ChangeKind(
            "glue:CreateTable",
            "",
            ("DatabaseName", "TableInput"),
            (TABLE,),
            _read("TableInput", _table),
            "Create the table in the database {DatabaseName}",
        ),
        ChangeKind(
            "athena:CreateWorkGroup",
            "",
            ("Name", "Description", "Configuration"),
            (WORKGROUP + "{Name}",),
            _read("Configuration", _workgroup),
            "Create the workgroup {Name}",
        ),
        ChangeKind(
            "glue:DeleteDatabase",
            "",
            ("Name",),
            (DATABASE + "{Name}",),
            constant(None),
            "Delete the database {Name}",
        ),
        ChangeKind(
            "glue:DeleteTable",
            "",
            ("DatabaseName", "Name"),
            (TABLE + "{DatabaseName}.{Name}",),
            constant(None),
            "Delete the table {DatabaseName}.{Name}; the log files stay",
        ),
        ChangeKind(
            "athena:DeleteWorkGroup",
            "",
            ("WorkGroup", "RecursiveDeleteOption"),
            (WORKGROUP + "{WorkGroup}",),
            constant(None),
            "Delete the workgroup {WorkGroup} and its query history; the results stay",
        ),
    )
}
