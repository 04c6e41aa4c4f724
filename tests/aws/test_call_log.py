"""Every call that is made is listed, with how it ended."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import ApiCall, SessionChoice
from bks_tui.core.errors import AwsError
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire import intercept
from bks_tui.demo.wire.intercept import plug


def session_to(account: SimulatedAccount) -> AwsSession:
    """A session in a Region that is not the default."""
    return open_session(SessionChoice(region="eu-west-1"), plug(account))


def last_call(account: SimulatedAccount, action: str, **parameters: object) -> ApiCall:
    """How a call to IAM is listed."""
    session = session_to(account)
    try:
        session.api("iam").call(action, **parameters)
    except AwsError:
        assert session.calls.recent[-1].outcome != "ok"
    return session.calls.recent[-1]


def test_a_call_is_listed_as_iam_names_it() -> None:
    call = last_call(SimulatedAccount(), "ListUsers")
    assert (call.operation, call.outcome, call.retries) == ("iam:ListUsers", "ok", 0)


def test_a_call_of_a_global_service_is_listed_with_the_region_that_was_asked() -> None:
    assert last_call(SimulatedAccount(), "ListUsers").region == "us-east-1"


def test_a_call_of_a_regional_service_is_listed_with_its_region() -> None:
    session = session_to(SimulatedAccount())
    session.api("sts").call("GetCallerIdentity")
    assert session.calls.recent[-1].region == "eu-west-1"


def test_an_error_of_aws_is_listed_by_its_code() -> None:
    assert last_call(SimulatedAccount(), "GetUser", UserName="nobody").outcome == "NoSuchEntity"


@pytest.mark.parametrize("error", [ConnectionClosedError, ReadTimeoutError])
def test_a_call_that_got_no_answer_is_listed_by_its_error(error: type[HTTPClientError]) -> None:
    account = SimulatedAccount()
    account.faults.drop("iam:ListUsers", None, error=error)
    assert last_call(account, "ListUsers").outcome == error.__name__


def test_the_retries_of_a_call_are_counted() -> None:
    account = SimulatedAccount()
    account.faults.drop("iam:ListUsers", calls=2)
    assert last_call(account, "ListUsers").retries == 2


def test_each_attempt_at_a_throttled_call_is_listed_by_its_code() -> None:
    account = SimulatedAccount()
    account.faults.throttle("iam:ListUsers", calls=2)
    session = session_to(account)
    session.api("iam", wait=lambda _: False).call("ListUsers")
    outcomes = [(call.outcome, call.retries) for call in session.calls.recent]
    assert outcomes == [("Throttling", 0), ("Throttling", 0), ("ok", 0)]


def test_a_listener_hears_every_call_after_it_came() -> None:
    session, heard = session_to(SimulatedAccount()), list[ApiCall]()
    session.api("iam").call("ListUsers")
    session.calls.listen(heard.append)
    session.api("iam").call("ListAccountAliases")
    assert [call.operation for call in heard] == ["iam:ListAccountAliases"]


def test_the_oldest_call_comes_first() -> None:
    session = session_to(SimulatedAccount())
    session.identify()
    assert [call.operation for call in session.calls.recent] == ["sts:GetCallerIdentity", "iam:ListAccountAliases"]


def test_old_calls_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.aws.call_log.KEPT", 3)
    session = session_to(SimulatedAccount())
    for _ in range(5):
        session.api("iam").call("ListUsers")
    assert len(session.calls.recent) == 3


def test_the_clock_is_unknown_before_the_caller_was_identified() -> None:
    session = session_to(SimulatedAccount())
    session.api("iam").call("ListUsers")
    assert session.calls.clock_offset is None


def test_the_clock_is_compared_with_that_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intercept, "formatdate", lambda **_: "Mon, 02 Mar 2026 12:00:00 GMT")
    session = session_to(SimulatedAccount())
    session.identify()
    offset = session.calls.clock_offset
    assert offset
    now = datetime.now(timezone.utc)
    assert offset.ahead == pytest.approx((now - offset.measured_at).total_seconds(), abs=60)


def test_a_call_that_was_repeated_says_nothing_of_the_clock() -> None:
    account = SimulatedAccount()
    account.faults.drop("sts:GetCallerIdentity", calls=1)
    session = session_to(account)
    session.identify()
    assert session.calls.clock_offset is None
