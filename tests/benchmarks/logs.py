"""How fast log files are searched, beside parsing everything, and beside `zcat | rg -c` where that is installed.

The files are generated in a temporary directory: 256 MB of JSON, or as many as BKS_BENCHMARK_LOG_MB says. The
seconds of a processor count only this work, whatever else runs.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.operations.timeline.log_files import log_timeline
from tests.benchmarks.table import Table, seconds
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


def generate(folder: Path) -> tuple[list[Path], int]:
    """Files in the layout of S3, and the size of what is in them."""
    random_ = random.Random(1)
    contents = [
        delivered([_record(random_, number, is_used=each % FILES == 0) for number in range(RECORDS_A_FILE)])
        for each in range(DIFFERENT)
    ]
    files: list[Path] = []
    size = 0
    while size < SIZE:
        content = contents[len(files) % DIFFERENT]
        # The ids are what a copy must not share.
        other = content.replace(b'"eventID":"', b'"eventID":"%04d-' % len(files))
        day = START.date() + timedelta(days=len(files) // len(REGIONS))
        path = log_path(REGIONS[len(files) % len(REGIONS)], day, number=len(files))
        files.append(write_log(folder, path, other))
        size += len(other)
    return files, size


def parsed(files: list[Path]) -> set[str]:
    """The events of the target, with everything parsed."""
    found = set()
    for file in files:
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


def _counted(folder: Path, program: list[str]) -> None:
    files = subprocess.run(["find", str(folder), "-name", "*.gz"], capture_output=True, check=True).stdout.split()
    with subprocess.Popen(["zcat", *files], stdout=subprocess.PIPE) as inflated:
        subprocess.run([*program, PHANTOM], stdin=inflated.stdout, stdout=subprocess.DEVNULL, check=True)


def _seconds(action: Callable[[], object]) -> tuple[float, float]:
    """How long it takes, and keeps a processor busy, here and in processes that it started."""
    before = os.times()
    time = seconds(action)
    after = os.times()
    return time, sum(after[:4]) - sum(before[:4])


_MEMORY = """
import sys
from pathlib import Path
from tests.benchmarks.logs import searched
searched(Path(sys.argv[1]), 1)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _megabytes(folder: Path) -> float:
    """The most memory that one process uses."""
    outcome = subprocess.run([sys.executable, "-c", _MEMORY, str(folder)], capture_output=True, check=True, text=True)
    return int(outcome.stdout) / 1_024


def tables() -> Iterator[Table]:
    """One process, one for each processor, and the others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, size = generate(folder)
        processors = len(os.sched_getaffinity(0))
        ways: dict[str, Callable[[], object]] = {
            "gzip and json, everything": lambda: parsed(files),
            "bks, one process": lambda: searched(folder, 1),
            f"bks, {processors} processes": lambda: searched(folder, processors),
        }
        for program in (["rg", "-c"], ["grep", "-c"]):
            if shutil.which(program[0]):
                ways[f"`zcat \\| {' '.join(program)}`"] = partial(_counted, folder, program)
        expected = parsed(files)
        assert searched(folder, processors) == expected
        times = {way: min(_seconds(read) for _ in range(2)) for way, read in ways.items()}
        plain = times["gzip and json, everything"][0]
        rows = [
            (way, size / MEGABYTE / busy, size / MEGABYTE / time, plain / time) for way, (time, busy) in times.items()
        ]
        note = (
            f"{size / MEGABYTE:,.0f} MB of JSON in {len(files)} files; one of {FILES} has events of the target, "
            f"{len(expected):,} in all. A process had at most {_megabytes(folder):.0f} MB of memory. Inflated by "
            f"{'isal' if find_spec('isal') else 'zlib'}."
        )
        headings = ("reader", "MB per second of a processor", "MB/s", "times gzip and json")
        yield Table("Log files", headings, rows, note)
