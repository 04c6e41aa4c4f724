"""Read model-invocation logs of Bedrock: what Bedrock delivers to S3, or an export of its log group.

A record on each line, maybe after a time; a list or an object of JSON; or the answer of `filter-log-events`. Only what
`core.cost.invocation_log` takes from a record leaves this module: no prompt and no completion does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from bks_tui.core.cost.invocation_log import SCHEMA_TYPE, LoggedInvocation, logged_invocation, parsed_invocation
from bks_tui.core.errors import CancelledError
from bks_tui.core.text import pluralize
from bks_tui.storage.logs.chunks import chunks
from bks_tui.storage.logs.errors import UnreadableLogError
from bks_tui.storage.logs.find import LogFile
from bks_tui.storage.logs.json_values import JsonValues
from bks_tui.storage.logs.kinds import LogKind, kind_of
from bks_tui.storage.logs.lines import lines_of
from bks_tui.storage.logs.reader import FileRead
from bks_tui.storage.reading import Readable

# Bedrock delivers large prompts and completions into files of their own in this folder.
DATA_FOLDER = "data"
_MARK = SCHEMA_TYPE.encode()
_DEEPEST = 4


class NotInvocationsError(Exception):
    """The content is no model-invocation log."""


def read_invocations(
    file: LogFile, is_cancelled: Callable[[], bool] = lambda: False
) -> Iterator[LoggedInvocation | FileRead]:
    """The calls that a file records, then one FileRead. Raises CancelledError."""
    size, problem, skipped = 0, None, None

    def content(stream: Readable) -> Iterator[bytes]:
        nonlocal size
        for piece in chunks(stream):
            if is_cancelled():
                raise CancelledError("the search was stopped")
            size += len(piece)
            yield piece

    try:
        _require_records(file)
        with file.path.open("rb") as stream:
            for found in invocations_in(content(stream)):
                if isinstance(found, str):
                    problem = found
                else:
                    yield found
    except NotInvocationsError:
        skipped = "no model-invocation log"
    except OSError as error:
        problem = f"it could not be read: {error.strerror}"
    yield FileRead(file, size, problem, skipped)


def _require_records(file: LogFile) -> None:
    if file.log_path and file.path.parent.name == DATA_FOLDER:
        raise NotInvocationsError


def invocations_in(content: Iterator[bytes]) -> Iterator[LoggedInvocation | str]:
    """The calls that the content of a file records, then why not all of them could be read, if so.

    Raises NotInvocationsError if it is something else.
    """
    unparsed, problem = 0, ""
    try:
        for found in _records(content):
            if found is None:
                unparsed += 1
            else:
                yield found
    except UnreadableLogError as error:
        problem = str(error)
    if unparsed:
        problem = f"{problem or 'it is damaged'}; {pluralize(unparsed, 'record')} could not be parsed"
    if problem:
        yield problem


def _records(content: Iterator[bytes]) -> Iterator[LoggedInvocation | None]:
    """Each call; None for a record that cannot be parsed. Raises NotInvocationsError and UnreadableLogError."""
    first = next(content, b"")
    if _MARK not in first:
        raise NotInvocationsError
    whole = chain((first,), content)
    if kind_of(first) is LogKind.INVOCATIONS and not first.lstrip().startswith(b"["):
        yield from _on_lines(whole)
    else:
        for value, _ in JsonValues(whole):
            yield from _within(value)


def _on_lines(content: Iterator[bytes]) -> Iterator[LoggedInvocation | None]:
    """A record on each line, or one on several lines, as a person formats it."""
    lines = lines_of(content)
    for line in lines:
        begin = line.find(b"{")
        if line.strip() in (b"{", b"") and begin >= 0:
            for value, _ in JsonValues(chain((line,), lines)):
                yield from _within(value)
        elif _MARK in line:
            yield parsed_invocation(line[max(begin, 0) :].decode("utf-8", "replace"))


def _within(value: Any, depth: int = 0) -> Iterator[LoggedInvocation]:
    """The records in a value: itself, the elements of a list, or the messages of a log group."""
    if depth >= _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _within(each, depth + 1)
    elif isinstance(value, str):
        found = parsed_invocation(value)
        yield from [found] if found else []
    elif isinstance(value, dict):
        found = logged_invocation(value)
        if found:
            yield found
        else:
            for name in ("events", "logEvents", "message", "Records"):
                yield from _within(value.get(name), depth + 1)
