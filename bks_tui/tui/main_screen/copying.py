"""Copying: choose one field of what the focused pane is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App

from bks_tui.core.document import Cell, Tone
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.messages import CopyRequested


def copy_field(app: App[Any], about: str, fields: Sequence[CopyField]) -> None:
    """Ask which field to copy of what the fields are `about`, and copy it."""
    by_label = {field.label: field for field in fields}
    options = [Option(field.label, Cell(field.label, Tone.DIM), Cell(_on_one_line(field.text))) for field in fields]

    def answered(answer: str | None) -> None:
        if answer:
            app.post_message(CopyRequested(by_label[answer]))

    app.push_screen(PickerScreen(f"Copy from {sanitize(about, 60)}", options), answered)


def _on_one_line(text: str) -> str:
    """What the list shows of a text of several lines, as JSON is."""
    return " ".join(line.strip() for line in text.split("\n"))
