"""What every test of the app needs."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(autouse=True)
def far_from_any_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be at the far end of SSH, so that no test writes to the clipboard of whoever runs it."""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep away from the files of whoever runs the tests: their AWS configuration, and where faults are written."""
    for variable in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the retries of botocore and of bks as they are, but not their pauses."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
    # bks looks for a change as often as ever, but without waiting.
    monkeypatch.setattr("bks_tui.operations.response.run._PAUSES_SECONDS", (0.0, 0.001, 0.001))


@pytest.fixture(autouse=True)
def no_pacing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the simulated CloudTrail as fast as it answers."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)
