"""Throttling is waited out within the budget, until it is stopped."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.aws.retries import RetryBudget, retry_while_throttled
from bks_tui.core.errors import CancelledError, DeniedError, ThrottledError
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.scans import session_to


class Throttled:
    """A call that is throttled `times` times, and the pauses made meanwhile."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.pauses: list[float] = []

    def call(self) -> str:
        """The answer, at last."""
        if len(self.pauses) < self.times:
            raise ThrottledError("slow down")
        return "answer"

    def wait(self, seconds: float) -> bool:
        """A pause in which nobody says stop."""
        self.pauses.append(seconds)
        return False


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Botocore retries at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))


def test_a_call_that_is_not_throttled_is_made_at_once() -> None:
    throttled = Throttled(0)
    assert (retry_while_throttled(throttled.call, throttled.wait, RetryBudget()), throttled.pauses) == ("answer", [])


def test_throttling_is_waited_out() -> None:
    throttled = Throttled(7)
    assert retry_while_throttled(throttled.call, throttled.wait, RetryBudget()) == "answer"


def test_patience_has_an_end() -> None:
    throttled = Throttled(1_000)
    with pytest.raises(ThrottledError):
        retry_while_throttled(throttled.call, throttled.wait, RetryBudget(total=120))
    assert 120 <= sum(throttled.pauses) < 120 + 20


def test_another_failure_is_not_waited_out() -> None:
    def call() -> str:
        raise DeniedError("no")

    with pytest.raises(DeniedError):
        retry_while_throttled(call, lambda _: pytest.fail("waited"), RetryBudget())


def test_a_stop_ends_the_waiting() -> None:
    with pytest.raises(CancelledError):
        retry_while_throttled(Throttled(1).call, lambda _: True, RetryBudget())


@pytest.mark.parametrize(
    ("service", "action"),
    [("iam", "ListUsers"), ("cloudtrail", "LookupEvents"), ("ec2", "DescribeRegions"), ("sts", "GetCallerIdentity")],
)
def test_throttling_is_waited_out_by_bks_alone(service: str, action: str) -> None:
    account, pauses = SimulatedAccount(), Throttled(0)
    account.faults.throttle(f"{service}:{action}", calls=3)
    session_to(account).api(service, wait=pauses.wait).call(action)
    assert (len(pauses.pauses), len(account.calls)) == (3, 4)


@pytest.mark.usefixtures("no_pauses")
def test_a_failure_is_left_to_botocore() -> None:
    account = SimulatedAccount()
    account.faults.fail("iam:ListUsers", calls=3)
    session_to(account).api("iam", wait=lambda _: pytest.fail("waited")).call("ListUsers")
    assert len(account.calls) == 4


@given(times=st.integers(1, 20))
def test_pauses_grow_to_the_longest_with_jitter(times: int) -> None:
    throttled, patience = Throttled(times), RetryBudget(total=1_000, first=1, longest=20)
    retry_while_throttled(throttled.call, throttled.wait, patience)
    bounds = [min(2.0**number, 20.0) for number in range(times)]
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(throttled.pauses, bounds, strict=True))
