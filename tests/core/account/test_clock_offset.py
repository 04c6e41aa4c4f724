"""How far the clock of this machine is from that of AWS, by the second that an answer shows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bks_tui.core.account.clock_offset import clock_offset

DATE = "Mon, 02 Mar 2026 12:00:00 GMT"
AT = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("sent", "received", "ahead", "accuracy"),
    [
        (0.4, 0.6, 0.0, 0.6),
        (-0.5, 1.5, 0.0, 1.5),
        (300.5, 300.5, 300.0, 0.5),
        (-3599.5, -3599.5, -3600.0, 0.5),
    ],
)
def test_the_offset_is_from_the_middle_of_the_call_to_the_middle_of_the_second(
    sent: float, received: float, ahead: float, accuracy: float
) -> None:
    offset = clock_offset(DATE, AT + timedelta(seconds=sent), AT + timedelta(seconds=received), "sts:X")
    assert offset
    assert (offset.ahead, offset.accuracy, offset.measured_at, offset.operation) == (ahead, accuracy, AT, "sts:X")


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Mar 2026 12:00:00 GMT", "Mon, 02 Mar 2026 12:00:00 -0000"])
def test_without_a_time_in_the_answer_it_is_unknown(date: str) -> None:
    assert clock_offset(date, AT, AT, "sts:X") is None
