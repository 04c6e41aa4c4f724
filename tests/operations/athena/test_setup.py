"""Athena is set up and removed by plans like any other, whatever fails, and nothing else is ever deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.core.errors import AwsError, ChangedError, NothingToDoError, UsageError
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import StoredTable
from bks_tui.demo.state.log_bucket import StoredTrail
from tests.support.athena import START, result
from tests.support.athena_setup import (
    ALL,
    CREATED,
    DELETED,
    NOTHING,
    REMOVE,
    SETUP,
    catalog,
    recorded,
)
from tests.support.organizations import managing_account
from tests.support.responding import ResponseHarness, responder, writes
from tests.support.trails import PHANTOM, attacked_account

Change: TypeAlias = Callable[[SimulatedAccount], object]


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account with a trail."""
    return responder(tmp_path, recorded(attacked_account()))


def table_of(account: SimulatedAccount) -> StoredTable:
    return account.athena("us-east-1").databases["bks"].tables["cloudtrail"]


def test_it_creates_what_is_missing_and_verifies_it(ana: ResponseHarness) -> None:
    operation = ana.do(SETUP)
    assert (operation.outcome, writes(ana.account), catalog(ana.account)) == (Outcome.DONE, CREATED, ALL)
    assert {taken.outcome for taken in operation.steps} == {StepOutcome.VERIFIED}


def test_the_table_then_answers_a_timeline(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    assert len(result(ana.account, PHANTOM).events) == 14


def test_the_table_is_where_the_trail_delivers(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    properties = table_of(ana.account).parameters
    assert properties["storage.location.template"] == (
        "s3://example-logs/security/AWSLogs/${account}/CloudTrail/${region}/${timestamp}"
    )
    assert properties["projection.region.values"] == "ap-south-1,eu-west-1,us-east-1"


def test_the_workgroup_enforces_its_limit_and_its_place_of_results(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    settings = ana.account.athena("us-east-1").workgroups["bks"].configuration
    assert (settings["EnforceWorkGroupConfiguration"], settings["BytesScannedCutoffPerQuery"]) == (True, 10**9)
    assert settings["ResultConfiguration"] == {
        "OutputLocation": "s3://example-results/bks/",
        "ExpectedBucketOwner": ana.account.account_id,
    }


def test_of_an_organization_any_account_can_be_queried(tmp_path: Path) -> None:
    account = managing_account()
    account.trails.append(StoredTrail("all", "example-logs", of_organization=True))
    responder(tmp_path, account).do(SETUP)
    properties = table_of(account).parameters
    assert properties["projection.account.type"] == "injected"
    assert "/AWSLogs/o-exampleorg/${account}/" in properties["storage.location.template"]
    assert "ap-southeast-4" in properties["projection.region.values"]


def test_the_plan_says_what_stays_and_which_key_encrypts(ana: ResponseHarness) -> None:
    ana.account.trails[0].kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/k"
    leaves = " ".join(ana.propose(SETUP).leaves)
    assert "results of queries: Athena stores them in s3://example-results/bks/, and they stay there" in leaves
    assert "needs kms:Decrypt" in leaves


def test_what_is_there_is_not_created_again(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    del ana.account.athena("us-east-1").workgroups["bks"]
    ana.account.calls.clear()
    ana.do(SETUP)
    assert writes(ana.account) == ["CreateWorkGroup"]


def test_when_all_is_there_nothing_is_to_do(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    with pytest.raises(NothingToDoError):
        ana.propose(SETUP)


def test_a_setup_is_undone_completely(ana: ResponseHarness) -> None:
    operation = ana.do(SETUP)
    assert ana.undo(operation).outcome is Outcome.DONE
    assert catalog(ana.account) == NOTHING


def test_it_is_removed_with_the_history_of_its_queries(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    result(ana.account, PHANTOM)
    ana.account.calls.clear()
    operation = ana.do(REMOVE)
    assert (operation.outcome, writes(ana.account), catalog(ana.account)) == (Outcome.DONE, DELETED, NOTHING)
    assert "results of queries in s3://example-results/bks/" in operation.plan.leaves[0]


def test_when_nothing_is_there_nothing_is_removed(ana: ResponseHarness) -> None:
    with pytest.raises(NothingToDoError):
        ana.propose(REMOVE)


# --- what bks did not create ---------------------------------------------------------------------


def other_table(account: SimulatedAccount) -> None:
    account.athena("us-east-1").databases["bks"].tables["sales"] = StoredTable("sales", {}, {}, {})


def other_database(account: SimulatedAccount) -> None:
    account.athena("us-east-1").databases["bks"].description = "Sales"


def other_workgroup(account: SimulatedAccount) -> None:
    account.athena("us-east-1").workgroups["bks"].description = "Sales"


def saved_query(account: SimulatedAccount) -> None:
    account.athena("us-east-1").workgroups["bks"].saved.append("query-of-somebody")


def other_cloudtrail(account: SimulatedAccount) -> None:
    del table_of(account).parameters["created_by"]


@pytest.mark.parametrize(
    ("prepare", "deleted", "said"),
    [
        (other_table, ["DeleteWorkGroup", "DeleteTable"], "the database bks, which has other tables: sales"),
        (other_database, ["DeleteWorkGroup", "DeleteTable"], "the database bks, which bks did not create"),
        (other_workgroup, ["DeleteTable", "DeleteDatabase"], "the workgroup bks, which bks did not create"),
        (saved_query, ["DeleteTable", "DeleteDatabase"], "the workgroup bks, in which somebody saved queries"),
    ],
)
def test_what_bks_did_not_create_is_never_deleted(
    ana: ResponseHarness, prepare: Change, deleted: list[str], said: str
) -> None:
    ana.do(SETUP)
    prepare(ana.account)
    ana.account.calls.clear()
    operation = ana.do(REMOVE)
    assert (operation.outcome, writes(ana.account)) == (Outcome.DONE, deleted)
    assert said in operation.plan.leaves


def test_a_table_of_somebody_else_keeps_its_database(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    other_cloudtrail(ana.account)
    other_database(ana.account)
    other_workgroup(ana.account)
    with pytest.raises(NothingToDoError, match="bks created nothing of the database bks"):
        ana.propose(REMOVE)


def test_a_table_that_appears_after_the_plan_was_shown_stops_it(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    plan = ana.propose(REMOVE)
    other_table(ana.account)
    ana.account.calls.clear()
    with pytest.raises(ChangedError, match="with other tables"):
        ana.carry_out(plan)
    assert writes(ana.account) == []


def test_a_table_that_appears_while_it_is_removed_keeps_its_database(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    plan = ana.propose(REMOVE)
    ana.account.faults.after("glue:DeleteTable", lambda: other_table(ana.account))
    operation = ana.carry_out(plan)
    assert operation.outcome is Outcome.FAILED
    assert catalog(ana.account)["databases"] == {"bks": ["sales"]}


def unusable(account: SimulatedAccount) -> None:
    other_cloudtrail(account)
    table_of(account).parameters["projection.enabled"] = "false"


def another_limit(account: SimulatedAccount) -> None:
    account.athena("us-east-1").workgroups["bks"].configuration["BytesScannedCutoffPerQuery"] = 5


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (
            unusable,
            "the table bks.cloudtrail exists and was not created by bks, and cannot be used: it has no partition",
        ),
        (other_cloudtrail, "the table bks.cloudtrail exists and was not created by bks"),
        (another_limit, "the workgroup bks was created by bks with other settings"),
    ],
)
def test_a_taken_name_is_explained_before_any_change(ana: ResponseHarness, prepare: Change, why: str) -> None:
    ana.do(SETUP)
    prepare(ana.account)
    ana.account.calls.clear()
    with pytest.raises(UsageError, match=why) as refused:
        ana.propose(SETUP)
    assert refused.value.remedy
    assert writes(ana.account) == []


# --- which trail ---------------------------------------------------------------------------------


def no_trail(account: SimulatedAccount) -> None:
    account.trails.clear()


def two_trails(account: SimulatedAccount) -> None:
    account.trails.append(StoredTrail("other", "other-logs"))


def elsewhere(account: SimulatedAccount) -> None:
    account.trails[0].bucket_region = "eu-west-1"


@pytest.mark.parametrize(
    ("prepare", "trail", "why"),
    [
        (no_trail, None, "CloudTrail shows no trail in this account"),
        (two_trails, None, "CloudTrail shows several trails: trail, other"),
        (two_trails, "third", "CloudTrail shows no trail third"),
        (elsewhere, None, "the bucket of the trail trail is in eu-west-1, and the session in us-east-1"),
    ],
)
def test_if_it_is_not_clear_where_the_logs_are_nothing_is_planned(
    ana: ResponseHarness, prepare: Change, trail: str | None, why: str
) -> None:
    prepare(ana.account)
    with pytest.raises(UsageError, match=why) as refused:
        ana.propose(replace(SETUP, trail=trail))
    assert refused.value.remedy


def test_a_trail_is_chosen_by_its_name(ana: ResponseHarness) -> None:
    two_trails(ana.account)
    ana.do(replace(SETUP, trail="other"))
    assert "s3://other-logs/AWSLogs/" in table_of(ana.account).parameters["storage.location.template"]


def test_without_permission_to_see_the_trails_nothing_is_planned(ana: ResponseHarness) -> None:
    ana.account.faults.deny("cloudtrail:DescribeTrails")
    with pytest.raises(AwsError):
        ana.propose(SETUP)


def test_no_query_is_started_by_a_setup(ana: ResponseHarness) -> None:
    ana.do(SETUP)
    ana.do(REMOVE)
    assert START not in {call.operation for call in ana.account.calls}
