"""What large accounts, logs and timelines take, at two sizes: nothing may grow faster than what is read.

Each load has a process of its own. Its memory is what the process grew by at most, without what was simulated before.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.hunt.log_files import log_hunt
from bks_tui.operations.scan.scan import scan
from bks_tui.operations.timeline.log_files import log_timeline
from tests.benchmarks.screen import SIZE, timeline_of
from tests.benchmarks.table import Table
from tests.support.app import app_over, opened, small_account
from tests.support.events import PHANTOM, START, cloudtrail_record, user_identity
from tests.support.logs import delivered, log_path, write_log
from tests.support.scans import NOW, many, session_to

RECORDS_A_FILE = 5_000
AFTERWARDS = START + timedelta(days=1)

# Prepares so many users or events; what it gives is measured, and counts what it found.
Load: TypeAlias = Callable[[Path, int], Callable[[], int]]


@dataclass(frozen=True)
class Measured:
    """Seconds, MB of memory, and how many users or events were found."""

    seconds: float
    megabytes: float
    found: int


def scan_users(_folder: Path, size: int) -> Callable[[], int]:
    """A scan of users, two of five of them phantoms."""
    session = session_to(many(size, size * 2 // 5))

    def load() -> int:
        *_, last = scan(session, ScanOptions(), threading.Event(), lambda: NOW)
        assert isinstance(last, ScanResult)
        assert last.complete
        return len(last.findings)

    return load


def write_logs(folder: Path, size: int) -> LogSearch:
    """Log files of one user, with ids that tell the events apart."""
    random_ = random.Random(1)
    for number in range(size // RECORDS_A_FILE):
        records = [
            cloudtrail_record(
                random_.choice(("Converse", "InvokeModel", "ListFoundationModels")),
                minute=number + each / RECORDS_A_FILE,
                identity=user_identity(),
                eventID=f"{random_.getrandbits(128):032x}",
            )
            for each in range(RECORDS_A_FILE)
        ]
        write_log(folder, log_path("us-east-1", START.date(), number=number), delivered(records))
    return LogSearch((folder,))


def read_timeline(folder: Path, size: int) -> Callable[[], int]:
    """A timeline from log files, all of whose events are of its target."""
    search = write_logs(folder, size)

    def load() -> int:
        target = parse_target(PHANTOM, AFTERWARDS)
        *_, last = log_timeline(search, target, threading.Event(), lambda: AFTERWARDS, 1)
        assert isinstance(last, Timeline)
        return len(last.events)

    return load


def hunt_in_files(folder: Path, size: int) -> Callable[[], int]:
    """A hunt through the same files."""
    search = write_logs(folder, size)

    def load() -> int:
        *_, last = log_hunt(search, threading.Event(), lambda: AFTERWARDS, 1)
        assert isinstance(last, Hunt)
        return sum(identity.events for identity in last.identities)

    return load


def show_events(_folder: Path, size: int) -> Callable[[], int]:
    """The app, from its start to the timeline of so many events, and one key down."""
    timeline = timeline_of(size)

    async def shown() -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bks_tui.operations.timeline.timeline.timeline", timeline)
            async with opened(app_over(small_account(PHANTOM)), SIZE) as person:
                await person.settle()
                await person.press("t", "3")
                await person.until(lambda: f"{size} in 7 days" in person.text)
                await person.press("j")
                return size

    return lambda: asyncio.run(shown())


LOADS: dict[str, tuple[Load, int]] = {
    "users scanned, two of five phantoms": (scan_users, 50_000),
    "events of one user in files, timeline": (read_timeline, 1_000_000),
    "events of one user in files, hunt": (hunt_in_files, 1_000_000),
    "events in the app": (show_events, 300_000),
}


def kilobytes(which: str) -> int:
    """A line of the kernel's account of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which))


def measure_here(name: str, size: int) -> Measured:
    """Prepare, and measure the rest."""
    with tempfile.TemporaryDirectory() as folder:
        load = LOADS[name][0](Path(folder), size)
        before, began = kilobytes("VmRSS"), time.perf_counter()
        found = load()
        return Measured(time.perf_counter() - began, (kilobytes("VmHWM") - before) / 1_024, found)


def measure(name: str, size: int) -> Measured:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.load", name, str(size)]
    return Measured(**json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout))


def tables() -> Iterator[Table]:
    """A tenth, and the whole."""
    rows = []
    for name, (_, size) in LOADS.items():
        few, all_ = map(partial(measure, name), (size // 10, size))
        rows += [
            (name, size // 10, few.found, few.seconds, few.megabytes, ""),
            (name, size, all_.found, all_.seconds, all_.megabytes, f"{all_.seconds / few.seconds:.1f}"),
        ]
    yield Table(
        "Load",
        ("load", "size", "found", "s", "memory, MB", "times the time of a tenth"),
        rows,
        "Calls take no time. Each load in a process of its own; files are read by one process.",
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(measure_here(sys.argv[1], int(sys.argv[2])))))
