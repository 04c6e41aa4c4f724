"""The simulated Security Hub, as boto3 sees it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.security_hubs import REGION, with_hub
from tests.support.simulated import session, simulated_account


def client(account: SimulatedAccount) -> Any:
    """A client of Security Hub."""
    return session(account).client("securityhub", region_name=REGION)


def finding(account: SimulatedAccount, number: int = 1, **fields: str) -> dict[str, Any]:
    own = account.account_id
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"finding-{number:03}",
        "ProductArn": f"arn:aws:securityhub:{REGION}:{own}:product/{own}/default",
        "GeneratorId": "bks/test",
        "AwsAccountId": own,
        "CreatedAt": "2026-03-01T00:00:00Z",
        "UpdatedAt": "2026-03-02T00:00:00Z",
        "Severity": {"Label": "LOW"},
        "Title": "first",
        "Description": "text",
        "Resources": [{"Type": "Other", "Id": "x"}],
        **fields,
    }


def titles(account: SimulatedAccount) -> list[str]:
    return [each["Title"] for each in client(account).get_findings()["Findings"]]


@pytest.mark.parametrize("call", ["describe_hub", "get_findings"])
def test_a_region_without_security_hub_says_so(call: str) -> None:
    with pytest.raises(ClientError, match="is not subscribed to AWS Security Hub") as refused:
        getattr(client(simulated_account()), call)()
    assert refused.value.response["Error"]["Code"] == "InvalidAccessException"


@pytest.mark.parametrize(
    ("updated", "title"),
    [("2026-03-01T23:59:59Z", "first"), ("2026-03-02T00:00:00Z", "first"), ("2026-03-02T00:00:01Z", "second")],
)
def test_only_a_later_update_replaces_a_finding(updated: str, title: str) -> None:
    account = with_hub(simulated_account())
    client(account).batch_import_findings(Findings=[finding(account)])
    client(account).batch_import_findings(Findings=[finding(account, UpdatedAt=updated, Title="second")])
    assert titles(account) == [title]


def test_a_finding_of_another_account_is_left_out() -> None:
    account = with_hub(simulated_account())
    given = [finding(account), finding(account, 2, AwsAccountId="999988887777")]
    answer = client(account).batch_import_findings(Findings=given)
    assert (answer["SuccessCount"], answer["FailedCount"]) == (1, 1)
    assert answer["FailedFindings"][0]["ErrorCode"] == "InvalidAccess"


def test_101_findings_are_refused() -> None:
    account = with_hub(simulated_account())
    with pytest.raises(ClientError, match="1 to 100"):
        client(account).batch_import_findings(Findings=[finding(account, number) for number in range(101)])


def test_findings_come_in_pages() -> None:
    account = with_hub(simulated_account())
    client(account).batch_import_findings(Findings=[finding(account, number) for number in range(5)])
    pages = client(account).get_paginator("get_findings").paginate(MaxResults=2)
    assert [len(page["Findings"]) for page in pages] == [2, 2, 1]
