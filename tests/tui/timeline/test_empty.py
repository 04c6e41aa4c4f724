"""A timeline without events, or without any that match, says so."""

from __future__ import annotations

from tests.support.app import app_over, scanned
from tests.tui.timeline.test_pane import events_shown, used_account


async def test_a_user_without_events_does_not_look_unused() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("j")
        await person.press("t")
        assert events_shown(person) == []
        assert "No events in 7 days; d reads 30 days, then 90." in person.text
        assert "not covered: last 15 min" in person.text


async def test_an_empty_timeline_of_the_longest_period_offers_no_longer_one() -> None:
    async with scanned(app_over(used_account())) as person:
        for key in ("j", "t", "d", "d"):
            await person.press(key)
        assert "No events in 90 days, the longest period of the event history." in person.text


async def test_a_filter_without_a_match_does_not_look_like_an_empty_timeline() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        await person.press("slash", "x", "y", "z")
        assert "No event matches; esc shows all." in person.text
