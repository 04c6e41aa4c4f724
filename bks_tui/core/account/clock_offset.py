"""How far the clock of this machine is from that of AWS, as the answer to a call shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# The Date of an answer has no fractions: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
_RESOLUTION = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """The clock of this machine is `ahead` of that of AWS in seconds, or behind if negative, give or take `accuracy`.

    `measured_at` is by the clock of AWS, from the answer to `operation`.
    """

    ahead: float
    accuracy: float
    measured_at: datetime
    operation: str


def clock_offset(date: str, sent: datetime, received: datetime, operation: str) -> ClockOffset | None:
    """The offset by the Date header of an answer to a call that was made between two times; None if it has none."""
    try:
        answered = parsedate_to_datetime(date)
    except ValueError:
        return None
    if answered.tzinfo is None:
        return None
    # AWS answered at some moment of the second in the header, and of the time between.
    ahead = sent + (received - sent) / 2 - (answered + _RESOLUTION / 2)
    accuracy = (received - sent + _RESOLUTION) / 2
    return ClockOffset(round(ahead.total_seconds(), 1), round(accuracy.total_seconds(), 1), answered, operation)
