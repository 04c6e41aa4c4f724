"""Which days log files cover, and which are missing among them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from bks_tui.core.cloudtrail.log_path import LogPath
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import Gap

Place = TypeVar("Place", bound=Hashable)

_MOST_NAMED = 10


def missing_days(paths: Iterable[LogPath], first: date | None = None, last: date | None = None) -> Iterator[Gap]:
    """A gap for each account that has no file at all on some days from `first` to `last`.

    Without these, the first and the last day of any file count.
    """
    days = _days_by(paths, lambda path: path.account_id)
    known = [day for each in days.values() for day in each]
    for account_id, present in sorted(days.items()):
        missing = _missing(present, first or min(known), last or max(known))
        if missing:
            reason = f"no files of {pluralize(len(missing), 'day')}: {_named(missing)}"
            yield Gap(None, f"account {account_id}", reason)


def quiet_regions(paths: Iterable[LogPath]) -> Iterator[str]:
    """A sentence on the days on which an account has files, but not of every Region."""
    of_all = list(paths)
    by_account = _days_by(of_all, lambda path: path.account_id)
    missing = {
        place: len(by_account[place[0]] - days)
        for place, days in _days_by(of_all, lambda path: (path.account_id, path.region)).items()
    }
    listed = [f"{region} of {account_id} ({count})" for (account_id, region), count in sorted(missing.items()) if count]
    if listed:
        more = f", and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
        yield (
            "Some Regions have days without a file, because nothing happened there or a file is missing: "
            f"{', '.join(listed[:_MOST_NAMED])}{more}."
        )


def _days_by(paths: Iterable[LogPath], place: Callable[[LogPath], Place]) -> dict[Place, set[date]]:
    days = defaultdict[Place, set[date]](set)
    for path in paths:
        days[place(path)].add(path.day)
    return days


def _missing(present: set[date], first: date, last: date) -> Sequence[date]:
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day not in present]


def _named(days: Sequence[date]) -> str:
    more = f" and {len(days) - _MOST_NAMED} more" if len(days) > _MOST_NAMED else ""
    return f"{', '.join(map(str, days[:_MOST_NAMED]))}{more}"
