"""Search within a text: where it contains what a person types, and which of these places is the current one. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Protocol


class SearchedLine(Protocol):
    """A line of a wrapped text: what it says from the character `column` on, and what it is joined with."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def column(self) -> int:
        """At which character of the line that begins."""

    @property
    def joint(self) -> str:
        """What stood between it and the line before."""


@dataclass(frozen=True, slots=True)
class MatchSpan:
    """A part of a match on one line, from the character `start` up to `end`; of the current match or another one."""

    start: int
    end: int
    is_current: bool


@dataclass(frozen=True)
class SearchedText:
    """Lines of a wrapped text. A match may go on in the next line; upper and lower case are the same."""

    lines: Sequence[SearchedLine]

    @cached_property
    def _whole(self) -> str:
        return "".join([line.joint + line.text for line in self.lines])

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in the whole, with its joint."""
        return [0, *accumulate(len(line.joint) + len(line.text) for line in self.lines)]

    def find(self, needle: str) -> tuple[int, ...]:
        """All places that contain `needle`."""
        if not needle:
            return ()
        return tuple([found.start() for found in re.finditer(re.escape(needle), self._whole, re.IGNORECASE)])

    def line_of(self, place: int) -> int:
        """The line in which a place is."""
        return bisect_right(self._starts, place) - 1

    def start_of(self, line: int) -> int:
        """Where the text of a line begins, after what joins it to the line before."""
        return self._starts[line] + len(self.lines[line].joint)


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What is searched in a text, the places that contain it, and the number of the current one."""

    needle: str = ""
    text: SearchedText = SearchedText(())
    places: tuple[int, ...] = ()
    current: int = 0

    @classmethod
    def begun(cls, needle: str, text: SearchedText, from_line: int) -> TextSearch:
        """Search for something; the current place is the first one from a line on, or else the first one."""
        places = text.find(needle)
        start = text.start_of(from_line) if from_line < len(text.lines) else 0
        current = bisect_left(places, start)
        return cls(needle, text, places, current if current < len(places) else 0)

    def again(self, text: SearchedText) -> TextSearch:
        """The same search in a text that was wrapped otherwise, or that has changed."""
        places = text.find(self.needle)
        return TextSearch(self.needle, text, places, min(self.current, max(0, len(places) - 1)))

    def step(self, by: int) -> TextSearch:
        """The next place, or the one before; after the last one the first."""
        return replace(self, current=(self.current + by) % len(self.places)) if self.places else self

    @property
    def line(self) -> int | None:
        """The line of the current place."""
        return self.text.line_of(self.places[self.current]) if self.places else None

    def marks(self, line: int) -> Iterator[MatchSpan]:
        """What is to be marked in a line."""
        if not self.places or line >= len(self.text.lines):
            return
        begins, length, size = self.text.start_of(line), len(self.text.lines[line].text), len(self.needle)
        column = self.text.lines[line].column
        # A match that began in a line before may go on in this one.
        for number in range(bisect_right(self.places, begins - size), bisect_left(self.places, begins + length)):
            start = self.places[number] - begins
            yield MatchSpan(column + max(0, start), column + min(length, start + size), number == self.current)

    @property
    def described(self) -> str:
        """`3 of 12`."""
        if self.places:
            return f"{self.current + 1:,} of {len(self.places):,}"
        return "no match" if self.needle else ""
