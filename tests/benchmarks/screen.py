"""How long the app takes from a key press to the paint: `python -m tests.benchmarks.screen`.

A measurement to read, not a test: the numbers are the machine's.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from bks_tui.aws.session import AwsSession
from bks_tui.core.errors import CancelledError
from bks_tui.core.findings import ScanOptions, ScanProgress, ScanResult, ScanUpdate
from tests.support.app import NOW, app_over, opened, small_account
from tests.support.users import access_key, api_key, scan_result, user, user_record

USERS = 5_000
SIZE = (120, 40)

# What is pressed, and how often each key counts.
MEASURED = (
    ("down", ["down"] * 50),
    ("page down", ["pagedown"] * 30),
    ("top and bottom", ["G", "g"] * 15),
    ("filter, letter by letter", ["slash", *"bedrockapikey-01"]),
    ("clear the filter", ["escape"]),
    ("status", ["f"] * 6),
    ("sort", ["s"] * 8),
    ("pane", ["2", "4", "escape", "5", "1"] * 4),
)


def _result() -> ScanResult:
    """An account of many users, in every status."""
    users = []
    for number in range(USERS):
        name = f"BedrockAPIKey-{number:04}"
        users.append(
            user(
                name,
                record=user_record(name, created=NOW - timedelta(hours=number)),
                service_credentials=(api_key(f"ACCA{number:016}", made_for=name),) if number % 3 else (),
                access_keys=(access_key(f"AKIA{number:016}"),) if number % 5 == 0 else (),
            )
        )
    return scan_result(*users)


def _scan(*_arguments: Any) -> Iterator[ScanUpdate]:
    """A scan that has ended."""
    result = _result()
    yield result.account
    yield result


def _endless_scan(_session: AwsSession, _options: ScanOptions, cancelled: Event, _now: Any) -> Iterator[ScanUpdate]:
    """A scan that has found everybody and goes on telling how far it is, a hundred times a second."""
    result = _result()
    yield result.account
    yield from result.findings
    for done in count():
        yield ScanProgress("reading users", done, USERS)
        if cancelled.wait(0.01):
            raise CancelledError("cancelled")


async def _press(pilot: Pilot[None], key: str) -> tuple[float, float]:
    """The milliseconds from posting a key until it has been handled and painted: on the clock, and of the processor."""
    app = pilot.app
    painted = asyncio.Event()
    character = {"slash": "/"}.get(key, key if len(key) == 1 else None)
    begun, worked = time.perf_counter(), time.process_time()
    app.post_message(events.Key(key, character))
    # Called once the queues are empty and what became dirty is drawn.
    app.call_later(lambda: app.screen.call_after_refresh(painted.set))
    await painted.wait()
    return (time.perf_counter() - begun) * 1_000, (time.process_time() - worked) * 1_000


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def _measure(scan: Callable[..., Iterator[ScanUpdate]], when: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bks_tui.operations.scan.scan", scan)
        async with opened(app_over(small_account()), SIZE) as person:
            await person.until(lambda: f"{USERS} of {USERS}" in person.text)
            _say(f"{USERS:,} users at {SIZE[0]}x{SIZE[1]}, {when}: key press to paint in ms")
            _say(f"{'':26} {'median':>8} {'worst':>8} {'processor':>10}")
            for name, keys in MEASURED:
                taken, worked = zip(*[await _press(person.pilot, key) for key in keys], strict=True)
                median, processor = statistics.median(taken), statistics.median(worked)
                _say(f"{name:26} {median:8.1f} {max(taken):8.1f} {processor:10.1f}")


if __name__ == "__main__":
    asyncio.run(_measure(_scan, "the scan has ended"))
    asyncio.run(_measure(_endless_scan, "while they arrive"))
