"""`bks athena`: what is set up is shown first, and what exists is explained."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.log_bucket import StoredTrail
from tests.cli.conftest import Bks
from tests.support.athena import logged
from tests.support.responding import writes
from tests.support.tables import for_each
from tests.support.trails import attacked_account

RESULTS = ("--results", "s3://example-results/bks")


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a trail, in the place of AWS."""
    account = attacked_account()
    account.trails.append(StoredTrail("trail", "example-logs"))
    in_account(account)
    return account


@pytest.fixture
def set_up(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a table of its logs, in the place of AWS."""
    account = logged(attacked_account())
    in_account(account)
    return account


def test_a_setup_is_confirmed_and_done(bks: Bks, account: SimulatedAccount, typing: Callable[..., None]) -> None:
    typing("y")
    outcome = bks("athena", "setup", *RESULTS)
    assert (outcome.code, writes(account)) == (0, ["CreateDatabase", "CreateTable", "CreateWorkGroup"])
    assert "they stay there" in " ".join((outcome.stdout + outcome.stderr).split())


def test_without_confirmation_nothing_is_created(
    bks: Bks, account: SimulatedAccount, typing: Callable[..., None]
) -> None:
    typing("n")
    assert bks("athena", "setup", *RESULTS).code == 0
    assert writes(account) == []


def test_a_dry_run_shows_the_calls_and_makes_none(bks: Bks, account: SimulatedAccount) -> None:
    outcome = bks("athena", "setup", *RESULTS, "--dry-run", "--json")
    (target,) = json.loads(outcome.stdout)["targets"]
    assert [step["api"] for step in target["steps"]] == [
        "glue:CreateDatabase",
        "glue:CreateTable",
        "athena:CreateWorkGroup",
    ]
    assert writes(account) == []


def test_the_sql_alone_is_printed_without_a_place_for_results(bks: Bks, account: SimulatedAccount) -> None:
    outcome = bks("athena", "setup", "--print", "--table", "security.trail")
    assert outcome.stdout.startswith("CREATE DATABASE IF NOT EXISTS `security`")
    assert "CREATE EXTERNAL TABLE `security`.`trail` (" in outcome.stdout
    assert "'projection.account.values' = '111122223333'" in outcome.stdout
    assert writes(account) == []


def test_it_is_removed_only_after_its_name_was_typed(
    bks: Bks, set_up: SimulatedAccount, typing: Callable[..., None]
) -> None:
    typing("y")
    bks("athena", "remove")
    assert writes(set_up) == []
    typing("bks.cloudtrail")
    assert bks("athena", "remove").code == 0
    assert writes(set_up) == ["DeleteWorkGroup", "DeleteTable", "DeleteDatabase"]


def test_a_setup_is_undone_from_the_journal(bks: Bks, account: SimulatedAccount) -> None:
    (target,) = json.loads(bks("athena", "setup", *RESULTS, "--force", "--json").stdout)["targets"]
    assert bks("journal", "undo", target["operation_id"], "--force").code == 0
    assert list(account.athena("us-east-1").databases) == []


def test_an_undo_returns_to_the_region_of_the_table(bks: Bks, account: SimulatedAccount) -> None:
    account.trails[0].bucket_region = "eu-west-1"
    setup = bks("--region", "eu-west-1", "athena", "setup", *RESULTS, "--force", "--json")
    (target,) = json.loads(setup.stdout)["targets"]
    assert list(account.athena("eu-west-1").databases) == ["bks"]
    assert bks("journal", "undo", target["operation_id"], "--force").code == 0
    assert list(account.athena("eu-west-1").databases) == []


def test_read_only_forbids_it(bks: Bks, account: SimulatedAccount) -> None:
    assert bks("--read-only", "athena", "setup", *RESULTS).code == 2
    assert writes(account) == []


@pytest.mark.usefixtures("set_up")
def test_the_status_says_what_is_covered(bks: Bks) -> None:
    outcome = bks("athena", "status")
    assert outcome.code == 0
    assert "table bks.cloudtrail: can be queried, created by bks" in outcome.stdout
    assert "limit       100 GB a query" in outcome.stdout


@pytest.mark.usefixtures("set_up")
def test_the_status_is_printed_as_json(bks: Bks) -> None:
    outcome = bks("athena", "status", "--json")
    document = json.loads(outcome.stdout)
    assert (outcome.code, document["schema"], document["region"]) == (0, "bks.athena/1", "us-east-1")
    table = document["table"]
    assert (table["usable"], table["created_by_bks"], table["bucket"]) == (True, True, "example-logs")
    assert (document["workgroup"]["usable"], document["workgroup"]["max_scan_bytes"]) == (True, 100 * 10**9)


@pytest.mark.usefixtures("account")
def test_what_does_not_exist_is_null_in_json(bks: Bks) -> None:
    document = json.loads(bks("athena", "status", "--json").stdout)
    assert (document["table"]["exists"], document["workgroup"]["exists"]) == (False, False)


def test_the_status_explains_every_mismatch(bks: Bks, set_up: SimulatedAccount) -> None:
    table = set_up.athena("us-east-1").databases["bks"].tables["cloudtrail"]
    del table.columns["eventid"], table.parameters["created_by"]
    table.parameters["projection.region.values"] = "eu-west-1, us-east-1"
    outcome = bks("athena", "status", "--workgroup", "primary")
    assert outcome.code == 1
    assert "table bks.cloudtrail: cannot be used, not created by bks" in outcome.stdout
    assert "mismatch: it lacks the column eventid" in outcome.stdout
    assert "mismatch: the values of its partition region contain a blank" in outcome.stdout
    assert "workgroup primary: has no location for results" in outcome.stdout


@pytest.mark.usefixtures("account")
def test_what_does_not_exist_is_said(bks: Bks) -> None:
    outcome = bks("athena", "status")
    assert outcome.code == 1
    assert "table bks.cloudtrail: does not exist in us-east-1" in outcome.stdout
    assert "workgroup bks: does not exist in us-east-1" in outcome.stdout


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no results": ((), "--results is missing"),
    "no bucket": (("--results", "results"), "'results' is not a folder on S3"),
    "no table": (("--table", "trail", *RESULTS), "trail is not DATABASE.TABLE"),
    "quotes": (("--table", 'a.b"c', *RESULTS), "is not a name that bks uses in a query"),
    "workgroup": (("--workgroup", "a b", *RESULTS), "is not the name of a workgroup"),
    "trail": (("--trail", "none", "--dry-run", *RESULTS), "CloudTrail shows no trail none"),
}


@pytest.mark.usefixtures("account")
@for_each("case", WRONG)
def test_what_cannot_be_set_up_is_refused(bks: Bks, case: tuple[tuple[str, ...], str]) -> None:
    options, why = case
    outcome = bks("athena", "setup", *options)
    assert outcome.code == 2
    assert why in outcome.stderr
