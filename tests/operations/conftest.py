"""What every test of an operation needs."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from bks_tui.operations.response import run as respond_run


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave botocore's retries as they are, but not their pauses."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
    # bks looks for a change as often as ever, but without waiting.
    monkeypatch.setattr(respond_run, "_PAUSES_SECONDS", (0.0, 0.001, 0.001))
