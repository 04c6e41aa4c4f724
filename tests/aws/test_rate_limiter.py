"""Turns are at least the interval apart for all threads, and waiting ends when it is stopped."""

from __future__ import annotations

import pytest

from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.core.errors import CancelledError


class Time:
    """A clock that goes on only while somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.stopped = False

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return self.stopped


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(time: Time) -> RateLimiter:
    return RateLimiter(0.5, time.wait, time.clock)


def test_the_first_turn_is_at_once(time: Time, pace: RateLimiter) -> None:
    pace.acquire()
    assert time.now == 100.0


def test_each_turn_is_an_interval_after_the_one_before(time: Time, pace: RateLimiter) -> None:
    turns = []
    for _ in range(4):
        pace.acquire()
        turns.append(time.now)
    assert turns == [100.0, 100.5, 101.0, 101.5]


def test_time_that_passed_by_itself_counts(time: Time, pace: RateLimiter) -> None:
    pace.acquire()
    time.now += 0.3
    pace.acquire()
    assert time.now == 100.5


def test_no_turns_are_saved_up(time: Time, pace: RateLimiter) -> None:
    time.now += 60.0
    pace.acquire()
    pace.acquire()
    assert time.now == 160.5


def test_those_who_wait_at_the_same_time_get_different_turns(time: Time) -> None:
    waits: list[float] = []

    def never_ends(seconds: float) -> bool:
        waits.append(seconds)
        return False

    pace = RateLimiter(0.5, never_ends, time.clock)
    for _ in range(3):
        pace.acquire()
    assert waits == [0.5, 1.0]


def test_a_wait_that_is_stopped_is_a_cancelled_turn(time: Time, pace: RateLimiter) -> None:
    pace.acquire()
    time.stopped = True
    with pytest.raises(CancelledError):
        pace.acquire()
