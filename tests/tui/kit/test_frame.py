"""The foot of a dialog: keys are left out, never cut, and how to leave stays."""

from __future__ import annotations

import pytest

from bks_tui.tui.kit.frame import fit_keys_text

KEYS = "t Timeline · . Pivot · y Copy · esc closes"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (42, KEYS),
        (41, "t Timeline · . Pivot · esc closes"),
        (24, "t Timeline · esc closes"),
        (20, "esc closes"),
        (0, "esc closes"),
    ],
)
def test_whole_keys_are_left_out_and_how_to_leave_stays(width: int, shown: str) -> None:
    assert fit_keys_text(KEYS, width) == shown
