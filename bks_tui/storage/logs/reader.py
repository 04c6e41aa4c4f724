"""Search one log file for a target: most files contain nothing of it, and are only inflated and searched for bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.wrapped_records import events_in
from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.log_query import RecordQuery
from bks_tui.core.timeline.seen_ids import SeenIds
from bks_tui.storage.logs.chunks import chunks
from bks_tui.storage.logs.delivered import delivered_records
from bks_tui.storage.logs.errors import NotDeliveredError, UnreadableLogError
from bks_tui.storage.logs.find import LogFile
from bks_tui.storage.logs.json_values import JsonValues
from bks_tui.storage.logs.kinds import LogKind, kind_of
from bks_tui.storage.logs.lines import lines_of, rows_of
from bks_tui.storage.logs.words import Words, search_for

# So much is kept while no word was found; a larger file is read again from its beginning.
_KEPT = 16 << 20
_EVENTS_AT_ONCE = 500
_TAIL = 1_000


@dataclass(frozen=True, slots=True)
class EventsRead:
    """Events of the target in one file."""

    events: tuple[Event, ...]
    file: LogFile


@dataclass(frozen=True, slots=True)
class FileRead:
    """The end of a file: its size without compression, why it was not read to its end, or why it was skipped."""

    file: LogFile
    bytes: int
    problem: str | None = None
    skipped: str | None = None


FileUpdate: TypeAlias = EventsRead | FileRead


def read_log(
    file: LogFile, query: RecordQuery, is_cancelled: Callable[[], bool] = lambda: False
) -> Iterator[FileUpdate]:
    """Events of the target, each once, then one FileRead. Raises CancelledError."""
    reader = _Reader(file, query, is_cancelled)
    problem: str | None = None
    batch: list[Event] = []
    try:
        for event in reader.events():
            batch.append(event)
            if len(batch) == _EVENTS_AT_ONCE:
                yield EventsRead(tuple(batch), file)
                batch = []
    except UnreadableLogError as error:
        problem = str(error)
    except OSError as error:
        problem = f"it could not be read: {error.strerror}"
    if batch:
        yield EventsRead(tuple(batch), file)
    yield FileRead(file, reader.size, problem, reader.skipped)


class _Reader:
    """One file while it is read."""

    def __init__(self, file: LogFile, query: RecordQuery, is_cancelled: Callable[[], bool]) -> None:
        self.size = 0
        self.skipped: str | None = None
        self._file, self._query, self._is_cancelled = file, query, is_cancelled
        self._last = b""
        self._search_in(LogKind.DELIVERED)

    def _search_in(self, kind: LogKind) -> None:
        """Choose how a file of this kind is searched."""
        delivered = kind is LogKind.DELIVERED
        self._words = search_for(self._query.needles, delivered=delivered)
        self._excluded = search_for(self._query.excluded, delivered=delivered)

    def events(self) -> Iterator[Event]:
        """The events of the target. Raises UnreadableLogError and OSError."""
        seen = SeenIds()
        for event in self._records():
            if self._query.concerns(event) and seen.is_new(event.event_id):
                yield event

    def _records(self) -> Iterator[Event]:
        """The events of records that contain a word."""
        content = self._content()
        first = next(content, b"")
        kind = kind_of(first)
        if not kind.has_records:
            if self._file.is_given and kind not in (LogKind.DIGEST, LogKind.INVOCATIONS):
                raise UnreadableLogError(f"it is not a CloudTrail log: {kind.value}")
            self.skipped = kind.value
            return
        self._search_in(kind)
        kept = self._until_found(chain((first,), content))
        if kept is None:
            self._require_end(kind)
            return
        # Without the beginning, from the start again.
        whole = chain(_drained(kept), content) if kept else self._content()
        if kind is LogKind.DELIVERED:
            try:
                records = delivered_records(whole, self._words)
                yield from (_parsed(record) for record in records if not self._excluded.are_in(record))
                return
            except NotDeliveredError:
                kind, whole = LogKind.JSON, self._content()
                self._search_in(kind)
        yield from self._parse(kind, whole)

    def _content(self) -> Iterator[bytes]:
        """The content from its beginning, counted."""
        self.size = 0
        with self._file.path.open("rb") as stream:
            for piece in chunks(stream):
                if self._is_cancelled():
                    raise CancelledError("the search was stopped")
                self.size += len(piece)
                self._last = (self._last + piece[-_TAIL:])[-_TAIL:]
                yield piece

    def _until_found(self, content: Iterator[bytes]) -> deque[bytes] | None:
        """What was read until a word was found, empty if it is too much to keep; None if there is no word."""
        kept = deque[bytes]()
        size, before = 0, b""
        for piece in content:
            size += len(piece)
            kept.append(piece)
            if size > _KEPT:
                kept.clear()
            if self._words.are_in(before + piece):
                return kept
            before = (before + piece)[1 - self._words.longest :] if self._words.longest > 1 else b""
        return None

    def _require_end(self, kind: LogKind) -> None:
        """A file without a word was not parsed: whether it is whole, its end shows."""
        end = self._last.rstrip()[-1:]
        expected = {LogKind.DELIVERED: b"}", LogKind.JSON: b"}]", LogKind.LINES: b'}]"'}.get(kind, end)
        if end not in expected:
            raise UnreadableLogError("it is truncated in the middle of a record")

    def _parse(self, kind: LogKind, content: Iterator[bytes]) -> Iterator[Event]:
        if kind is LogKind.JSON:
            for value, text in JsonValues(content):
                if _contain(self._words, text):
                    yield from events_in(value, self._contains)
        elif kind is LogKind.TABLE:
            for row in rows_of(content):
                yield from events_in(row, self._contains)
        else:
            for line in lines_of(content):
                if self._words.are_in(line):
                    yield from events_in(line.decode("utf-8", "replace"), self._contains)
            self._require_end(kind)

    def _contains(self, record: str) -> bool:
        return _contain(self._words, record) and not _contain(self._excluded, record)


def _drained(pieces: deque[bytes]) -> Iterator[bytes]:
    """The pieces, each of which is not kept any longer than needed."""
    while pieces:
        yield pieces.popleft()


def _contain(words: Words, text: str) -> bool:
    return words.are_in(text.encode("utf-8", "surrogatepass"))


def _parsed(record: bytes) -> Event:
    return parse_event(record.decode("utf-8", "replace"))
