"""What fits on a screen: nothing that a small one shows is missing on a large one."""

from __future__ import annotations

import pytest

from bks_tui.core.account.account import SessionChoice
from tests.support.app import NARROW, WIDE, app_over, scanned, told_story
from tests.tui.timeline.test_pane import used_account

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE, (200, 50)], ids=["80x24", "120x40", "200x50"])


@SIZES
async def test_every_column_of_the_users_is_visible_beside_a_timeline(size: tuple[int, int]) -> None:
    async with scanned(app_over(used_account()), size) as person:
        await person.press("t")
        heading = next(line for line in person.lines if " User " in line)
        assert [
            title for title in ("Status", "Kind", "API keys", "Access", "Age", "Used") if title not in heading
        ] == []


@pytest.mark.parametrize("size", [WIDE, (200, 50)], ids=["120x40", "200x50"])
async def test_the_detail_stays_beside_the_users_above_a_timeline_of_the_whole_width(size: tuple[int, int]) -> None:
    async with scanned(app_over(used_account()), size) as person:
        await person.press("t")
        assert "2 Detail" in next(line for line in person.lines if "1 Users" in line)
        heading = next(line for line in person.lines if "Last (UTC)" in line)
        assert [title for title in ("Region", "Call", "Actor", "Address", "Signal") if title not in heading] == []


@pytest.mark.parametrize("pane", ["1 Users", "2 Detail", "3 Timeline", "4 Decoder", "5 Calls"])
async def test_on_a_very_small_screen_the_pane_in_use_is_alone(pane: str) -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        await person.press(pane[0])
        titles = [line for line in person.lines if line.startswith(("━", "─"))]
        assert [pane in title for title in titles] == [True]


async def test_on_a_very_small_screen_the_cursor_is_visible() -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        await person.press("G")
        assert "›" in person.text


@pytest.mark.parametrize("keys", [(), ("t",)], ids=["users", "timeline"])
async def test_help_and_quit_stay_in_a_narrow_footer(keys: tuple[str, ...]) -> None:
    async with scanned(app_over(used_account()), (40, 10)) as person:
        for key in keys:
            await person.press(key)
        assert person.lines[-1].endswith("? Help q Quit")


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (("b",), "›1-block-all-keys"),
        (("b", "tab"), "›root Root"),
        (("X",), "Delete AeaApiKey-h5yq"),
        (("X", "tab"), "no API key, access key"),
        (("a",), "›management"),
        (("J",), "The journal has no operations"),
        (("j", "C"), "›Cancel"),
        (("j", "C", "tab", "tab"), "› 1 Deny"),
    ],
    ids=["policies", "targets", "plan", "evidence", "accounts", "journal", "answers", "calls"],
)
async def test_on_a_very_small_screen_other_screens_show_the_pane_in_use(keys: tuple[str, ...], row: str) -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        for key in keys:
            await person.press(key)
        assert row in person.text
