"""Facts in words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.text import pluralize
from bks_tui.export import formatting as words
from tests.support.users import NOW


@pytest.mark.parametrize(
    ("time", "word"),
    [
        (timedelta(seconds=-5), "0s"),
        (timedelta(), "0s"),
        (timedelta(seconds=59.9), "59s"),
        (timedelta(minutes=1), "1min"),
        (timedelta(minutes=59), "59min"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=47, minutes=59), "47h"),
        (timedelta(hours=48), "2d"),
        (timedelta(days=729), "729d"),
        (timedelta(days=730), "2y"),
    ],
)
def test_a_duration_is_shown_in_one_unit(time: timedelta, word: str) -> None:
    assert words.elapsed(time) == word


def test_an_age_is_the_time_since() -> None:
    assert words.age(NOW - timedelta(days=3), NOW) == "3d"


@pytest.mark.parametrize(
    ("expires", "word"),
    [
        (None, "never"),
        (NOW + timedelta(days=20), "in 20d"),
        (NOW, "expired 0s ago"),
        (NOW - timedelta(days=3), "expired 3d ago"),
    ],
)
def test_an_expiry_is_never_or_ahead_or_past(expires: datetime | None, word: str) -> None:
    assert words.expiry(expires, NOW) == word


def test_a_moment_is_shown_in_utc() -> None:
    eastern = timezone(timedelta(hours=-5))
    assert words.moment(datetime(2026, 3, 2, 7, 30, tzinfo=eastern)) == "2026-03-02 12:30 UTC"


def test_a_past_moment_is_shown_with_its_age() -> None:
    assert words.since(NOW - timedelta(days=3), NOW) == "2026-02-27 12:00 UTC (3d ago)"


def test_a_known_fact_is_shown_by_its_word() -> None:
    assert words.evidence(Known(()), lambda items: f"{len(items)} of them") == "0 of them"


@pytest.mark.parametrize("cause", Cause)
def test_an_unread_fact_is_a_question_mark_with_the_cause(cause: Cause) -> None:
    assert words.evidence(Unread(cause, "iam:GetUser"), str) == f"? ({cause.value})"


@pytest.mark.parametrize(("live", "total", "word"), [(0, 0, "none"), (0, 2, "0/2 live"), (1, 2, "1/2 live")])
def test_keys_are_counted_live_of_all(live: int, total: int, word: str) -> None:
    assert words.live(live, total) == word


@pytest.mark.parametrize(("number", "word"), [(0, "0 users"), (1, "1 user"), (2, "2 users")])
def test_a_count_agrees_with_its_noun(number: int, word: str) -> None:
    assert pluralize(number, "user") == word
