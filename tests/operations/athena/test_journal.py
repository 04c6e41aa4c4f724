"""An edited journal deletes and creates nothing of Athena that bks did not create."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bks_tui.aws.regions import known_regions
from bks_tui.core.errors import UsageError
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.record_check import record_fault
from bks_tui.demo.state.athena import StoredDatabase
from tests.support.athena_setup import SETUP, catalog, recorded
from tests.support.responding import ResponseHarness, responder, writes
from tests.support.tampered import Records, tamper
from tests.support.trails import attacked_account


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account in which Athena was set up, and which has a database of somebody else."""
    ana = responder(tmp_path, recorded(attacked_account()))
    ana.do(SETUP)
    ana.account.athena("us-east-1").databases["sales"] = StoredDatabase("sales", "Sales")
    ana.account.calls.clear()
    return ana


def step(records: Records, number: int) -> dict[str, Any]:
    found: dict[str, Any] = records[0]["plan"]["steps"][number]
    return found


def delete_another_database(records: Records) -> None:
    step(records, 0)["undo"][0] |= {"parameters": {"Name": "sales"}, "about": "database sales"}


def delete_another_table(records: Records) -> None:
    step(records, 1)["undo"][0] |= {"parameters": {"DatabaseName": "bks", "Name": "other"}, "about": "table bks.other"}


def create_a_table_of_another_name(records: Records) -> None:
    parameters = step(records, 1)["change"]["parameters"]
    parameters["TableInput"] = json.dumps({**json.loads(parameters["TableInput"]), "Name": "other"})


def create_what_is_no_json(records: Records) -> None:
    step(records, 1)["change"] |= {"result": "not readable"}
    step(records, 1)["change"]["parameters"]["TableInput"] = "{"


def run_sql(records: Records) -> None:
    parameters = {"QueryString": "DROP TABLE sales.all", "WorkGroup": "bks"}
    step(records, 1)["change"] |= {"operation": "athena:StartQueryExecution", "parameters": parameters}


def name_another_workgroup(records: Records) -> None:
    records[0]["plan"]["subject"]["unique_id"] = "us-east-1/bks/cloudtrail/primary"


@pytest.mark.parametrize(
    "edit",
    [
        delete_another_database,
        delete_another_table,
        create_a_table_of_another_name,
        create_what_is_no_json,
        run_sql,
        name_another_workgroup,
    ],
)
def test_an_edited_operation_is_not_undone(ana: ResponseHarness, edit: Callable[[Records], None]) -> None:
    before = catalog(ana.account)
    tamper(ana.journal, edit)
    (operation,) = ana.journal.operations()
    with pytest.raises(UsageError, match="was not written by bks in this form"):
        ana.undo(operation)
    assert (catalog(ana.account), writes(ana.account)) == (before, [])


RENAMED = (
    ("database bks", "database sales"),
    ("bks.cloudtrail", "sales.cloudtrail"),
    ("/bks/cloudtrail/bks", "/sales/cloudtrail/bks"),
    ('"database": "bks"', '"database": "sales"'),
    ('"DatabaseName": "bks"', '"DatabaseName": "sales"'),
    ('"Name": "bks"}', '"Name": "sales"}'),
    ('\\"Name\\":\\"bks\\"', '\\"Name\\":\\"sales\\"'),
)


def rename_everything(records: Records) -> None:
    """An operation that is consistent in itself, about the database of somebody else."""
    text = json.dumps(records)
    for name, other in RENAMED:
        text = text.replace(name, other)
    records[:] = json.loads(text)


def test_a_consistent_operation_deletes_no_database_of_somebody_else(ana: ResponseHarness) -> None:
    tamper(ana.journal, rename_everything)
    (operation,) = ana.journal.operations()
    undone = ana.undo(operation)
    assert writes(ana.account) == ["DeleteWorkGroup"]
    assert "database sales has changed since and is left as is: not created by bks" in undone.plan.leaves


def moved(operation: Operation, region: str) -> Operation:
    """The operation as if the table were in this Region."""
    plan = operation.plan
    names = plan.subject.unique_id.partition("/")[2]
    return replace(operation, plan=replace(plan, subject=replace(plan.subject, unique_id=f"{region}/{names}")))


def test_an_operation_in_any_region_of_aws_is_one_of_bks(ana: ResponseHarness) -> None:
    (operation,) = ana.journal.operations()
    assert [region for region in known_regions(None) if record_fault(moved(operation, region))] == []


@pytest.mark.parametrize("region", ["", "us-east-1.example.com", "us-east-1@x", "US-EAST-1", "us-east-1\n"])
def test_an_operation_in_what_is_no_region_was_edited(ana: ResponseHarness, region: str) -> None:
    (operation,) = ana.journal.operations()
    assert record_fault(moved(operation, region)) == "its subject is inconsistent"


def test_an_operation_is_not_undone_in_another_region(ana: ResponseHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    (operation,) = ana.journal.operations()
    assert operation.plan.account.region == "us-east-1"
    monkeypatch.setattr("tests.support.trails.session_in.__defaults__", ("eu-west-1",))
    with pytest.raises(UsageError, match="was in us-east-1, not in eu-west-1"):
        ana.undo(operation)
    assert writes(ana.account) == []
