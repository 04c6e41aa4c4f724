"""The simulated account's data catalog, as far as bks writes to it. Athena reads it.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import StoredDatabase, StoredTable
from bks_tui.demo.state.errors import RefusalError


def create_database(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Create a database."""
    given, databases = parameters["DatabaseInput"], account.athena(region).databases
    if given["Name"] in databases:
        raise RefusalError("AlreadyExistsException", "Database already exists.", 400)
    databases[given["Name"]] = StoredDatabase(given["Name"], given.get("Description", ""))
    return {}


def delete_database(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Delete a database with all its tables."""
    _database(account, parameters["Name"], region)
    del account.athena(region).databases[parameters["Name"]]
    return {}


def create_table(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Create a table."""
    tables, given = _database(account, parameters["DatabaseName"], region).tables, parameters["TableInput"]
    if given["Name"] in tables:
        raise RefusalError("AlreadyExistsException", "Table already exists.", 400)
    storage = given["StorageDescriptor"]
    tables[given["Name"]] = StoredTable(
        given["Name"],
        {column["Name"]: column["Type"] for column in storage["Columns"]},
        {column["Name"]: column["Type"] for column in given.get("PartitionKeys", ())},
        {**given["Parameters"], "location": storage["Location"]},
    )
    return {}


def delete_table(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Delete a table."""
    tables = _database(account, parameters["DatabaseName"], region).tables
    if parameters["Name"] not in tables:
        raise RefusalError("EntityNotFoundException", f"Table {parameters['Name']} not found.", 400)
    del tables[parameters["Name"]]
    return {}


def _database(account: SimulatedAccount, name: str, region: str) -> StoredDatabase:
    database = account.athena(region).databases.get(name)
    if database is None:
        raise RefusalError("EntityNotFoundException", f"Database {name} not found.", 400)
    return database
