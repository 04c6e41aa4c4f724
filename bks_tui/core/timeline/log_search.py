"""Which log files are searched, and for which period, accounts and Regions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bks_tui.core.timeline.timeline import require_ordered, require_positive

FILES_LIMITATIONS: tuple[str, ...] = (
    "Log files contain what their trail records: data events (inference through bedrock-mantle and the Claude "
    "Platform, agents, flows, knowledge bases) only if it is configured to record them.",
    "A copy does not prove that it is complete or unchanged: run 'aws cloudtrail validate-logs' on the trail itself.",
    "CloudTrail omits requests and responses above 100 KB, and delivers events about 15 minutes late.",
)

# What a timeline keeps unless more are wanted: as much as fits into the memory of a small machine.
MOST_EVENTS = 100_000


@dataclass(frozen=True, slots=True)
class LogSearch:
    """Files and folders, and what is searched in them; None and empty mean all.

    The path `-` means standard input, whose content is in the file `standard_input`.

    Raises UsageError for an empty period, or a `max_events` below 1.
    """

    paths: tuple[Path, ...]
    account_id: str | None = None
    regions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    max_events: int | None = None
    standard_input: Path | None = None

    def __post_init__(self) -> None:
        require_positive(self.max_events)
        require_ordered(self.since, self.until)

    @property
    def most_events(self) -> int:
        """The number of events to keep, the newest."""
        return self.max_events or MOST_EVENTS

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the command that searches the same again."""
        times = (("--since", self.since), ("--until", self.until))
        return (
            *(word for path in self.paths for word in ("--from", str(path))),
            *(("--account", self.account_id) if self.account_id else ()),
            *(word for name, time in times if time for word in (name, f"{time:%Y-%m-%dT%H:%M:%SZ}")),
        )
