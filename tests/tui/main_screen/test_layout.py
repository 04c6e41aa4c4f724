"""What fits on a screen: nothing that a small one shows is missing on a large one."""

from __future__ import annotations

from bks_tui.core.account.account import SessionChoice
from tests.support.app import NARROW, WIDE, app_over, scanned, told_story
from tests.tui.timeline.test_pane import used_account


async def test_every_column_of_the_users_is_visible_beside_a_timeline() -> None:
    async with scanned(app_over(used_account()), NARROW) as person:
        await person.press("t")
        for size in (NARROW, WIDE, (200, 50)):
            await person.resize(size)
            heading = next(line for line in person.lines if " User " in line)
            assert [
                title for title in ("Status", "Kind", "API keys", "Access", "Age", "Used") if title not in heading
            ] == [], size


async def test_the_detail_stays_beside_the_users_above_a_timeline_of_the_whole_width() -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        for size in (WIDE, (200, 50)):
            await person.resize(size)
            assert "2 Detail" in next(line for line in person.lines if "1 Users" in line), size
            heading = next(line for line in person.lines if "Last (UTC)" in line)
            assert [
                title for title in ("Region", "Call", "Actor", "Address", "Signal") if title not in heading
            ] == [], size


async def test_on_a_very_small_screen_the_pane_in_use_is_alone() -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        for pane in ("1 Users", "2 Detail", "3 Timeline", "4 Decoder", "5 Calls"):
            await person.press(pane[0])
            titles = [line for line in person.lines if line.startswith(("━", "─"))]
            assert [pane in title for title in titles] == [True], pane
            await person.press("escape")


async def test_on_a_very_small_screen_the_cursor_is_visible() -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        await person.press("G")
        assert "›" in person.text


async def test_help_and_quit_stay_in_a_narrow_footer() -> None:
    async with scanned(app_over(used_account()), (40, 10)) as person:
        assert person.lines[-1].endswith("? Help q Quit")
        await person.press("t")
        assert person.lines[-1].endswith("? Help q Quit")


async def test_on_a_very_small_screen_other_screens_show_the_pane_in_use() -> None:
    async with scanned(app_over(told_story(), choice=SessionChoice(demo=True)), (40, 10)) as person:
        for keys, row in (
            ("b", "›1-block-all-keys"),
            ("b tab", "›root Root"),
            ("X", "Delete AeaApiKey-h5yq"),
            ("X tab", "no API key, access key"),
            ("a", "›management"),
            ("J", "The journal has no operations"),
            ("g j C", "›Cancel"),
            ("g j C tab tab", "› 1 Deny"),
        ):
            for key in keys.split():
                await person.press(key)
            assert row in person.text, keys
            await person.press(*["escape"] * 3)
            assert "━ 1 Users" in person.text, keys
