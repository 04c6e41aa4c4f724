"""All measurements, or those that are named: `python -m tests.benchmarks [--readme] [scan start …]`.

Numbers to read, no tests: they are the machine's. With `--readme` they go into the README.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import import_module
from pathlib import Path

from tests.benchmarks.table import Table

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- speed: made by python -m tests.benchmarks --readme -->\n", "\n<!-- /speed -->"
ALL = ("scan", "timeline", "screen", "terminal", "start", "decode")


def measured(names: Iterable[str]) -> Iterable[Table]:
    """The tables of these modules, as each is measured."""
    for name in names:
        yield from import_module(f"tests.benchmarks.{name}").tables()


def machine() -> str:
    """Where and when."""
    today = datetime.now(timezone.utc)
    return f"Measured on {today:%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} processors."


def main() -> None:
    """Measure, print, and with `--readme` write down."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readme", action="store_true")
    arguments.add_argument("names", nargs="*", choices=[[], *ALL], default=[])
    given = arguments.parse_args()
    told = []
    for table in measured(given.names or ALL):
        told.append(str(table))
        sys.stdout.write(f"{table}\n\n")
        sys.stdout.flush()
    if given.readme:
        text = README.read_text(encoding="utf-8")
        before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
        README.write_text(text[:before] + "\n\n".join([machine(), *told]) + text[after:], encoding="utf-8")


if __name__ == "__main__":
    main()
