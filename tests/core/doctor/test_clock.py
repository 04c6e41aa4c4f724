"""What the offset of the clock means."""

from __future__ import annotations

import pytest

from bks_tui.core.account.clock_offset import ClockOffset
from bks_tui.core.doctor.clock import clock_diagnostic
from bks_tui.core.doctor.diagnosis import Health
from tests.support.scans import NOW


@pytest.mark.parametrize(
    ("ahead", "value", "health"),
    [
        (0.2, "as that of AWS, give or take 0.5 s", Health.OK),
        (-30.0, "30.0 s behind that of AWS, give or take 0.5 s", Health.OK),
        (60.0, "60.0 s ahead of that of AWS, give or take 0.5 s", Health.WARNING),
        (-300.0, "300.0 s behind that of AWS, give or take 0.5 s", Health.FAILED),
    ],
)
def test_an_offset_is_named_with_its_direction(ahead: float, value: str, health: Health) -> None:
    found = clock_diagnostic(ClockOffset(ahead, 0.5, NOW, "sts:GetCallerIdentity"))
    assert (found.value, found.health, bool(found.remedy)) == (value, health, abs(ahead) >= 60)


def test_an_offset_that_was_not_measured_is_unknown() -> None:
    assert clock_diagnostic(None).health is Health.UNKNOWN
