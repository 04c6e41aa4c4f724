"""A call ends in time, whatever it waits for."""

from __future__ import annotations

import threading

import pytest

from bks_tui.aws.deadline import Limits, within
from bks_tui.core.errors import DeniedError, UnreachableError

LONG = Limits(60)


def test_what_a_call_returns_is_returned() -> None:
    assert within(LONG, "iam:GetUser", lambda: 7) == 7


@pytest.mark.parametrize("error", [DeniedError("no"), KeyError("x"), KeyboardInterrupt()])
def test_what_a_call_raises_is_raised(error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        within(LONG, "iam:GetUser", fail)


def test_a_call_that_does_not_end_is_abandoned_at_its_deadline() -> None:
    never = threading.Event()
    with pytest.raises(UnreachableError, match="iam:GetUser did not answer within 0 seconds"):
        within(Limits(0.01), "iam:GetUser", never.wait)
    never.set()


def test_a_call_under_way_is_abandoned_when_a_person_stops() -> None:
    never, stopped = threading.Event(), threading.Event()

    def call() -> None:
        stopped.set()
        never.wait()

    with pytest.raises(UnreachableError, match="iam:GetUser had not answered when you stopped"):
        within(Limits(60, stopped), "iam:GetUser", call)
    never.set()


def test_a_call_that_answers_just_after_a_person_stopped_counts() -> None:
    stopped = threading.Event()

    def call() -> str:
        stopped.set()
        return "answer"

    assert within(Limits(60, stopped), "iam:GetUser", call) == "answer"


def test_a_call_that_begins_after_a_person_stopped_is_waited_for() -> None:
    stopped = threading.Event()
    stopped.set()
    assert within(Limits(60, stopped), "iam:GetUser", lambda: threading.Event().wait(0.6)) is False


def test_calls_of_one_thread_share_one_helper() -> None:
    assert len({within(LONG, "iam:GetUser", threading.get_ident) for _ in range(3)}) == 1


def test_a_helper_ends_with_the_thread_that_it_helps() -> None:
    helpers: list[threading.Thread] = []
    caller = threading.Thread(
        target=lambda: within(LONG, "iam:GetUser", lambda: helpers.append(threading.current_thread()))
    )
    caller.start()
    caller.join()
    helpers[0].join(60)
    assert not helpers[0].is_alive()
