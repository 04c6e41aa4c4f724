"""The values of JSON of any size: whole if they are small, else the elements of the lists in them.

Whatever the size, only a few megabytes are in memory.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from bks_tui.core.cloudtrail.wrapped_records import WRAPPERS
from bks_tui.storage.logs.errors import UnreadableLogError

# A larger value is read element by element; a larger element is a record that nobody could have written.
_WHOLE = 4 << 20
_DEEPEST = 6
_SPACE = re.compile(r"[\s,]*")
_OF_A_RECORD = frozenset({"eventVersion", "eventName", "eventSource", "userIdentity", "CloudTrailEvent"})


class _NotWholeError(Exception):
    """The value cannot be read as a whole. Its text says why of a record: it does not fit, or is nested too deeply."""


class JsonValues:
    """A reader of one file. Iterate over it once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._json = json.JSONDecoder()
        self._text, self._at, self._before = "", 0, 0
        self._is_at_end = False

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Each value with its text. Raises UnreadableLogError."""
        while self._next_character():
            yield from self._values(0)

    def _values(self, depth: int) -> Iterator[tuple[Any, str]]:
        """The value here, or what it contains."""
        try:
            found = self._whole()
        except _NotWholeError as error:
            yield from self._parts(depth, str(error))
        else:
            yield found

    def _parts(self, depth: int, why: str) -> Iterator[tuple[Any, str]]:
        opening = self._next_character()
        if depth >= _DEEPEST or opening not in ("{", "["):
            raise self._unreadable()
        self._at += 1
        while (character := self._next_character()) != {"{": "}", "[": "]"}[opening]:
            if not character:
                raise self._unreadable()
            if opening == "[":
                yield from self._values(depth + 1)
            else:
                yield from self._member(depth, why)
        self._at += 1

    def _member(self, depth: int, why: str) -> Iterator[tuple[Any, str]]:
        """One name of an object, and its value."""
        name = self._whole_or_fail()
        if name in _OF_A_RECORD:
            raise UnreadableLogError(f"it has a record {why}")
        if self._next_character() != ":":
            raise self._unreadable()
        self._at += 1
        self._next_character()
        if name in WRAPPERS:
            yield from self._values(depth + 1)
        else:
            self._whole_or_fail()

    def _whole_or_fail(self) -> Any:
        try:
            return self._whole()[0]
        except _NotWholeError:
            raise self._unreadable() from None

    def _whole(self) -> tuple[Any, str]:
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise _NotWholeError("that is nested too deeply") from None
            except ValueError:
                if len(self._text) - self._at > _WHOLE or not self._read():
                    raise _NotWholeError(f"of more than {_WHOLE >> 20} MB, or is truncated in one") from None
            else:
                text, self._at = self._text[self._at : end], end
                return value, text

    def _next_character(self) -> str:
        """The next character that is neither white space nor a comma; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._read():
                return ""

    def _read(self) -> bool:
        """Read more, and forget what was used; False at the end."""
        if self._is_at_end:
            return False
        chunk = next(self._chunks, None)
        self._is_at_end = chunk is None
        self._before += self._at
        self._text = self._text[self._at :] + self._decoder.decode(chunk or b"", final=self._is_at_end)
        self._at = 0
        return not self._is_at_end

    @property
    def _place(self) -> int:
        return self._before + self._at

    def _unreadable(self) -> UnreadableLogError:
        too_much = f"it has a value of more than {_WHOLE >> 20} MB, or one that is nested too deeply"
        what = "it is truncated" if self._is_at_end else too_much
        return UnreadableLogError(f"{what}, or is not valid JSON, after {self._place:,} characters")
