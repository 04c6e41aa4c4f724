"""The progress of a command: one line on standard error that changes only with the count."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bks_tui.cli.terminal.endings import restored_at_the_end

# Over SSH, each redraw is bytes.
_SECONDS_BETWEEN_DRAWS = 0.1


class Show(Protocol):
    """Shows progress."""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of a phase are done; a `total` of 0 is unknown."""

    def clear(self) -> None:
        """Remove the line before something else is written; the next progress draws it again."""


@contextmanager
def progress_line(*, wanted: bool) -> Iterator[Show]:
    """A function that shows progress, only if `wanted` and on a terminal. The line is removed at the end."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[counted]}", markup=False),
    )
    bar = Progress(
        *columns,
        console=Console(stderr=True, force_terminal=sys.stderr.isatty()),
        auto_refresh=False,
        transient=True,
        disable=not (wanted and sys.stderr.isatty()),
    )
    task = bar.add_task("", total=1, counted="")

    def show_cursor() -> None:
        # Rich hides the cursor. Written without buffers, which the signal may have interrupted.
        if bar.live.is_started:
            os.write(sys.stderr.fileno(), b"\x1b[?25h\n")

    with restored_at_the_end(show_cursor):
        try:
            yield _Line(bar, task)
        finally:
            bar.stop()


class _Line:
    """Draws the progress of a task, not more often than a person can read."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._drawn = 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        self._bar.start()
        due = time.monotonic() - self._drawn >= _SECONDS_BETWEEN_DRAWS
        self._drawn = time.monotonic() if due else self._drawn
        self._bar.update(
            self._task,
            description=phase,
            completed=done,
            # Rich draws a bar with a total of 0 as full.
            total=max(total, 1),
            counted=f"{done}/{total}" if total else "",
            refresh=due,
        )

    def clear(self) -> None:
        self._bar.stop()
        self._drawn = 0.0
