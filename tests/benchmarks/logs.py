"""How fast log files are searched, beside parsing everything, and beside `zcat | rg -c` where that is installed.

The files are generated in a temporary directory: 256 MB of JSON, or as many as BKS_BENCHMARK_LOG_MB says. Each reader
has a process of its own. The seconds of a processor count only this work, whatever else runs.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.timeline.log_files import log_timeline
from tests.benchmarks.table import Table
from tests.support.events import PHANTOM, START, cloudtrail_record, role_identity, user_identity
from tests.support.logs import delivered, log_path, write_log

MEGABYTE = 1_000_000
SIZE = int(os.environ.get("BKS_BENCHMARK_LOG_MB", "256")) * MEGABYTE
RECORDS_A_FILE = 6_500
# A key is used in bursts: one of so many files has events of the target, and there one of so many records is.
FILES, RARE = 4, 100
# More files are copies of these, at other places and with other ids.
DIFFERENT = 8
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-south-1")
SOURCES = ("s3.amazonaws.com", "ec2.amazonaws.com", "sts.amazonaws.com", "kms.amazonaws.com", "logs.amazonaws.com")
TIMES = 2
NOW = START + timedelta(days=100)


def _record(random_: random.Random, number: int, *, is_used: bool) -> dict[str, Any]:
    is_of_target = is_used and number % RARE == 0
    session = f"run-{random_.randrange(500)}"
    return cloudtrail_record(
        random_.choice(("GetObject", "DescribeInstances", "AssumeRole", "Decrypt", "PutLogEvents")),
        random_.choice(SOURCES),
        minute=number / 100,
        identity=user_identity() if is_of_target else role_identity(session, f"Role{random_.randrange(40)}"),
        eventID=f"{random_.getrandbits(128):032x}",
        requestID=f"{random_.getrandbits(128):032x}",
        requestParameters={"bucketName": f"bucket-{random_.randrange(90)}", "key": f"{random_.getrandbits(64):x}"},
        resources=[{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::bucket/{random_.getrandbits(64):x}"}],
        tlsDetails={"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"},
    )


def generate(folder: Path) -> tuple[int, int]:
    """Write files in the layout of S3; their number, and the size of what is in them."""
    random_ = random.Random(1)
    contents = [
        delivered([_record(random_, number, is_used=each % FILES == 0) for number in range(RECORDS_A_FILE)])
        for each in range(DIFFERENT)
    ]
    number = size = 0
    while size < SIZE:
        # The ids are what a copy must not share.
        content = contents[number % DIFFERENT].replace(b'"eventID":"', b'"eventID":"%04d-' % number)
        day = START.date() + timedelta(days=number // len(REGIONS))
        write_log(folder, log_path(REGIONS[number % len(REGIONS)], day, number=number), content)
        number, size = number + 1, size + len(content)
    return number, size


def parsed(folder: Path) -> set[str]:
    """The events of the target, with everything parsed."""
    found = set()
    for file in folder.rglob("*.json.gz"):
        with gzip.open(file) as stream:
            for record in json.load(stream)["Records"]:
                if record["userIdentity"].get("userName") == PHANTOM:
                    found.add(record["eventID"])
    return found


def searched(folder: Path, processes: int) -> set[str]:
    """The events of the target, as `bks timeline --from` finds them."""
    target = parse_target(PHANTOM, NOW)
    *_, last = log_timeline(LogSearch((folder,)), target, threading.Event(), lambda: NOW, processes)
    assert isinstance(last, Timeline)
    return {event.event_id for event in last.events}


def counted(folder: Path) -> None:
    """The lines with the name of the target: one for each file that has it."""
    files = subprocess.run(["find", str(folder), "-name", "*.gz"], capture_output=True, check=True).stdout.split()
    with subprocess.Popen(["zcat", *files], stdout=subprocess.PIPE) as inflated:
        subprocess.run(["rg", "-c", PHANTOM], stdin=inflated.stdout, stdout=subprocess.DEVNULL, check=True)


PLAIN = "gzip and json, everything"


def ways() -> Mapping[str, Callable[[Path], set[str] | None]]:
    """Every reader; those of whole files find no events."""
    processors = len(os.sched_getaffinity(0))
    return {
        PLAIN: parsed,
        "bks, one process": lambda folder: searched(folder, 1),
        f"bks, {processors} processes": lambda folder: searched(folder, processors),
        **({"`zcat \\| rg -c`": counted} if shutil.which("rg") else {}),
    }


@dataclass(frozen=True)
class Measured:
    """What one reader took: seconds, those of a processor with all processes, and MB of memory in one process."""

    seconds: float
    busy: float
    megabytes: float
    events: list[str] | None


def measure_here(folder: Path, way: str) -> Measured:
    """Read all files in this process and those that it starts."""
    before = os.times()
    began, found = time.perf_counter(), ways()[way](folder)
    took, after = time.perf_counter() - began, os.times()
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    largest = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return Measured(took, sum(after[:4]) - sum(before[:4]), largest / 1_024, sorted(found) if found else None)


def measure(folder: Path, way: str) -> Measured:
    """The same in a fresh process, the best of several times."""
    command = [sys.executable, "-m", "tests.benchmarks.logs", str(folder), way]
    runs = []
    for _ in range(TIMES):
        outcome = subprocess.run(command, capture_output=True, check=True, text=True)
        runs.append(Measured(**json.loads(outcome.stdout)))
    return min(runs, key=lambda run: run.busy)


def tables() -> Iterator[Table]:
    """One process, one for each processor, and the others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number, size = generate(folder)
        measured = {way: measure(folder, way) for way in ways()}
    plain = measured[PLAIN]
    assert all(each.events == plain.events for way, each in measured.items() if way.startswith("bks")), "other events"
    rows = [
        (
            *(way, size / MEGABYTE / each.busy, size / MEGABYTE / each.seconds, plain.seconds / each.seconds),
            *(each.busy, each.megabytes if each.events else ""),
        )
        for way, each in measured.items()
    ]
    note = (
        f"{size / MEGABYTE:,.0f} MB of JSON in {number} files; one of {FILES} has events of the target, "
        f"{len(plain.events or ()):,} in all, and each reader of events found the same. "
        f"Inflated by {'isal' if find_spec('isal') else 'zlib'}. The best of {TIMES} runs."
    )
    headings = (
        *("reader", "MB per second of a processor", "MB/s", "times gzip and json", "seconds of a processor"),
        "memory of the largest process, MB",
    )
    yield Table("Log files", headings, rows, note)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(measure_here(Path(sys.argv[1]), sys.argv[2]))))
