"""Cells as Textual draws them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from bks_tui.tui.kit.cells import CellSection, Line, cell
from bks_tui.tui.kit.content import sections_content

WIDE_TEXT = "BedrockAPIKey-日本語"


@pytest.mark.parametrize("width", range(16))
def test_sections_are_wrapped_to_whatever_is_left_of_a_window(width: int) -> None:
    section = CellSection(cell(WIDE_TEXT), (Line("label", cell(WIDE_TEXT)), Line("", cell(WIDE_TEXT))))
    reported = sections_content([section], width)
    assert sum(reported.plain.count(character) for character in "日本語") == 9
    assert max(cell_len(line) for line in reported.plain.split("\n")) <= max(width, 4)
