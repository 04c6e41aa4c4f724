"""The simulated Bedrock, CloudWatch and S3, as real boto3 sees them."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.demo.state.model_use import InvocationLogs, MetricPoint
from tests.support.invocations import log_record
from tests.support.simulated import NOW, refusal, session, simulated_account

REGION = "us-west-2"


@pytest.fixture
def account() -> SimulatedAccount:
    account = simulated_account()
    account.model_use.logs[REGION] = InvocationLogs(REGION, "example-logs", "logs", records=[log_record()])
    return account


def client(account: SimulatedAccount, service: str, region: str = REGION) -> Any:
    make: Any = session(account).client
    return make(service, region_name=region)


def metric_data(account: SimulatedAccount, **more: Any) -> Any:
    metric = {
        "Namespace": "AWS/Bedrock",
        "MetricName": "InputTokenCount",
        "Dimensions": [{"Name": "ModelId", "Value": "a.model"}],
    }
    query = {"Id": "m0", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}}
    wanted = {"StartTime": NOW - timedelta(days=1), "EndTime": NOW, "MetricDataQueries": [query], **more}
    return client(account, "cloudwatch").get_metric_data(**wanted)


def test_logging_is_shown_where_it_is_on(account: SimulatedAccount) -> None:
    config = client(account, "bedrock").get_model_invocation_logging_configuration()["loggingConfig"]
    assert config["s3Config"] == {"bucketName": "example-logs", "keyPrefix": "logs"}
    assert "loggingConfig" not in client(account, "bedrock", "us-east-1").get_model_invocation_logging_configuration()


def test_a_denied_call_is_refused_as_by_bedrock(account: SimulatedAccount) -> None:
    account.faults.deny("bedrock:GetModelInvocationLoggingConfiguration")
    assert (
        refusal(client(account, "bedrock").get_model_invocation_logging_configuration).code == "AccessDeniedException"
    )


@pytest.mark.parametrize("bucket", ["example-logs", "example.logs"])
def test_a_file_is_listed_and_read(account: SimulatedAccount, bucket: str) -> None:
    account.model_use.logs[REGION].bucket = bucket
    s3 = client(account, "s3")
    _, file = s3.list_objects_v2(Bucket=bucket, Prefix="logs/AWSLogs/")["Contents"]
    content = gzip.decompress(s3.get_object(Bucket=bucket, Key=file["Key"])["Body"].read())
    assert b'"schemaType": "ModelInvocationLog"' in content


def test_a_log_of_a_trail_can_be_read(account: SimulatedAccount) -> None:
    account.trails.append(StoredTrail("trail", "example-trail"))
    account.record_event("Converse", region=REGION)
    s3 = client(account, "s3")
    (file,) = s3.list_objects_v2(Bucket="example-trail")["Contents"]
    assert b'"Records"' in gzip.decompress(s3.get_object(Bucket="example-trail", Key=file["Key"])["Body"].read())


def test_a_file_that_is_none_is_refused(account: SimulatedAccount) -> None:
    assert refusal(lambda: client(account, "s3").get_object(Bucket="example-logs", Key="no")).code == "NoSuchKey"


def test_metrics_are_sums_of_an_hour(account: SimulatedAccount) -> None:
    for minutes in (1, 2, 90, 5_000):
        account.model_use.count(REGION, "a.model", MetricPoint(NOW - timedelta(minutes=minutes), (5, 1, 0, 0)))
    (result,) = metric_data(account)["MetricDataResults"]
    assert result["Values"] == [10.0, 5.0]


def test_there_is_no_metric_of_what_never_happened(account: SimulatedAccount) -> None:
    assert metric_data(account)["MetricDataResults"][0]["Values"] == []


def test_a_page_that_is_none_is_refused(account: SimulatedAccount) -> None:
    assert refusal(lambda: metric_data(account, NextToken="invented")).code == "InvalidNextToken"


def test_too_many_queries_are_refused(account: SimulatedAccount) -> None:
    query = {"Id": "m0", "MetricStat": {"Metric": {}, "Period": 3600, "Stat": "Sum"}}
    assert refusal(lambda: metric_data(account, MetricDataQueries=[query] * 501)).code == "ValidationError"
