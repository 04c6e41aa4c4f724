"""How the facts of the model are put into words: the same in the command's table and in the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import TypeVar

from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.risk import Status

T = TypeVar("T")

# Told apart without colour; each is one column wide in every terminal, East Asian ones included.
_SYMBOLS: Mapping[Status, str] = {
    Status.AT_RISK: "!",
    Status.UNKNOWN: "?",
    Status.ACTIVE: "◉",
    Status.NO_LIVE_KEY: "-",
    Status.ORPHANED: "∅",
}


def status(value: Status) -> str:
    """A status as symbol and word: `! AT RISK`."""
    return f"{_SYMBOLS[value]} {value.value}"


def age(since: datetime, now: datetime) -> str:
    """How long ago, in one rounded-down unit: `12min`, `5h`, `3d`, `2y`. Less than none is `0min`."""
    return _span(now - since)


def expiry(expires: datetime | None, now: datetime) -> str:
    """When a key expires: `never`, `in 20d`, or `expired 3d ago`."""
    if expires is None:
        return "never"
    return f"in {_span(expires - now)}" if expires > now else f"expired {_span(now - expires)} ago"


def moment(when: datetime) -> str:
    """A point in time to the minute: `2026-03-02 12:00 UTC`."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def evidence(fact: Evidence[T], word: Callable[[T], str]) -> str:
    """A fact in the words of `word`, or `? (denied)`: what was not read never looks empty."""
    return unread(fact) if isinstance(fact, Unread) else word(fact.value)


def unread(fact: Unread) -> str:
    """A fact that could not be read: `? (denied)`."""
    return f"? ({fact.cause.value})"


def live(count: int, total: int) -> str:
    """How many of a user's keys work: `1/2 live`, or `none` where there are no keys."""
    return f"{count}/{total} live" if total else "none"


def _span(length: timedelta) -> str:
    minutes = max(length, timedelta()) // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days >= 2 * 365:
        return f"{days // 365}y"
    if hours >= 2 * 24:
        return f"{days}d"
    return f"{hours}h" if hours else f"{minutes}min"
