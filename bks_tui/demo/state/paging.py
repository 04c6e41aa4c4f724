"""Lists in pages, as IAM returns them.

A marker refers to the last item returned, not to an index, so that nothing is skipped or
returned twice when the account changes between two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

DEFAULT_PAGE = 100

Item: TypeAlias = Any
PagePosition: TypeAlias = tuple[str, ...]


class Markers:
    """The markers returned so far. They are opaque, and short even for a long name.

    `listing` is the list that a marker continues: the operation and what else it is bound to.
    """

    def __init__(self) -> None:
        self._positions: dict[str, tuple[str, PagePosition]] = {}

    def give(self, listing: str, position: PagePosition) -> str:
        """A new marker for what comes after `position`."""
        marker = f"demo-marker-{len(self._positions) + 1}"
        self._positions[marker] = (listing, position)
        return marker

    def position(self, listing: str, marker: str) -> PagePosition | None:
        """The position of a marker; None if this listing did not return it."""
        given_for, position = self._positions.get(marker, ("", ()))
        return position if given_for == listing else None


def position(item: Item, key: Sequence[str]) -> PagePosition:
    """The position of an item in its list: its members named in `key`, or a string itself."""
    return tuple(str(item[member]) for member in key) if key else (str(item),)


def page(
    items: Sequence[Item], key: Sequence[str], after: PagePosition | None, size: int
) -> tuple[list[Item], PagePosition | None]:
    """At most `size` items that come after `after`, and the last one's position if there are more."""
    ordered = sorted(items, key=lambda item: position(item, key))
    rest = [item for item in ordered if after is None or position(item, key) > after]
    given = rest[:size]
    if len(rest) == len(given):
        return given, None
    # After an empty page, the next page starts at the same position.
    return given, position(given[-1], key) if given else after or ()
