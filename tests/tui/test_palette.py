"""The palette finds by key, by name and by what an action does, in this order."""

from __future__ import annotations

import pytest

from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.palette import PaletteEntry


async def _nothing() -> None:
    """Never run."""


ENTRIES = [PaletteEntry(each.label, each.keys, each.shown_keys, each.help, _nothing) for each in ACTIONS]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("C", "Contain"),
        ("c", "Times"),
        ("ctrl-p", "Palette"),
        ("ctrl+p", "Palette"),
        ("?", "Help"),
        ("<", "Smaller"),
        ("esc", "Back"),
        ("Calls", "Calls"),
        ("local time", "Times"),
        ("MESSAGES so far", "Messages"),
    ],
)
def test_the_best_fit_comes_first(query: str, found: str) -> None:
    best = max(ENTRIES, key=lambda entry: entry.score(query, lambda _text: 0.0))
    assert best.name == found


def test_what_fits_nothing_is_not_found() -> None:
    assert not any(entry.score("zebra crossing", lambda _text: 0.0) for entry in ENTRIES)


def test_a_guess_comes_after_every_word() -> None:
    assert ENTRIES[0].score("xyz", lambda _text: 1000.0) < ENTRIES[0].score("as you type", lambda _text: 0.0)
