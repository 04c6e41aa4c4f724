"""Texts to read: the keys, and the gaps of a scan."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.tui.actions import Action, Scope, Situation, why_disabled
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.cells import CellSection, Line, Tone, cell

_UNREAD = "Users with unread data are UNKNOWN unless the known data already determines the status"
_WHILE_TYPING = "while typing, press esc or tab first"


def help_sections(situation: Situation, keymap: Keymap) -> tuple[CellSection, ...]:
    """Every key and what it does, by where it works; a disabled one says why."""
    headings = {Scope.APP: f"{Scope.APP.value}; {_WHILE_TYPING}"}
    return tuple(
        CellSection(
            cell(headings.get(scope, scope.value)),
            tuple(_help_line(action, situation) for action in keymap.in_scope(scope)),
        )
        for scope in Scope
    )


def _help_line(action: Action, situation: Situation) -> Line:
    why = why_disabled(action, situation)
    if why:
        return Line(action.shown_keys, cell(f"{action.help} (disabled: {why})", Tone.DIM))
    return Line(action.shown_keys, cell(action.help))


def gap_sections(warnings: Sequence[str]) -> tuple[CellSection, ...]:
    """What a scan could not read, one gap below the other."""
    lines = tuple(Line("", cell(f"- {warning}")) for warning in warnings)
    return (CellSection(cell(_UNREAD), lines),)
