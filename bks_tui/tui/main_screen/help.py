"""Texts to read: the keys, and the gaps of a scan."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.document import BulletList, KeyValue, KeyValues, Section, Tone
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.keymap import Keymap

_UNREAD = "Users with unread data are UNKNOWN unless the known data already determines the status"
_WHILE_TYPING = "while typing, press esc or tab first"


def help_sections(situation: Situation, keymap: Keymap, scopes: Sequence[Scope] = tuple(Scope)) -> tuple[Section, ...]:
    """Every key of these scopes and what it does, by where it works; a disabled one says why."""
    headings = {Scope.APP: f"{Scope.APP.value}; {_WHILE_TYPING}"}
    return tuple(
        Section(
            headings.get(scope, scope.value),
            (
                KeyValues(
                    tuple(
                        _help_row(action, situation)
                        for action in keymap.in_scope(scope)
                        # Once: where it belongs, if that is among the scopes.
                        if action.scope is scope or action.scope not in scopes
                    )
                ),
            ),
        )
        for scope in scopes
    )


def _help_row(action: Action, situation: Situation) -> KeyValue:
    why = why_disabled(action, situation)
    if why:
        return KeyValue(action.shown_keys, f"{action.help} (disabled: {why})", Tone.DIM)
    return KeyValue(action.shown_keys, action.help)


def gap_sections(warnings: Sequence[str]) -> tuple[Section, ...]:
    """What a scan could not read, one gap below the other."""
    return (Section(_UNREAD, (BulletList(tuple(warnings)),)),)
