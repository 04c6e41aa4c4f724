"""Which table is searched, with which workgroup, for which period, account and Regions, and what that may cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.settings import MAX_SCAN, size_text
from bks_tui.core.timeline.log_search import MOST_EVENTS
from bks_tui.core.timeline.source import Period
from bks_tui.core.timeline.timeline import require_ordered, require_positive

# What `bks athena setup` creates.
OWN_DATABASE, OWN_TABLE, OWN_WORKGROUP = "bks", "cloudtrail", "bks"

ATHENA_LIMITATIONS: tuple[str, ...] = (
    "Athena reads the log files of a trail: data events (inference through bedrock-mantle and the Claude Platform, "
    "agents, flows, knowledge bases) only if the trail records them.",
    "CloudTrail omits requests and responses above 100 KB, and delivers events about 15 minutes late.",
)

_DAYS = 7


@dataclass(frozen=True, slots=True)
class AthenaSearch:
    """A search with Athena. `max_scan` is in bytes; without an account it is that of the target or of the session.

    Raises UsageError for an empty period, or a number of days or events below 1.
    """

    database: str = OWN_DATABASE
    table: str = OWN_TABLE
    workgroup: str = OWN_WORKGROUP
    account_id: str | None = None
    regions: tuple[str, ...] = ()
    days: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    max_events: int | None = None
    max_scan: int = MAX_SCAN

    def __post_init__(self) -> None:
        require_positive(self.max_events)
        require_positive(self.days)
        require_ordered(self.since, self.until)

    @property
    def most_events(self) -> int:
        """The number of events to keep, the newest."""
        return self.max_events or MOST_EVENTS

    def account_in(self, session: Account, target: Target) -> str:
        """The account whose logs are searched: the chosen one, or that of the target or of the session."""
        return self.account_id or target.named_account_id or session.account_id

    def period(self, now: datetime) -> Period:
        """The period of a search at `now`, to the second, as records have it. Raises UsageError if it is empty."""
        until = min(self.until or now, now).replace(microsecond=0)
        period = Period(self.since or until - timedelta(days=self.days or _DAYS), until)
        require_ordered(period.since, period.until)
        return period

    def options(self, period: Period) -> tuple[str, ...]:
        """The options of the command that searches the same again."""
        is_own = (self.database, self.table, self.workgroup) == (OWN_DATABASE, OWN_TABLE, OWN_WORKGROUP)
        table = () if is_own else ("--table", f"{self.database}.{self.table}", "--workgroup", self.workgroup)
        times = (("--since", period.since), ("--until", period.until))
        return (
            "--athena",
            *table,
            *(("--account", self.account_id) if self.account_id else ()),
            *(word for name, time in times for word in (name, f"{time:%Y-%m-%dT%H:%M:%SZ}")),
            *(() if self.max_scan == MAX_SCAN else ("--max-scan", size_text(self.max_scan).replace(" ", ""))),
        )
