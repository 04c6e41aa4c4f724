"""How fast log files are searched, beside parsing everything, and beside `zcat | rg -c` where that is installed.

The files are generated in a temporary directory: 64 MB of JSON, or as many as BKS_BENCHMARK_LOG_MB says.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
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
SIZE = int(os.environ.get("BKS_BENCHMARK_LOG_MB", "64")) * MEGABYTE
RECORDS_A_FILE = 6_500
# Of so many records one is of the target.
RARE = 500
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-south-1")
SOURCES = ("s3.amazonaws.com", "ec2.amazonaws.com", "sts.amazonaws.com", "kms.amazonaws.com", "logs.amazonaws.com")
NOW = START + timedelta(days=100)


def _record(random_: random.Random, number: int) -> dict[str, Any]:
    is_of_target = number % RARE == 0
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
    random_, files, size, number = random.Random(1), [], 0, 0
    while size < SIZE:
        content = delivered([_record(random_, number + each) for each in range(RECORDS_A_FILE)])
        day = START.date() + timedelta(days=len(files) // len(REGIONS))
        path = log_path(REGIONS[len(files) % len(REGIONS)], day, number=len(files))
        files.append(write_log(folder, path, content))
        size, number = size + len(content), number + RECORDS_A_FILE
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


def tables() -> Iterator[Table]:
    """One process, one for each processor, and the others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, size = generate(folder)
        expected = parsed(files)
        processors = len(os.sched_getaffinity(0))
        ways: dict[str, Callable[[], object]] = {
            "gzip and json, everything": lambda: parsed(files),
            "bks, one process": lambda: searched(folder, 1),
            f"bks, {processors} processes": lambda: searched(folder, processors),
        }
        for program in (["rg", "-c"], ["grep", "-c"]):
            if shutil.which(program[0]):
                ways[f"`zcat \\| {' '.join(program)}`"] = lambda program=program: _counted(folder, program)
        assert searched(folder, 1) == searched(folder, processors) == expected
        times = {way: min(seconds(read) for _ in range(2)) for way, read in ways.items()}
        plain = times["gzip and json, everything"]
        rows = [(way, size / MEGABYTE / time, plain / time) for way, time in times.items()]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        note = (
            f"{size / MEGABYTE:,.0f} MB of JSON in {len(files)} files; {len(expected):,} events of the target, one in "
            f"{RARE} records. A process had at most {memory:.0f} MB of memory."
        )
        yield Table("Log files", ("reader", "MB JSON/s", "times gzip and json"), rows, note)
