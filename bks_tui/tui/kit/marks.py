"""The marked rows of a list: a value that each key changes into another one."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from bks_tui.core.text import pluralize

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked rows, by key. From `anchor` a range follows the cursor; `before` was marked when it began."""

    keys: frozenset[str] = frozenset()
    anchor: str | None = None
    before: frozenset[str] = frozenset()

    def toggled(self, key: str) -> Marks:
        """With one row marked, or unmarked; a range ends."""
        return Marks(self.keys ^ {key})

    def range_begun(self, key: str) -> Marks:
        """With a row marked, from which a range follows the cursor."""
        return Marks(self.keys | {key}, key, self.keys)

    def range_ended(self) -> Marks:
        """With the rows of the range marked, whatever the cursor does."""
        return Marks(self.keys)

    def extended(self, shown: Sequence[str], key: str) -> Marks:
        """With the rows from the anchor to this one marked, in the order in which they are shown."""
        if self.anchor is None or self.anchor not in shown:
            return self.range_ended()
        first, last = sorted((shown.index(self.anchor), shown.index(key)))
        return replace(self, keys=self.before | frozenset(shown[first : last + 1]))

    def all_toggled(self, shown: Sequence[str]) -> Marks:
        """With all these rows marked; or, where all of them are, unmarked."""
        rows = frozenset(shown)
        return Marks(self.keys - rows if rows <= self.keys else self.keys | rows)

    def kept(self, existing: Container[str]) -> Marks:
        """Without the rows that are gone."""
        keys = frozenset(key for key in self.keys if key in existing)
        return self if keys == self.keys else Marks(keys)

    def hidden(self, shown: Sequence[str]) -> int:
        """How many of them are not shown."""
        return len(self.keys.difference(shown))

    def describe(self, shown: Sequence[str]) -> str:
        """How many there are, and how many of them the filter hides; empty without marks."""
        if not self.keys:
            return ""
        hidden = self.hidden(shown)
        counted = f"{len(self.keys)} marked"
        return f"{counted}, {hidden} hidden by the filter" if hidden else counted


def unmarked_sentence(names: Sequence[str]) -> str:
    """That users disappeared from the list, and are not marked any more."""
    if len(names) == 1:
        return f"{names[0]} is no longer in the list and was unmarked"
    named = ", ".join(sorted(names)[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    return f"{pluralize(len(names), 'user')} are no longer in the list and were unmarked: {named}"


def marked_users(number: int) -> str:
    """The marked users, as titles and dialogs name them."""
    return pluralize(number, "marked user")
