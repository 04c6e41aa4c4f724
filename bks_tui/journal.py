"""What bks did in AWS and what takes it back: one private file of lines, written before each write and after it.

A line is a JSON object, `event` `begun` or `ended`. What is begun is on the disk before AWS is asked, so
that nothing that was written to AWS can be missing here.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from bks_tui.core.actions_taken import ActionTaken, Outcome
from bks_tui.core.errors import FileError

SCHEMA = "bks.journal/1"

_TEXTS = ("action_id", "account_id", "caller_arn", "user_name", "user_id", "alias", "title", "action")

_REMEDY = "Nothing is written to AWS without a journal: make the file writable, or set XDG_STATE_HOME."


def journal_path() -> Path:
    """Where the journal of this person on this machine is."""
    return user_state_path("bks", appauthor=False) / "journal.jsonl"


class Journal:
    """The journal at a path. Every method raises FileError where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, action: ActionTaken) -> None:
        """Write down an action before AWS is asked for it. It is on the disk when this returns."""
        fields = asdict(action)
        del fields["outcome"], fields["detail"]
        self._append({"schema": SCHEMA, "event": "begun", **fields, "begun_at": action.begun_at.isoformat()})

    def end(self, action: ActionTaken) -> None:
        """Write down how an action ended."""
        ended = {"action_id": action.action_id, "outcome": action.outcome.value, "detail": action.detail}
        self._append({"schema": SCHEMA, "event": "ended", **ended})

    def read(self) -> tuple[ActionTaken, ...]:
        """All actions, the oldest first; lines that are none are passed over. There may be no file yet."""
        try:
            lines = self.path.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be read: {_reason(error)}") from error
        actions: dict[str, ActionTaken] = {}
        for line in lines:
            action = _understood(line, actions)
            if action:
                actions[action.action_id] = action
        return tuple(actions.values())

    def _append(self, fields: Mapping[str, Any]) -> None:
        line = json.dumps(fields, ensure_ascii=True) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Never through a link, and never into what is no file: whoever can plant one must gain nothing.
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
            descriptor = os.open(self.path, flags, 0o600)
            try:
                _write_line(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise FileError(f"the journal {self.path} cannot be written: {_reason(error)}", _REMEDY) from error


def _write_line(descriptor: int, line: str) -> None:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise OSError("it is not a regular file")
    # A line that broke off, on a full disk, must not swallow this one.
    broke_off = found.st_size > 0 and os.pread(descriptor, 1, found.st_size - 1) != b"\n"
    content = (("\n" if broke_off else "") + line).encode()
    if os.write(descriptor, content) != len(content):
        raise OSError("the disk is full")
    os.fsync(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _understood(line: str, known: Mapping[str, ActionTaken]) -> ActionTaken | None:
    """What a line says: an action that was begun, or how a known one ended; None if it is neither."""
    try:
        fields = json.loads(line)
        if fields["event"] == "begun":
            return _begun(fields)
        before = known[fields["action_id"]]
        return replace(before, outcome=Outcome(fields["outcome"]), detail=str(fields["detail"]))
    except (LookupError, TypeError, ValueError, RecursionError):
        return None


def _begun(fields: Mapping[str, Any]) -> ActionTaken:
    """Raises what `_understood` takes for a line that says nothing."""
    texts: dict[str, Any] = {name: str(fields[name]) for name in _TEXTS}
    return ActionTaken(
        **texts,
        begun_at=datetime.fromisoformat(fields["begun_at"]).astimezone(timezone.utc),
        demo=fields["demo"] is True,
        parameters=dict(fields["parameters"]),
        undo=dict(fields["undo"]),
        undo_command=fields["undo_command"] and str(fields["undo_command"]),
    )
