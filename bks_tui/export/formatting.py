"""Format values of the model as text, in the same way for commands and the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import TypeVar

from bks_tui.core.document import Value
from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.text import sanitize

T = TypeVar("T")

# A report never shortens what AWS allows; a policy document may have 6,144 characters.
LONGEST = 10_000

_BARS = " ▁▂▃▄▅▆▇█"


def age(since: datetime, now: datetime) -> str:
    """How long ago: `3d`."""
    return elapsed(now - since)


def expiry(expires: datetime | None, now: datetime) -> str:
    """When a key expires: `never`, `in 20d`, or `expired 3d ago`."""
    if expires is None:
        return "never"
    return f"in {elapsed(expires - now)}" if expires > now else f"expired {elapsed(now - expires)} ago"


def moment(when: datetime) -> str:
    """A point in time to the minute: `2026-03-02 12:00 UTC`."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def evidence(fact: Evidence[T], word: Callable[[T], str]) -> str:
    """A fact in the words of `word`, or `? (denied)`: an unread fact never looks empty."""
    return unread(fact) if isinstance(fact, Unread) else word(fact.value)


def unread(fact: Unread) -> str:
    """A fact that could not be read: `? (denied)`."""
    return f"? ({fact.cause.value})"


def live(count: int, total: int) -> str:
    """How many of a user's keys work: `1/2 live`, or `none` if there are no keys."""
    return f"{count}/{total} live" if total else "none"


def elapsed(time: timedelta) -> str:
    """A duration in one unit, rounded down: `40s`, `12min`, `5h`, `3d`, `2y`. A negative one is `0s`."""
    seconds = max(int(time.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if days >= 2 * 365:
        return f"{days // 365}y"
    if hours >= 2 * 24:
        return f"{days}d"
    if hours:
        return f"{hours}h"
    return f"{minutes}min" if minutes else f"{seconds}s"


def since(when: datetime, now: datetime) -> str:
    """A past point in time with its age: `2026-03-02 12:00 UTC (3d ago)`."""
    return f"{moment(when)} ({age(when, now)} ago)"


def format_seconds_utc(when: datetime) -> str:
    """A point in time to the second, under a heading that says UTC: `2026-03-02 12:00:07`."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def bars(counts: Iterable[int], highest: int) -> str:
    """A bar for each number, one column wide; a full one for the highest."""
    # Rounded up: a single event among thousands must stay visible.
    return "".join(_BARS[-(-number * (len(_BARS) - 1) // max(highest, 1))] for number in counts)


def value(content: Value, limit: int = LONGEST) -> str:
    """A value of a document, sanitized. A point in time is shown to the second."""
    return f"{format_seconds_utc(content)} UTC" if isinstance(content, datetime) else sanitize(content, limit)


def command(line: str) -> str:
    """A shell command, sanitized and never shortened: half a command is a different one."""
    return sanitize(line, len(line))


def timestamp(when: datetime) -> str:
    """A point in time as ISO 8601 in UTC, to the second: `2026-03-02T12:00:00Z`."""
    return when.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def timestamp_if_known(when: datetime | None) -> str | None:
    """The same; None if unknown or missing."""
    return timestamp(when) if when else None
