"""The way back through the panes."""

from __future__ import annotations

from bks_tui.tui.main_screen.trail import NavigationHistory


def test_the_way_back_is_the_way_one_came() -> None:
    way = NavigationHistory().visited("decoder").visited("timeline")
    assert way.before == "decoder"
    assert way.visited("decoder").before == "users"


def test_a_pane_lies_on_the_way_once_so_that_going_back_ends() -> None:
    way = NavigationHistory()
    for pane in ("detail", "timeline", "detail", "calls", "timeline", "calls"):
        way = way.visited(pane)
    assert len(set(way.panes)) == len(way.panes)


def test_every_way_begins_at_the_list() -> None:
    assert NavigationHistory().visited("calls").visited("users").before is None
