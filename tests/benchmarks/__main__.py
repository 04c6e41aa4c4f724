"""All measurements, or the named ones: `python -m tests.benchmarks [--docs] [scan start …]`.

Numbers to read, no tests: they are the machine's. With `--docs` they go into `docs/speed.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import import_module

from tests.benchmarks.table import Table
from tests.support.generated import write

ALL = (
    *("scan", "programs", "concurrency", "organization", "cleanup", "timeline", "event_table", "logs", "screen"),
    *("terminal", "start", "decode", "detection", "load"),
)


def measured(names: Iterable[str]) -> Iterable[Table]:
    """The tables of these modules, as each is measured."""
    for name in names:
        yield from import_module(f"tests.benchmarks.{name}").tables()


def machine() -> str:
    """Where and when."""
    today = datetime.now(timezone.utc)
    return f"Measured on {today:%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} processors."


def main() -> None:
    """Measure, print, and with `--docs` write down."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--docs", action="store_true")
    arguments.add_argument("names", nargs="*", choices=[[], *ALL], default=[])
    given = arguments.parse_args()
    tables = []
    for table in measured(given.names or ALL):
        tables.append(str(table))
        sys.stdout.write(f"{table}\n\n")
        sys.stdout.flush()
    if given.docs:
        write("speed", "\n\n".join([machine(), *tables]))


if __name__ == "__main__":
    main()
