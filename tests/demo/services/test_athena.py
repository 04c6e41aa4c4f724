"""Athena, the data catalog and S3 as AWS answers them: the life of a query, its pages, and the log files of a trail."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.athena import LOOK, RESULTS, attacked
from tests.support.simulated import refusal, session

QUERY = 'SELECT\n    eventid,\n    eventname\nFROM "bks"."cloudtrail"\nWHERE "account" = ?'
ACCOUNT = "111122223333"
MINE = [f"'{ACCOUNT}'"]


@pytest.fixture
def account() -> SimulatedAccount:
    return attacked()


def client(account: SimulatedAccount, service: str = "athena") -> Any:
    # The stubs know only services by their literal names.
    make: Any = session(account).client
    return make(service)


def start(account: SimulatedAccount, text: str = QUERY, values: list[str] | None = None, group: str = "bks") -> str:
    answer = client(account).start_query_execution(
        QueryString=text, ExecutionParameters=MINE if values is None else values, WorkGroup=group
    )
    query_id: str = answer["QueryExecutionId"]
    return query_id


def look(account: SimulatedAccount, query_id: str) -> dict[str, Any]:
    execution: dict[str, Any] = client(account).get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
    return execution


def finished(account: SimulatedAccount, query_id: str) -> dict[str, Any]:
    """How a query ended."""
    for _ in range(3):
        execution = look(account, query_id)
    status: dict[str, Any] = execution["Status"]
    return {**status, "scanned": execution["Statistics"]["DataScannedInBytes"]}


def test_a_query_is_queued_then_runs_then_succeeds(account: SimulatedAccount) -> None:
    query_id = start(account)
    assert [look(account, query_id)["Status"]["State"] for _ in range(4)] == [
        "QUEUED",
        "RUNNING",
        "SUCCEEDED",
        "SUCCEEDED",
    ]


def test_results_cannot_be_read_before_the_query_ends(account: SimulatedAccount) -> None:
    query_id = start(account)
    refused = refusal(lambda: client(account).get_query_results(QueryExecutionId=query_id))
    assert "has not yet finished" in refused.message


def test_the_bytes_scanned_are_those_of_the_listed_files(account: SimulatedAccount) -> None:
    listed = client(account, "s3").list_objects_v2(Bucket="example-logs", Prefix="AWSLogs/")
    assert finished(account, start(account))["scanned"] == sum(item["Size"] for item in listed["Contents"])


def test_a_stopped_query_is_cancelled_and_has_no_rows(account: SimulatedAccount) -> None:
    query_id = start(account)
    client(account).stop_query_execution(QueryExecutionId=query_id)
    assert look(account, query_id)["Status"]["State"] == "CANCELLED"


def test_a_query_above_the_limit_of_its_workgroup_is_cancelled_and_charged_to_the_limit(
    account: SimulatedAccount,
) -> None:
    account.athena("us-east-1").workgroups["bks"].configuration["BytesScannedCutoffPerQuery"] = 100
    ended = finished(account, start(account))
    assert (ended["State"], ended["StateChangeReason"], ended["scanned"]) == (
        "CANCELLED",
        "Bytes scanned limit was exceeded",
        100,
    )


@pytest.mark.parametrize("value", [ACCOUNT, "2026/01/01"])
def test_a_value_that_is_no_string_of_sql_fails_the_query(account: SimulatedAccount, value: str) -> None:
    ended = finished(account, start(account, values=[value]))
    assert (ended["State"], ended["StateChangeReason"][:13]) == ("FAILED", "TYPE_MISMATCH")


def test_what_is_no_sql_is_refused_at_the_start(account: SimulatedAccount) -> None:
    refused = refusal(lambda: start(account, "SELEC 1"))
    assert (refused.code, "MALFORMED_QUERY" in refused.message) == ("InvalidRequestException", True)


def test_a_table_that_does_not_exist_fails_the_query(account: SimulatedAccount) -> None:
    ended = finished(account, start(account, QUERY.replace("cloudtrail", "nothing")))
    assert "TABLE_NOT_FOUND" in ended["StateChangeReason"]


@pytest.mark.parametrize("group", ["primary", "none"])
def test_a_workgroup_without_a_place_for_results_takes_no_query(account: SimulatedAccount, group: str) -> None:
    assert refusal(lambda: start(account, group=group)).code == "InvalidRequestException"


def pages(account: SimulatedAccount, query_id: str, size: int) -> list[int]:
    """The number of rows of each page."""
    found: list[int] = []
    token: dict[str, str] = {}
    while True:
        answer = client(account).get_query_results(QueryExecutionId=query_id, MaxResults=size, **token)
        found.append(len(answer["ResultSet"]["Rows"]))
        if "NextToken" not in answer:
            return found
        token = {"NextToken": answer["NextToken"]}


def test_a_full_page_is_followed_by_another_even_if_that_is_empty(account: SimulatedAccount) -> None:
    query_id = start(account)
    finished(account, query_id)
    rows = pages(account, query_id, 1_000)[0]
    assert rows == 17
    assert pages(account, query_id, rows) == [17, 0]
    assert pages(account, query_id, 10) == [10, 7]


def test_the_first_row_has_the_names_of_the_columns(account: SimulatedAccount) -> None:
    query_id = start(account)
    finished(account, query_id)
    rows = client(account).get_query_results(QueryExecutionId=query_id)["ResultSet"]["Rows"]
    assert [cell["VarCharValue"] for cell in rows[0]["Data"]] == ["eventid", "eventname"]


def test_a_session_expires_as_in_any_service(account: SimulatedAccount) -> None:
    account.faults.expire_token()
    assert refusal(lambda: start(account)).code == "ExpiredTokenException"


def test_tables_are_those_of_their_region(account: SimulatedAccount) -> None:
    elsewhere = session(account).client("athena", region_name="eu-west-1")
    refused = refusal(
        lambda: elsewhere.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="bks", TableName="cloudtrail")
    )
    assert (refused.code, "EntityNotFoundException" in refused.message) == ("MetadataException", True)


def test_log_files_are_listed_in_pages_below_a_prefix(account: SimulatedAccount) -> None:
    account.faults.truncate_pages(2, "s3:ListObjectsV2", calls=1)
    s3 = client(account, "s3")
    prefix = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/"
    first = s3.list_objects_v2(Bucket="example-logs", Prefix=prefix)
    rest = s3.list_objects_v2(Bucket="example-logs", Prefix=prefix, ContinuationToken=first["NextContinuationToken"])
    keys = [item["Key"] for answer in (first, rest) for item in answer["Contents"]]
    assert (first["IsTruncated"], rest["IsTruncated"], keys) == (True, False, sorted(set(keys)))
    assert all(key.startswith(prefix) for key in keys)


def test_the_region_of_a_bucket_has_no_name_in_the_first_region(account: SimulatedAccount) -> None:
    s3 = client(account, "s3")
    assert s3.get_bucket_location(Bucket="example-logs")["LocationConstraint"] is None
    account.trails[0].bucket_region = "eu-west-1"
    assert s3.get_bucket_location(Bucket="example-logs")["LocationConstraint"] == "eu-west-1"


@pytest.mark.parametrize("operation", ["s3:ListObjectsV2", LOOK, RESULTS])
def test_what_is_denied_is_denied(account: SimulatedAccount, operation: str) -> None:
    query_id = start(account)
    account.faults.deny(operation)
    calls = {
        "s3:ListObjectsV2": lambda: client(account, "s3").list_objects_v2(Bucket="example-logs"),
        LOOK: lambda: client(account).get_query_execution(QueryExecutionId=query_id),
        RESULTS: lambda: client(account).get_query_results(QueryExecutionId=query_id),
    }
    assert refusal(calls[operation]).code.startswith("AccessDenied")


def test_the_trails_say_where_they_deliver(account: SimulatedAccount) -> None:
    (trail,) = client(account, "cloudtrail").describe_trails()["trailList"]
    assert (trail["S3BucketName"], trail["IsOrganizationTrail"]) == ("example-logs", False)
    assert "S3KeyPrefix" not in trail
