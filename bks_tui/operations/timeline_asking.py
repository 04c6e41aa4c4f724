"""How a timeline asks: what its threads run, and the pace that the lookups of one Region share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from bks_tui.aws.cloudtrail import Lookup, Period
from bks_tui.aws.pacing import Pace
from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.retries import Patience
from bks_tui.aws.session import AwsSession
from bks_tui.operations import timeline_tasks
from bks_tui.operations.timeline_tasks import GetApi, Report


class Asking:
    """Starts what the threads do, and keeps the pace of each Region."""

    def __init__(
        self, session: AwsSession, pool: DaemonPool[Report], patience: Patience | None, seconds_between_calls: float
    ) -> None:
        self.current_region = session.region
        self._pool = pool
        self._api = partial(session.api, wait=pool.stopping.wait, patience=patience)
        self._paces = defaultdict[str, Pace](partial(Pace, seconds_between_calls, pool.stopping.wait))

    def start(self, task: Callable[[GetApi], Iterable[Report]], service: str) -> None:
        """Run a task that asks `service`, where the session is."""
        self._pool.add(partial(task, partial(self._api, service)))

    def look_up(self, region: str, lookup: Lookup, period: Period, enough: int | None) -> None:
        """Run a lookup in a Region, at the pace that it shares with the others there."""
        cloudtrail = partial(self._api, "cloudtrail", region, pace=self._paces[region])
        self._pool.add(partial(timeline_tasks.look_up, cloudtrail, region, lookup, period, enough))
