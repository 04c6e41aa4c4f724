"""An event in full: its actions refer to its actor."""

from __future__ import annotations

import pytest

from bks_tui.core.response.plan import Plan
from bks_tui.core.timeline.timeline import RegionProgress
from tests.support.app import WIDE, Person, app_over, scanned
from tests.support.three_users import (
    BEN,
    CARL,
    proposed,
    three_users,
    title_of,
    whole,
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask CloudTrail without its pace."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)


async def at_the_event_of_ben(person: Person) -> None:
    """Open the event that Ben caused, in the timeline of Carl."""
    await person.press("j", "j")
    await person.press("t")
    await person.press("G", "enter")
    assert f"Event of {BEN}" in person.text


async def test_the_actor_of_an_event_is_contained_and_not_whose_timeline_it_is() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await at_the_event_of_ben(person)
        assert "C Contain bbbb · t Timeline · . Pivot · ← → Events · y Copy · o Console · esc closes" in person.text
        await person.press("C")
        assert proposed(person) == whole(BEN)
        await person.press("escape")
        assert f"Event of {BEN}" in person.text
        await person.press("escape", "C")
        assert proposed(person) == whole(CARL)


async def test_the_actor_of_an_event_has_a_timeline() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await at_the_event_of_ben(person)
        await person.press("t")
        assert title_of(person, "3 Timeline").lstrip().startswith(BEN)
        assert person.learned(RegionProgress)


async def test_the_actor_of_an_event_is_gone_to() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await at_the_event_of_ben(person)
        await person.press("u")
        assert BEN in person.row_of("users")
        assert "━ 2 Detail" in person.text


async def test_a_session_is_not_contained_as_if_it_were_a_user() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("j", "j")
        await person.press("t")
        await person.press("enter")
        await person.press("C")
        assert "Contain: deploy-17 (session of Deployer) is a role session" in person.told
        assert not person.learned(Plan)


async def test_once_an_event_is_closed_the_keys_are_about_the_timeline_again() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("j", "j")
        await person.press("t")
        keys = person.lines[-1]
        await person.press("enter")
        await person.press("C")
        await person.press("escape")
        assert person.lines[-1] == keys
        assert "C Contain cccc" in keys
