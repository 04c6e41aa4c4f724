"""What every use case of a response is given: session, journal, cancellation, clock and retry budget."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bks_tui.aws.api import Api
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.operations.clock import Clocks, both_clocks, utc_now
from bks_tui.operations.freshness import Freshness
from bks_tui.storage.journal import Journal


def _pause() -> Wait:
    return threading.Event().wait


@dataclass(frozen=True)
class ResponseContext:
    """The session and the journal of a response, what stops it, and its clocks.

    A call that is in flight when `cancelled` is set is not waited for. `wait` is how a worker pauses, and `freshness`
    the age of what it has read: each worker has its own.
    """

    session: AwsSession
    journal: Journal
    cancelled: threading.Event = field(default_factory=threading.Event)
    now: Callable[[], datetime] = utc_now
    budget: RetryBudget | None = None
    clocks: Clocks = both_clocks
    wait: Wait = field(default_factory=_pause)
    freshness: Freshness = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "freshness", Freshness(self.clocks))

    def in_worker(self, wait: Wait) -> ResponseContext:
        """The same for one worker, which pauses by `wait`."""
        return replace(self, wait=wait)

    def api(self, service: str, region: str | None = None) -> Api:
        """A service of AWS."""
        return self.session.api(
            service,
            region,
            wait=self.wait,
            patience=self.budget,
            pace=self.freshness,
            interrupted=self.cancelled,
        )

    def identify(self) -> Account:
        """Ask AWS who the credentials are."""
        return self.session.identify(self.wait, self.budget, self.cancelled)
