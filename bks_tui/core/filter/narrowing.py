"""What `--filter` left of a result: stated in every output, so that a part is never taken for the whole."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.text import pluralize


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filter of a result. `unread` are those of the `hidden` that may match: what decides could not be read."""

    text: str
    shown: int = 0
    hidden: int = 0
    unread: int = 0

    def plus(self, shown: int, hidden: int, unread: int) -> Narrowing:
        """The same with the rows of another part."""
        return Narrowing(self.text, self.shown + shown, self.hidden + hidden, self.unread + unread)

    def sentence(self, noun: str) -> str:
        """How many rows are shown and hidden. The text of the filter is not repeated: it may contain a secret."""
        unread = f", {self.unread} of these because data that decides was not read" if self.unread else ""
        total = pluralize(self.shown + self.hidden, noun)
        return f"filtered: {self.shown} of {total} shown, {self.hidden} hidden{unread}"
