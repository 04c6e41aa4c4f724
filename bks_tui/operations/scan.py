"""Find every API key and phantom user of an account, and judge them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone

from bks_tui.aws.session import AwsSession
from bks_tui.core.findings import ScanOptions, ScanResult, ScanUpdate


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def scan(
    session: AwsSession,
    options: ScanOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = _utc_now,
) -> Iterator[ScanUpdate]:
    """Scan the account of `session`; a stub until the reads stand."""
    account = session.identify()
    yield account
    yield ScanResult(account, now(), (), ("the scan is not built yet",))
