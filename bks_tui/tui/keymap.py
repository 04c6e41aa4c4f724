"""Which key does what: the table of actions with the keys of the config file.

Separate from the table, which is the same for every user.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from textual.keys import Keys

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.tui.action import KEY_NAMES, Action, Scope
from bks_tui.tui.actions import ACTIONS, in_scope

_BY_SHOWN_NAME = {shown: key for key, shown in KEY_NAMES.items()}
_NAMED = {str(key.value) for key in Keys if not key.value.startswith("<")}
# Terminals and tmux use these themselves, or send them as another key; ctrl+c copies.
_NEVER_ARRIVE = {f"ctrl+{letter}" for letter in "abcimsz"} | {"ctrl+enter"}
# Keys of the screen work in these too.
_WITHIN = (Scope.TABLE, Scope.MARKS, Scope.TEXT, Scope.DETAIL, Scope.EVENT)


class Keymap:
    """The actions, each with its keys. Raises UsageError for invalid keys."""

    def __init__(self, chosen: Mapping[str, tuple[str, ...]] | None = None) -> None:
        given = {name: tuple(_key(name, key) for key in keys) for name, keys in (chosen or {}).items()}
        for name in given:
            if name not in {action.name for action in ACTIONS}:
                raise _wrong(f"there is no action {quoted(name)}")
        self.actions = tuple(
            _with_keys(action, given[action.name]) if action.name in given else action for action in ACTIONS
        )
        self._given = frozenset(given)
        _check(self.actions)
        # Asked for at every key press.
        self._by_scope = {scope: tuple(in_scope(scope, self.actions)) for scope in Scope}

    def in_scope(self, scope: Scope) -> tuple[Action, ...]:
        """The actions whose keys work in `scope`."""
        return self._by_scope[scope]

    def keys(self, scope: Scope) -> frozenset[str]:
        """The keys that work in `scope`."""
        return frozenset(key for action in self.in_scope(scope) for key in action.keys)

    def named(self, name: str) -> Action:
        """The action of this name."""
        return next(action for action in self.actions if action.name == name)

    def shown(self, name: str) -> str:
        """The first key of an action, as a person reads it."""
        return self.named(name).shown_keys.split()[0]

    @property
    def bindings(self) -> dict[str, str]:
        """The keys of the bindings that differ from the table, by the id of the binding."""
        return {action.binding_id: ",".join(action.keys) for action in self.actions if action.name in self._given}


def _wrong(what: str) -> UsageError:
    return UsageError(
        f"the keys of the config file are not understood: {what}", "See 'bks help config' for the available settings."
    )


def _with_keys(action: Action, keys: tuple[str, ...]) -> Action:
    if not keys:
        return action
    # Escape always goes back.
    kept = ("escape",) if "escape" in action.keys and "escape" not in keys else ()
    return replace(action, keys=(*keys, *kept))


def _key(name: str, written: str) -> str:
    """Textual's name of a key, from how a person writes it."""
    key = _BY_SHOWN_NAME.get(written) or written
    if len(key) > 1:
        key = key.replace("-", "+")
    if not (key in _NAMED or key in KEY_NAMES or (len(key) == 1 and key.isascii() and key.isalnum())):
        raise _wrong(f"{quoted(written)}, for {name!r}, is not a key")
    if key in _NEVER_ARRIVE:
        raise _wrong(f"{quoted(written)}, for {name!r}, is a key that terminals use themselves")
    return key


def _scopes(action: Action) -> set[Scope]:
    # A list of users is a list: it has the keys of all lists too.
    return {action.scope, *action.also_in, *([Scope.TABLE] if action.scope is Scope.MARKS else [])}


def _pairs_with_a_key(actions: tuple[Action, ...]) -> Iterator[tuple[Action, Action]]:
    """Actions with a key in common: few of all pairs, which would take long at the start."""
    of_key: dict[str, list[Action]] = {}
    for action in actions:
        for key in set(action.keys):
            of_key.setdefault(key, []).append(action)
    for sharing in of_key.values():
        yield from combinations(sharing, 2)


def _check(actions: tuple[Action, ...]) -> None:
    for action in actions:
        if action.dangerous and not all(len(key) == 1 and key.isupper() for key in action.keys):
            raise _wrong(f"{action.name!r} writes to AWS and takes a capital letter, not {action.shown_keys}")
    for one, other in _pairs_with_a_key(actions):
        both = set(one.keys) & set(other.keys)
        share_scope = not _scopes(one).isdisjoint(_scopes(other))
        is_hidden = (one.scope in _WITHIN) != (other.scope in _WITHIN) and not (one.takes_over or other.takes_over)
        if share_scope or is_hidden:
            raise _wrong(f"{KEY_NAMES.get(min(both), min(both))!r} is the key of {one.name!r} and of {other.name!r}")


DEFAULT_KEYMAP = Keymap()
