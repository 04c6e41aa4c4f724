"""The tokens that events record: some services write them for some calls only. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.record import object_in
from bks_tui.core.text import pluralize

_INPUT, _OUTPUT = "inputTokens", "outputTokens"
_LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that `events` of the events record; the others may have used some as well."""

    input: int
    output: int
    events: int

    @property
    def described(self) -> str:
        """The numbers in words, with the number of events that they are from."""
        return f"{self.input:,} input and {self.output:,} output tokens in {pluralize(self.events, 'event')}"


def recorded_tokens(events: Iterable[Event]) -> Tokens | None:
    """The tokens that events record, in `additionalEventData`; None if none does."""
    input_tokens = output_tokens = counted = 0
    for event in events:
        read, written = tokens_in(event)
        if read is None and written is None:
            continue
        input_tokens, output_tokens, counted = input_tokens + (read or 0), output_tokens + (written or 0), counted + 1
    return Tokens(input_tokens, output_tokens, counted) if counted else None


def tokens_in(event: Event) -> tuple[int | None, int | None]:
    """The input and the output tokens that an event records; None for what it does not."""
    # Few records have them: the others need not be parsed.
    if event.problem is not None or not (_INPUT in event.record or _OUTPUT in event.record):
        return None, None
    more = object_in(json.loads(event.record), "additionalEventData")
    return token_number(more.get(_INPUT)), token_number(more.get(_OUTPUT))


def token_number(value: object) -> int | None:
    """A number of tokens, which Athena writes as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_LONGEST_NUMBER:
        return value
    return None
