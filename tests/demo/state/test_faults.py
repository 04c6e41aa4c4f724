"""The faults of a simulated account, and how botocore reacts to it."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
)

from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.faults import ALL_USERS, Faults
from tests.support.simulated import PHANTOM, iam, simulated_account


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between botocore's retries, counted instead of slept."""
    slept: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=slept.append))
    return slept


def test_every_call_is_recorded_with_its_parameters() -> None:
    account = simulated_account()
    iam(account).list_access_keys(UserName=PHANTOM, MaxItems=5)
    assert account.calls == [("iam:ListAccessKeys", {"UserName": PHANTOM, "MaxItems": 5}, "us-east-1")]


def test_botocore_tries_again_after_throttling(pauses: list[float]) -> None:
    account = simulated_account()
    account.faults.throttle("iam:ListUsers", calls=2)
    assert len(iam(account).list_users()["Users"]) == 1
    assert (len(account.calls), len(pauses)) == (3, 2)


def test_throttling_without_an_end_reaches_the_caller() -> None:
    account = simulated_account()
    account.faults.throttle(calls=None)
    with pytest.raises(ClientError, match=r"\(Throttling\).*Rate exceeded"):
        iam(account).list_users()


def test_throttling_can_be_for_one_user() -> None:
    account = simulated_account()
    account.add_user("ana")
    account.faults.throttle("iam:ListAccessKeys", user="ana")
    client = iam(account)
    client.list_access_keys(UserName=PHANTOM)
    assert len(account.calls) == 1


def test_a_rate_limit_lets_through_its_rate_and_refills() -> None:
    faults = Faults()
    seconds = [0.0]
    faults.clock = lambda: seconds[0]
    faults.limit_rate(2)
    for moment, admitted in (
        (0, True),
        (0, True),
        (0, False),
        (0.5, True),
        (0.5, False),
        (9, True),
        (9, True),
        (9, False),
    ):
        seconds[0] = moment
        with nullcontext() if admitted else pytest.raises(RefusalError, match="Rate exceeded"):
            faults.check_admission(CallTarget("iam:ListUsers", None, "us-east-1"))


@pytest.mark.parametrize("error", [ConnectionClosedError, EndpointConnectionError, ReadTimeoutError])
def test_botocore_tries_again_after_a_failed_connection(error: type[HTTPClientError]) -> None:
    account = simulated_account()
    account.faults.drop("iam:ListUsers", calls=2, error=error)
    assert len(iam(account).list_users()["Users"]) == 1


@pytest.mark.parametrize("error", [ConnectionClosedError, EndpointConnectionError, ReadTimeoutError])
def test_a_connection_that_keeps_failing_reaches_the_caller_as_botocores_error(error: type[HTTPClientError]) -> None:
    account = simulated_account()
    account.faults.drop("iam:ListUsers", calls=None, error=error)
    with pytest.raises(error, match=r"https://iam\.amazonaws\.com/"):
        iam(account).list_users()


def test_a_lost_reply_leaves_the_calls_effect() -> None:
    account = simulated_account()
    account.faults.after("iam:ListUsers", lambda: account.delete_user(PHANTOM))
    account.faults.lose_reply("iam:ListUsers")
    assert iam(account).list_users()["Users"] == []


def test_a_denial_can_be_for_one_user() -> None:
    account = simulated_account()
    account.add_user("ana")
    account.faults.deny("iam:ListAccessKeys", "ana")
    client = iam(account)
    assert client.list_access_keys(UserName=PHANTOM)["AccessKeyMetadata"] == []
    with pytest.raises(ClientError, match="AccessDenied"):
        client.list_access_keys(UserName="ana")


def test_asking_for_all_users_at_once_can_be_denied_by_itself() -> None:
    account = simulated_account()
    account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
    client = iam(account)
    assert client.list_service_specific_credentials(UserName=PHANTOM)["ServiceSpecificCredentials"] == []
    with pytest.raises(ClientError, match="AccessDenied"):
        client.list_service_specific_credentials(AllUsers=True)


def test_the_last_use_of_an_access_key_can_be_denied_by_its_user() -> None:
    account = simulated_account()
    key = account.add_access_key(PHANTOM)
    account.faults.deny("iam:GetAccessKeyLastUsed", PHANTOM)
    with pytest.raises(ClientError, match=f"on resource: user {PHANTOM} "):
        iam(account).get_access_key_last_used(AccessKeyId=key.access_key_id)


def test_a_token_can_expire_after_some_calls() -> None:
    account = simulated_account()
    account.faults.expire_token(after=1)
    client = iam(account)
    client.list_users()
    with pytest.raises(ClientError, match="ExpiredToken"):
        client.list_users()


@pytest.mark.parametrize(("call", "seen"), [(1, [2, 2]), (2, [1, 2]), (3, [1, 1])])
def test_a_change_happens_just_before_the_call_that_it_was_set_for(call: int, seen: list[int]) -> None:
    account = simulated_account()
    account.faults.before("iam:ListUsers", lambda: account.add_user("intruder"), call)
    client = iam(account)
    assert [len(client.list_users()["Users"]) for _ in range(2)] == seen


def test_a_change_can_happen_just_after_a_call() -> None:
    account = simulated_account()
    account.faults.after("iam:ListUsers", lambda: account.add_user("intruder"))
    client = iam(account)
    assert [len(client.list_users()["Users"]) for _ in range(2)] == [1, 2]


def test_calls_that_are_slow_together_are_slow_at_the_same_time() -> None:
    account = simulated_account()
    both_asleep = threading.Barrier(2, timeout=10)
    account.faults.latency = 0.04
    account.faults.sleep = lambda _: both_asleep.wait()
    client = iam(account)
    threads = [threading.Thread(target=client.list_users) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A barrier that one call waits at alone would be broken.
    assert not both_asleep.broken


def test_a_slow_call_takes_its_latency() -> None:
    account = simulated_account()
    slept: list[float] = []
    account.faults.latency, account.faults.sleep = 0.04, slept.append
    iam(account).list_users()
    assert slept == [0.04]
