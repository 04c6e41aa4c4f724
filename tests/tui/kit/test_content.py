"""Cells as Textual draws them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from bks_tui.core.document import KeyValue, KeyValues, Paragraph, Section
from bks_tui.tui.kit.content import sections_content

WIDE_TEXT = "BedrockAPIKey-日本語"


@pytest.mark.parametrize("width", range(16))
def test_sections_are_wrapped_to_whatever_is_left_of_a_window(width: int) -> None:
    section = Section(WIDE_TEXT, (KeyValues((KeyValue("label", WIDE_TEXT),)), Paragraph(WIDE_TEXT)))
    told = sections_content([section], width)
    assert sum(told.plain.count(character) for character in "日本語") == 9
    assert max(cell_len(line) for line in told.plain.split("\n")) <= max(width, 4)
