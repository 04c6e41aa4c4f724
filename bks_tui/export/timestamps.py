"""Points in time as every document of bks writes them."""

from __future__ import annotations

from datetime import datetime, timezone


def timestamp(when: datetime) -> str:
    """A point in time as ISO 8601 in UTC, to the second: `2026-03-02T12:00:00Z`."""
    return when.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def timestamp_if_known(when: datetime | None) -> str | None:
    """The same; None where nobody knows, or where there is none."""
    return timestamp(when) if when else None
