"""Choosing a log folder: a dialog that asks for its path, and opens it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.tui.context import Start
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.input import PathInput


def path_of(text: str) -> Path:
    """The file or folder that a person typed or pasted. Raises UsageError if there is none, or it cannot be read."""
    if not text.strip():
        raise UsageError("No path was given.", "Type the path of a folder of CloudTrail log files, or of one file.")
    path = next(filter(_exists, _readings(text.strip())), None)
    if path is None:
        raise UsageError(f"{quoted(text.strip())} does not exist.", "Type the path of a CloudTrail log file or folder.")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{quoted(text.strip())} cannot be read: permission denied.", "Check its permissions.")
    return path.absolute()


def _readings(text: str) -> Iterator[Path]:
    """What a text may mean: as it is, or as a terminal quotes a file that is dropped on it."""
    texts = [text]
    with suppress(ValueError):
        texts += shlex.split(text)[:1]
    for each in texts:
        # A user that does not exist has no home.
        with suppress(RuntimeError):
            yield Path(each).expanduser()


def _exists(path: Path) -> bool:
    """Whether there is such a file; what cannot be a path, such as a pasted text, is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


class PathScreen(ModalScreen[Path]):
    """Asks for the path of log files; it stays open until one exists."""

    BINDINGS = [("escape", "dismiss", "Close")]

    def __init__(self, proposed: str) -> None:
        super().__init__()
        self._proposed = proposed

    def compose(self) -> ComposeResult:
        """What is asked for, the path, and what is wrong with it."""
        with DialogFrame(classes="dialog") as frame:
            frame.border_title = Content("Which log folder?")
            frame.keys = "enter opens · esc closes"
            yield Static(Content("A folder of CloudTrail log files, or one file. It is only read."), markup=False)
            yield PathInput(self._proposed, placeholder="path of a folder or file")
            yield Static(id="wrong-path", markup=False)

    def on_mount(self) -> None:
        """Take what is typed: it replaces the proposed path."""
        self.query_one(PathInput).focus()

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            self.dismiss(path_of(message.value))
        except UsageError as error:
            self.query_one("#wrong-path", Static).update(Content(f"{error} {error.remedy}"))


class LogFolders:
    """The log folders that a person opens, one at a time. The last one is proposed for the next time.

    `save_report` saves a report on a target in log files.
    """

    def __init__(self, host: Widget, start: Start, save_report: Callable[[Target, LogSearch], None]) -> None:
        self._host = host
        self._start = start
        self._save_report = save_report
        self._last: Path | None = None

    def choose(self) -> None:
        """Ask for a path, and open it."""
        self._host.app.push_screen(PathScreen(str(self._last or _current_directory())), self._chosen)

    def _chosen(self, path: Path | None) -> None:
        if path:
            from bks_tui.tui.logs.screen import LogsScreen

            self._last = path
            self._host.app.push_screen(LogsScreen(LogSearch((path,)), self._start, self._save_report))


def _current_directory() -> Path | str:
    try:
        return Path.cwd()
    except OSError:
        # It was deleted.
        return ""
