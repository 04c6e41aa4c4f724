"""The messages that are of no one screen or pane. Results of jobs are in `kit/jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from textual.message import Message

from bks_tui.core.account.account import ApiCall
from bks_tui.tui.console.links import ShownLink
from bks_tui.tui.kit.copy_fields import CopyField

# How a thread posts a message; it may be called from any thread.
Post: TypeAlias = Callable[[Message], object]


@dataclass
class CallMade(Message):
    """AWS was called."""

    call: ApiCall


def post_call(post: Post, call: ApiCall) -> None:
    """Tell the screen of a call, from any thread."""
    post(CallMade(call))


@dataclass
class CopyRequested(Message):
    """Copy this field to the clipboard."""

    field: CopyField


@dataclass
class LinkRequested(Message):
    """Open this link to the AWS console, or copy it, and show it."""

    shown: ShownLink


@dataclass
class FileSaved(Message):
    """A file was written: what it is, where, and what else is to be said of it."""

    what: str
    path: Path
    remark: str = ""


@dataclass
class HistoryRequested(Message):
    """Show the messages so far."""


@dataclass
class OtherTimesRequested(Message):
    """Show times in UTC, in local time, or as ages: the next of them."""
