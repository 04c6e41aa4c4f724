"""The actions of lists and texts, wherever they are: rows of the table in `actions.py`."""

from __future__ import annotations

from bks_tui.tui.action import Action, Scope
from bks_tui.tui.needs import Need

LIST_AND_TEXT_ACTIONS: tuple[Action, ...] = (
    Action("cursor_up", ("up", "k"), "Up", "Up one row", Scope.TABLE),
    Action("cursor_down", ("down", "j"), "Down", "Down one row", Scope.TABLE),
    Action("page_up", ("pageup",), "Page up", "Up one page", Scope.TABLE),
    Action("page_down", ("pagedown",), "Page down", "Down one page", Scope.TABLE),
    Action("first", ("g", "home"), "Top", "To the first row", Scope.TABLE),
    Action("last", ("G", "end"), "Bottom", "To the last row", Scope.TABLE),
    Action("open", ("enter",), "Open", "Open the row", Scope.TABLE),
    Action(
        "mark",
        ("space",),
        "Mark",
        "Mark the user or unmark it, and go to the next",
        Scope.MARKS,
        needs=frozenset({Need.LIST}),
    ),
    Action(
        "mark_range",
        ("v",),
        "Mark range",
        "Mark a range: it follows the cursor until the key is pressed again",
        Scope.MARKS,
        needs=frozenset({Need.LIST}),
    ),
    Action(
        "mark_all",
        ("asterisk",),
        "Mark all",
        "Mark all users shown, or unmark them",
        Scope.MARKS,
        needs=frozenset({Need.LIST}),
    ),
    Action("scroll_up", ("up", "k"), "Up", "Up one line", Scope.TEXT),
    Action("scroll_down", ("down", "j"), "Down", "Down one line", Scope.TEXT),
    Action("page_up", ("pageup",), "Page up", "Up one page", Scope.TEXT),
    Action("page_down", ("pagedown",), "Page down", "Down one page", Scope.TEXT),
    Action("scroll_home", ("g", "home"), "Top", "To the start", Scope.TEXT),
    Action("scroll_end", ("G", "end"), "Bottom", "To the end", Scope.TEXT),
    Action("open_item", ("enter",), "Open", "Show the policy under the cursor", Scope.DETAIL),
    Action(
        "search",
        ("slash",),
        "Search",
        "Search the text as you type; enter keeps it, esc closes it",
        Scope.TEXT,
        takes_over=True,
    ),
    Action("next_match", ("n",), "Next match", "To the next match of the search", Scope.TEXT, takes_over=True),
    Action("previous_match", ("N",), "Match before", "To the match before", Scope.TEXT, takes_over=True),
)
