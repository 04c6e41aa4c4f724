"""What the app remembers, in a private file of JSON: written whole, and untrusted input when it is read."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bks_tui.core.errors import FileError
from bks_tui.core.remembered import ListSettings, RememberedView
from bks_tui.core.typed import typed
from bks_tui.storage.chained_file import opened
from bks_tui.storage.journal import default_directory, is_own
from bks_tui.storage.private_file import private_directory, write_private

SCHEMA = "bks.view/1"

# A hundred times what bks writes.
_LARGEST = 1 << 16
_MOST_LISTS = 50
_LONGEST_NAME = 128
_ACCOUNT_ID = re.compile(r"\d{12}", re.ASCII)
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def view_file() -> Path:
    """Where the file of this person is: beside the journal."""
    return default_directory(demo=False) / "view.json"


def read_remembered(path: Path) -> tuple[RememberedView, tuple[str, ...]]:
    """What is remembered, and the names of values that are ignored because bks does not know them.

    Nothing without a file. Raises FileError for a file that bks did not write like this: a link, one of another user
    or that others can read, one that is too large, and what is not JSON.
    """
    try:
        values = json.loads(_content(path))
    except FileNotFoundError:
        return RememberedView(), ()
    except OSError as error:
        raise _ignored(path, (error.strerror or str(error)).lower()) from error
    except (ValueError, RecursionError) as error:
        raise _ignored(path, "it is not JSON as bks writes it") from error
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise _ignored(path, f"it is not of the schema {SCHEMA}")
    return _remembered(values)


def _content(path: Path) -> bytes:
    with opened(path, os.O_RDONLY) as descriptor:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid():
            raise OSError("it belongs to another user")
        if status.st_mode & _OF_OTHERS:
            raise OSError("it is accessible to others")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise OSError(f"it has more than {_LARGEST} bytes")
    return content


def _ignored(path: Path, reason: str) -> FileError:
    return FileError(
        f"the view settings in {path} are ignored: {reason}", "bks starts as usual, and replaces the file when it ends."
    )


def _remembered(values: Mapping[str, Any]) -> tuple[RememberedView, tuple[str, ...]]:
    readers: Mapping[str, Callable[[Any], Any]] = {
        "profile": _profile,
        "account_id": _account_id,
        "zoomed": lambda value: typed(bool, value),
        "lists": lambda value: typed(dict, value),
    }
    read: dict[str, Any] = {}
    ignored: list[str] = []
    for name, value in values.items():
        if name == "schema":
            continue
        try:
            read[name] = readers[name](value)
        except (KeyError, ValueError):
            ignored.append(name if name in readers else "unknown setting")
    lists = {}
    for name, value in list(read.pop("lists", {}).items())[:_MOST_LISTS]:
        try:
            lists[name] = typed(ListSettings, value)
        except ValueError:
            ignored.append("lists")
    return RememberedView(**read, lists=lists), tuple(dict.fromkeys(ignored))


def _profile(value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and value.isprintable()):
        raise ValueError("no profile")
    return value


def _account_id(value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and _ACCOUNT_ID.fullmatch(value)):
        raise ValueError("no account")
    return value


def write_remembered(path: Path, view: RememberedView) -> None:
    """Write what is remembered, readable by its owner only; the file is replaced whole. Raises FileError."""
    try:
        private_directory(path.parent, is_own)
    except OSError as error:
        raise FileError(f"the view settings cannot be saved in {path.parent}: {error.strerror or error}") from error
    write_private(path, json.dumps({"schema": SCHEMA, **asdict(view)}, indent=2) + "\n")
