"""Texts to read: the keys, and the gaps of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bks_tui.core.document import BulletList, KeyValue, KeyValues, Section, Tone
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.needs import Need


@dataclass(frozen=True, slots=True)
class _PaneKeys:
    """The keys of a pane: those of scopes, those that need what only it has, and others by their names."""

    title: str
    scopes: tuple[Scope, ...]
    needs: frozenset[Need] = frozenset()
    names: tuple[str, ...] = ()


_PANES: Mapping[str, _PaneKeys] = {
    "users": _PaneKeys("In the users", (Scope.TABLE,), frozenset({Need.LIST, Need.COLUMNS}), ("filter",)),
    "detail": _PaneKeys("In the detail", (Scope.TEXT,)),
    "timeline": _PaneKeys(Scope.TIMELINE.value, (Scope.TIMELINE, Scope.TABLE), frozenset({Need.COLUMNS})),
    "decoder": _PaneKeys("In the decoder", (Scope.TABLE,), frozenset({Need.DECODED, Need.OTHER_ACCOUNT})),
    "calls": _PaneKeys("In the calls", (Scope.TABLE,), frozenset({Need.COLUMNS})),
}

_UNREAD = "Users with unread data are UNKNOWN unless the known data already determines the status"
_WHILE_TYPING = "while typing, press esc or tab first"


def help_sections(
    situation: Situation, keymap: Keymap, scopes: Sequence[Scope] = tuple(Scope), *, pane: str | None = None
) -> tuple[Section, ...]:
    """Every key of these scopes and what it does, by where it works; a disabled one says why.

    The keys of the focused `pane` come first, each once.
    """
    of_pane = tuple(_of_pane(keymap, _PANES[pane])) if pane else ()
    first = [_section(_PANES[pane].title, of_pane, situation)] if pane else []
    headings = {Scope.APP: f"{Scope.APP.value}; {_WHILE_TYPING}"}
    for scope in scopes:
        # Once: where it belongs, if that is among the scopes.
        own = (each for each in keymap.in_scope(scope) if each.scope is scope or each.scope not in scopes)
        actions = tuple(each for each in own if each not in of_pane)
        if actions:
            first.append(_section(headings.get(scope, scope.value), actions, situation))
    return tuple(first)


def _of_pane(keymap: Keymap, own: _PaneKeys) -> Iterator[Action]:
    """The actions that work in a pane only, and those of the lists and texts in it."""
    everywhere = (action for action in keymap.in_scope(Scope.APP) if action.scope is Scope.APP)
    yield from (each for each in everywhere if each.name in own.names or each.needs & own.needs)
    for scope in own.scopes:
        yield from keymap.in_scope(scope)


def _section(title: str, actions: Iterable[Action], situation: Situation) -> Section:
    return Section(title, (KeyValues(tuple(_help_row(action, situation) for action in actions)),))


def _help_row(action: Action, situation: Situation) -> KeyValue:
    why = why_disabled(action, situation)
    if why:
        return KeyValue(action.shown_keys, f"{action.help} (disabled: {why})", Tone.DIM)
    return KeyValue(action.shown_keys, action.help)


def gap_sections(warnings: Sequence[str]) -> tuple[Section, ...]:
    """What a scan could not read, one gap below the other."""
    return (Section(_UNREAD, (BulletList(tuple(warnings)),)),)
