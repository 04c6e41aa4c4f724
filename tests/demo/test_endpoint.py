"""A simulated account behind `AWS_ENDPOINT_URL` answers what it answers beneath a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.endpoint import endpoint
from tests.support.simulated import PHANTOM, iam, simulated_account

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@contextmanager
def over_http(account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch) -> Iterator[IAMClient]:
    """An IAM client as a user's environment makes it, with nothing plugged in."""
    with endpoint(account) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        client = boto3.Session("AKIAEXAMPLE", "none", region_name="us-east-1").client(
            "iam", config=Config(retries={"total_max_attempts": 1})
        )
        yield client
        client.close()


def test_the_same_answer_comes_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    account = simulated_account()
    account.add_api_key(PHANTOM)
    account.add_user("\u202e<&>\r\n")
    with over_http(account, monkeypatch) as client:
        assert client.list_users()["Users"] == iam(account).list_users()["Users"]


def test_an_error_comes_with_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        over_http(simulated_account(), monkeypatch) as client,
        pytest.raises(ClientError, match="NoSuchEntity") as refused,
    ):
        client.get_user(UserName="nobody")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_a_dropped_connection_is_closed_without_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    account = simulated_account()
    account.faults.drop("iam:ListUsers")
    with over_http(account, monkeypatch) as client, pytest.raises(ConnectionClosedError):
        client.list_users()
