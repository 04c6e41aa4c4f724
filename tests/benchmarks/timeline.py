"""How long a timeline of many Regions takes, beside that of one of them alone.

Run: python -m tests.benchmarks.timeline [REGIONS PAGES MILLISECONDS CALLS_PER_SECOND]

Every call takes the same time, and each Region refuses what comes faster than its rate, by default
CloudTrail's own. It takes half a minute; the simulated account works in the same process.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bks_tui.aws.regions import known_regions
from bks_tui.core.target import parse_target
from bks_tui.core.timeline import EventsFound, Timeline, TimelineOptions
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.actors import IamUser
from bks_tui.operations.timeline import timeline
from tests.support.trails import LOOKUP, PHANTOM, session_in

EVENTS_ON_A_PAGE = 50
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Measured:
    """How long it took, to the first event and to the end, in seconds; and what it came to."""

    first: float
    total: float
    events: int
    calls: int
    throttled: int


def busy_account(regions: tuple[str, ...], pages: int, milliseconds: int, per_second: float) -> SimulatedAccount:
    """An account whose phantom was used in every Region, by so many pages of events."""
    account = SimulatedAccount(now=NOW)
    account.enabled_regions = regions
    account.add_user(PHANTOM)
    for region in regions:
        for number in range(pages * EVENTS_ON_A_PAGE):
            when = NOW - timedelta(seconds=number * 60)
            account.record_event("InvokeModel", region=region, when=when, actor=IamUser(PHANTOM))
    account.faults.latency = milliseconds / 1000
    account.faults.limit_rate(per_second, LOOKUP)
    return account


def measure(account: SimulatedAccount, per_second: float) -> Measured:
    """Read the timeline to its end."""
    session = session_in(account)
    outcomes = Counter[str]()
    session.calls.listen(lambda call: outcomes.update([call.outcome]))
    first, begin = 0.0, time.perf_counter()
    for update in timeline(
        session,
        parse_target(PHANTOM, NOW),
        TimelineOptions(),
        threading.Event(),
        lambda: NOW,
        seconds_between_calls=1 / per_second,
    ):
        if isinstance(update, EventsFound) and not first:
            first = time.perf_counter() - begin
    total = time.perf_counter() - begin
    assert isinstance(update, Timeline)
    assert update.complete
    return Measured(first, total, len(update.events), len(account.calls), outcomes["ThrottlingException"])


def main(regions: int = 30, pages: int = 20, milliseconds: int = 40, per_second: int = 2) -> None:
    """Measure one Region and all of them, and print both side by side."""
    # With IAM's first: it is asked in any case.
    names = ("us-east-1", *(name for name in known_regions("aws") if name != "us-east-1"))[:regions]
    # What is loaded once is no part of either.
    measure(busy_account(names[:1], 1, 0, 1_000), 1_000)
    alone = measure(busy_account(names[:1], pages, milliseconds, per_second), per_second)
    together = measure(busy_account(names, pages, milliseconds, per_second), per_second)
    lines = [
        f"{pages} pages a Region, {milliseconds} ms a call, {per_second} calls a second and Region",
        f"{'':16}{'first event':>14}{'seconds':>10}{'events':>10}{'calls':>8}{'throttled':>11}",
        *(
            f"{label:16}{one.first:>14.2f}{one.total:>10.1f}{one.events:>10}{one.calls:>8}{one.throttled:>11}"
            for label, one in (("1 Region", alone), (f"{regions} Regions", together))
        ),
        f"{regions} Regions take {together.total / alone.total:.2f} times as long as one",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
