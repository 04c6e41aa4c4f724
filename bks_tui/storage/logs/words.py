"""Find the words of a query in bytes, at the speed of `bytes.find`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.core.timeline.log_query import Needles

# One search reads 3 GB a second. From so many ids on, they are found by their first letters and looked up.
_FEW = 8
_ID = re.compile(r"(?:AKIA|ASIA|ACCA)[A-Z0-9]{16}")
_ID_LENGTH = 20

# How a file that CloudTrail delivers names a call; others may escape it, or have it in a column.
_CALL = re.compile(rb'"eventName"\s*:\s*"([^"\\]{1,100})"')
_AROUND_A_NAME = len('"eventName" : ""')


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are searched one by one, and the ids and the names of calls that are looked up."""

    words: tuple[bytes, ...]
    ids: frozenset[bytes] = frozenset()
    calls: frozenset[bytes] = frozenset()

    @property
    def longest(self) -> int:
        """The length of the longest, which may lie across two pieces of a file."""
        longest_call = max(map(len, self.calls), default=-_AROUND_A_NAME) + _AROUND_A_NAME
        return max((*map(len, self.words), _ID_LENGTH if self.ids else 1, longest_call))

    def are_in(self, data: bytes) -> bool:
        """Whether one of them is there."""
        return next(self.places(data), None) is not None

    def places(self, data: bytes) -> Iterator[int]:
        """Where they are: those of each word in order."""
        for word in self.words:
            place = data.find(word)
            while place >= 0:
                yield place
                place = data.find(word, place + 1)
        for prefix in {each[:4] for each in self.ids}:
            place = data.find(prefix)
            while place >= 0:
                if data[place : place + _ID_LENGTH] in self.ids:
                    yield place
                place = data.find(prefix, place + 4)
        if self.calls:
            yield from (match.start() for match in _CALL.finditer(data) if match[1] in self.calls)


def search_for(needles: Needles, *, delivered: bool) -> Words:
    """What to search for in a file as CloudTrail delivers it, or in another one."""
    words = needles.words if delivered else needles.words | needles.calls
    calls = frozenset(name.encode() for name in needles.calls) if delivered else frozenset[bytes]()
    ids = sorted(word for word in words if _ID.fullmatch(word))
    others = sorted(words - set(ids))
    if len(ids) <= _FEW:
        return Words(tuple(word.encode() for word in (*others, *ids)), calls=calls)
    return Words(tuple(word.encode() for word in others), frozenset(word.encode() for word in ids), calls)
