"""The time, where nobody gives another: tests and the app bring their own clock."""

from __future__ import annotations

from datetime import datetime, timezone


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(timezone.utc)
