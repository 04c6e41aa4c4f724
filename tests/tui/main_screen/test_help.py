"""The help begins with the focused pane, and has each key once."""

from __future__ import annotations

import pytest

from bks_tui.core.document import KeyValues
from bks_tui.tui.action import Scope, Situation
from bks_tui.tui.keymap import DEFAULT_KEYMAP
from bks_tui.tui.main_screen.help import help_sections

SITUATION = Situation(read_only=False, missing={})


@pytest.mark.parametrize(
    ("pane", "title", "some"),
    [
        ("users", "In the users", {"/", "f", "s", "S", "enter"}),
        ("detail", "In the detail", {"↑ k"}),
        ("timeline", "In the timeline", {"/", "f", "s", "S", "d", "enter"}),
        ("decoder", "In the decoder", {"x", "i"}),
        ("calls", "In the calls", {"S"}),
    ],
)
def test_the_keys_of_the_focused_pane_come_first(pane: str, title: str, some: set[str]) -> None:
    first, second, *_ = help_sections(SITUATION, DEFAULT_KEYMAP, pane=pane)
    (rows,) = first.blocks
    assert isinstance(rows, KeyValues)
    assert (first.title, second.title.split(";")[0]) == (title, "Everywhere")
    assert some <= {row.label for row in rows.rows}


@pytest.mark.parametrize("pane", [None, "users", "timeline", "decoder"])
def test_every_action_is_listed_once(pane: str | None) -> None:
    shown = [
        row.value
        for section in help_sections(SITUATION, DEFAULT_KEYMAP, pane=pane)
        for block in section.blocks
        if isinstance(block, KeyValues)
        for row in block.rows
    ]
    assert sorted(map(str, shown)) == sorted(
        action.help for action in DEFAULT_KEYMAP.actions if action.scope in tuple(Scope)
    )
