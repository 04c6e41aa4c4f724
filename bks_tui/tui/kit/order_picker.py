"""Asks for the column to sort a list by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App

from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.kit.sorting import SortOrder


def ask_order(app: App[Any], options: Sequence[Option], current: SortOrder, chosen: Callable[[str], None]) -> None:
    """Ask for one of the orders, beginning at the current one; that one again inverts it."""

    def answered(order: str | None) -> None:
        if order:
            chosen(order)

    app.push_screen(PickerScreen("Sort by", options, current=current.by), answered)
