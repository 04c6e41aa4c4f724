"""From an event to another timeline, and back to where one was."""

from __future__ import annotations

import pytest

from bks_tui.core.timeline.timeline import Timeline
from tests.support.app import WIDE, Person, app_over, scanned
from tests.support.three_users import ANA, BEN, CARL, three_users, title_of
from tests.tui.timeline.test_episodes import burst_account
from tests.tui.timeline.test_pane import events_shown


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask CloudTrail without its pace."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)


def timeline_of(person: Person) -> str:
    return title_of(person, "3 Timeline").strip().split(" ")[0]


async def test_a_pivot_reads_the_actor_and_escape_goes_back_without_another_reading() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("j", "j")
        await person.press("t")
        await person.press("j")
        row = person.row_of("events")
        for keys in (("full_stop",), ("enter", "full_stop")):
            await person.press(*keys)
            await person.press("enter")
            assert timeline_of(person) == BEN
            read = len(person.learned(Timeline))
            await person.press("escape")
            assert (timeline_of(person), person.row_of("events")) == (CARL, row)
            assert len(person.learned(Timeline)) == read
        await person.press("escape")
        assert "━ 1 Users" in person.text


async def test_an_address_shows_who_else_came_from_there_and_says_what_it_cannot_show() -> None:
    async with scanned(app_over(burst_account()), WIDE) as person:
        await person.press("t")
        before = events_shown(person)
        await person.press("j", "enter")
        await person.press("full_stop")
        await person.press(*"address")
        await person.press("enter")
        assert "cannot be searched by address" in person.told
        assert " of 6 in 7 days" in person.text
        await person.press("escape")
        assert events_shown(person) == before
        assert " InvokeModel " in person.row_of("events")


async def test_the_record_view_steps_through_the_list_and_takes_its_cursor_along() -> None:
    async with scanned(app_over(burst_account()), WIDE) as person:
        await person.press("t")
        await person.press("G", "enter")
        await person.press("right")
        assert "this is the last one in the list" in person.told
        await person.press("left")
        assert "─ Event of" in person.text
        await person.press("escape")
        assert " InvokeModel " in person.row_of("events")


async def test_a_timeline_that_is_asked_for_in_the_list_has_none_before_it() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("j", "j")
        await person.press("t")
        await person.press("j", "full_stop")
        await person.press("enter")
        await person.press("1", "g", "t")
        assert timeline_of(person) == ANA
        await person.press("escape")
        assert "━ 1 Users" in person.text
