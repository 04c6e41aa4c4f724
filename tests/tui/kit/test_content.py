"""Cells and sections as Textual draws them, cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.tui.kit.content import STYLES, content_of, fit_line, section_lines, sections_content
from tests.support.documents import a_document
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each

WIDE_TEXT = "BedrockAPIKey-日本語"


@pytest.mark.parametrize("width", range(16))
def test_sections_are_wrapped_to_whatever_is_left_of_a_window(width: int) -> None:
    section = Section(WIDE_TEXT, (KeyValues((KeyValue("label", WIDE_TEXT),)), Paragraph(WIDE_TEXT)))
    told = sections_content([section], width)
    assert sum(told.plain.count(character) for character in "日本語") == 9
    assert max(cell_len(line) for line in told.plain.split("\n")) <= max(width, 4)


@for_each("hostile", HOSTILE)
def test_hostile_text_in_every_place_of_a_section_is_harmless(hostile: str) -> None:
    assert dangers(sections_content(a_document(hostile).sections, 60).plain) == set()


@for_each("hostile", HOSTILE)
def test_hostile_cells_are_harmless_on_a_line(hostile: str) -> None:
    cells = (Cell(hostile), Cell(hostile, Tone.DANGER))
    assert dangers(content_of(cells).plain + content_of(fit_line(cells, 20)).plain) == set()


def test_escapes_count_for_the_width_of_a_line() -> None:
    assert cell_len(content_of(fit_line((Cell("\x1b" * 30), Cell("ana")), 40)).plain) == 40


def test_every_block_of_a_section_is_drawn() -> None:
    drawn = sections_content(a_document("@@").sections, 60)
    assert drawn.plain.count("@@") >= 2 * 14
    assert {span.style for span in drawn.spans} >= {"bold", STYLES[Tone.DANGER]}


@given(st.text(alphabet="ab- .", min_size=1, max_size=80), st.integers(2, 30))
def test_ascii_is_wrapped_as_textual_does(text: str, width: int) -> None:
    # Of spaces at the end, which nobody sees, some are left out.
    text = text.rstrip() or "a"
    lines = section_lines((Section(text),), width)
    assert [line.content.plain for line in lines] == [line.plain for line in Content(text).wrap(width) if line]
