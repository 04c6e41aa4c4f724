"""The colours of the app: readable in each theme, and none at all where none are wanted."""

from __future__ import annotations

from itertools import product

import pytest
from rich.segment import Segment
from textual.color import Color

from bks_tui.core.settings import Config, Theme
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.themes import THEMES
from tests.support.app import WIDE, app_over, scanned, small_account, told_story
from tests.support.users import ACCOUNT_ID

# As the styles use them: what is written, and what is behind it.
WRITTEN = (
    "foreground",
    "foreground-muted",
    "text-primary",
    "text-error",
    "text-warning",
    "accent",
)
BEHIND = ("background", "surface", "panel")


def contrast(one: Color, other: Color) -> float:
    """How far two colours are apart, from 1 to 21, as WCAG 2 counts."""

    def luminance(colour: Color) -> float:
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("theme", "written", "behind"), product((Theme.DARK, Theme.LIGHT), WRITTEN, BEHIND), ids=str)
def test_every_text_stands_out_from_what_is_behind_it(theme: Theme, written: str, behind: str) -> None:
    colours = THEMES[theme].to_color_system().generate()
    back = Color.parse(colours[behind])
    text = back.blend(Color.parse(colours[written]), Color.parse(colours[written]).a, 1)
    assert contrast(text, back) >= 3
    if written != "foreground-muted":
        assert contrast(text, back) >= 4.5


@pytest.mark.parametrize("theme", Theme)
async def test_the_theme_of_the_config_file_is_worn(theme: Theme) -> None:
    async with scanned(app_over(small_account("ana"), config=Config(theme=theme))) as person:
        assert person.app.current_theme is THEMES[theme]


@pytest.mark.parametrize("theme", Theme)
async def test_without_colours_everything_is_drawn_in_the_terminal_s_own(
    monkeypatch: pytest.MonkeyPatch, theme: Theme
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with scanned(app_over(small_account("ana"), config=Config(theme=theme))) as person:
        colours = {
            colour.name
            for segment in person.app.screen._compositor.render_strips()[0]
            for colour in (segment.style and (segment.style.color, segment.style.bgcolor)) or ()
            if colour
        }
        assert colours <= {"default"}


async def test_the_account_is_visible_beneath_a_dialog_in_the_colours_of_the_terminal() -> None:
    async with scanned(app_over(small_account("ana"), config=Config(theme=Theme.ANSI))) as person:
        await person.press("S")
        assert "Sort by" in person.text
        assert f"account {ACCOUNT_ID}" in person.lines[0]


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
async def test_every_cell_stands_out_under_the_cursor(theme: Theme) -> None:
    async with scanned(app_over(told_story(), config=Config(theme=theme)), WIDE) as person:
        table = person.app.screen.query_one("#user-table", VirtualTable)
        for pane in "12":
            await person.press(pane)
            assert table.has_focus is (pane == "1")
            for row in range(0, table.row_count, 6):
                table.cursor = row
                await person.settle()
                for segment in table.render_line(row + 1 - table.scroll_offset.y):
                    if segment.text.strip():
                        assert contrast_of(segment) >= 3, (pane, segment)


def contrast_of(segment: Segment) -> float:
    assert segment.style
    written, behind = segment.style.color, segment.style.bgcolor
    assert written
    assert behind
    return contrast(Color.from_rich_color(written), Color.from_rich_color(behind))
