"""Asks where to save a file: a path is proposed, which enter takes. Nothing is replaced without asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bks_tui.core.errors import BksError, FileError, UsageError
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.input import PathInput

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def proposed_path(kind: str, about: str, now: datetime, ending: str) -> Path:
    """A path in the current directory, with the time in its name; no text in it can lead elsewhere."""
    name = _NOT_IN_A_FILE_NAME.sub("-", about)[:64]
    return Path(f"bks-{kind}-{name}-{now:%Y%m%dT%H%M%SZ}.{ending}")


@dataclass(frozen=True, slots=True)
class SaveTarget:
    """Where to save, and whether a person agreed to replace what is there."""

    path: Path
    overwrite: bool = False

    def require_free(self) -> None:
        """Raise FileError for a file that appeared since a person was asked."""
        if not self.overwrite and is_taken(self.path):
            raise FileError(f"{self.path} exists now", "Save again, under another name.")


def is_taken(path: Path) -> bool:
    """Whether there is anything at a path, a link that leads nowhere too."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


class SavePathScreen(ModalScreen[SaveTarget | None]):
    """Asks for a path until one can be written; `check` raises BksError for one that cannot."""

    BINDINGS = [("escape", "dismiss(None)", "Close")]

    def __init__(self, title: str, proposed: Path, check: Callable[[Path], None]) -> None:
        super().__init__()
        self._title = title
        self._proposed = proposed
        self._check = check
        self._to_replace: Path | None = None

    def compose(self) -> ComposeResult:
        """Where a name leads, the path, and what is wrong with it."""
        with DialogFrame(classes="dialog") as frame:
            frame.border_title = Content(self._title)
            frame.keys = "enter saves · esc closes"
            yield Static(Content(f"In {sanitize(_current_directory(), 200)}"), markup=False)
            yield PathInput(str(self._proposed), placeholder="path of the file")
            yield Static(id="wrong-path", markup=False)

    def on_mount(self) -> None:
        """Take what is typed: it replaces the proposed path."""
        self.query_one(PathInput).focus()

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            path = self._path(message.value.strip())
        except (BksError, OSError) as error:
            self._say(f"{error} {error.remedy}" if isinstance(error, BksError) else str(error))
            return
        if not is_taken(path):
            self.dismiss(SaveTarget(path))
        elif path == self._to_replace:
            self.dismiss(SaveTarget(path, overwrite=True))
        else:
            self._to_replace = path
            self._say(f"{path} exists. Enter again replaces it.")

    def _path(self, text: str) -> Path:
        if not text:
            raise UsageError("No path was given.", "Type the path of the file.")
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            raise UsageError("There is no such user.", "Type another path.") from None
        self._check(path)
        return path

    def _say(self, text: str) -> None:
        self.query_one("#wrong-path", Static).update(Content(sanitize(text)))


def _current_directory() -> Path | str:
    try:
        return Path.cwd()
    except OSError:
        return "a directory that was deleted"
