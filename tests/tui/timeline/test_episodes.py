"""Episodes in the timeline of the app: unfolded, filtered and ungrouped, with the cursor kept."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from tests.support.app import NOW, WIDE, app_over, scanned
from tests.tui.timeline.test_pane import PHANTOM, events_shown, used_account


def burst_account() -> SimulatedAccount:
    """A phantom that was used three times in a row, in two Regions, after a probe."""
    account = used_account()
    for seconds in (30, 20, 10):
        account.record_event(
            "Converse", region="eu-west-1", when=NOW - timedelta(seconds=seconds), actor=IamUser(PHANTOM)
        )
    return account


BURST = ["4x Converse", "InvokeModel", "ListFoundationModels"]


UNFOLDED = ["4x Converse", *["Converse"] * 4, *BURST[1:]]
NARROWED = ["3x Converse", *["Converse"] * 3, "InvokeModel"]

# One after the other, each from where the one before it led to.
STEPS = (
    ("episodes", "t", BURST),
    ("episodes, oldest first", "s", [*BURST[:0:-1], BURST[0]]),
    ("single events", "s i", ["Converse"] * 4 + BURST[1:]),
    ("episodes again", "i", BURST),
    ("Enter shows the events of an episode below it", "g enter", UNFOLDED),
    ("Enter on the episode hides them", "enter", BURST),
    ("the filter narrows what is unfolded", "enter slash e u - w enter", NARROWED),
    ("Escape clears the filter first", "escape", UNFOLDED),
    ("Escape folds", "escape", BURST),
    ("single events are not folded", "enter i", ["Converse"] * 4 + BURST[1:]),
    ("another reading of the same events keeps the episode open", "i r", UNFOLDED),
    ("another user closes it", "1 j t 1 k t", BURST),
)


async def test_alike_events_are_one_episode_until_it_is_unfolded() -> None:
    async with scanned(app_over(burst_account())) as person:
        for step, keys, calls in STEPS:
            await person.press(*keys.split())
            assert (step, events_shown(person)) == (step, calls)


async def test_the_title_says_what_the_rows_are() -> None:
    async with scanned(app_over(burst_account()), WIDE) as person:
        await person.press("t")
        assert f"{PHANTOM} · 3 episodes · 6 in 7 days" in person.text
        await person.press("i")
        assert f"{PHANTOM} · single events · 6 in 7 days" in person.text


async def test_the_cursor_stays_on_its_event_between_episodes_and_single_events() -> None:
    async with scanned(app_over(burst_account())) as person:
        await person.press("t")
        for keys, row in (("j", "InvokeModel"), ("i", "InvokeModel"), ("k", "Converse"), ("i", "4x Converse")):
            await person.press(keys)
            area = person.app.query_one("#events").region
            cursor = next(line for line in person.lines[area.y : area.bottom] if "›" in line)
            assert f" {row} " in cursor


async def test_an_unfolded_episode_says_which_tokens_its_events_record() -> None:
    account = used_account()
    for seconds in (30, 20, 10):
        when = NOW - timedelta(seconds=seconds)
        counted = {"inputTokens": 1_000, "outputTokens": 20}
        account.record_event(
            "Converse", region="eu-west-1", when=when, actor=IamUser(PHANTOM), additionalEventData=counted
        )
    async with scanned(app_over(account)) as person:
        await person.press("t", "enter")
        assert "3,000 input and 60 output tokens in 3 events" in person.text
