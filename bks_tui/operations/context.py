"""What every use case is given: session, journal, clock, patience and cancellation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bks_tui.aws.api import Api
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.operations.clock import both_clocks
from bks_tui.operations.freshness import Freshness
from bks_tui.storage.journal import Journal


@dataclass(frozen=True)
class ResponseContext:
    """With what a plan is made: the session, the journal, the time, how to wait, and how old what was read is.

    A call that is under way when `interrupted` is set is not waited for.
    """

    session: AwsSession
    journal: Journal
    now: Callable[[], datetime]
    wait: Wait
    patience: RetryBudget | None
    freshness: Freshness = field(default_factory=lambda: Freshness(both_clocks))
    interrupted: threading.Event | None = None

    def api(self, service: str, region: str | None = None) -> Api:
        """Ask a service."""
        return self.session.api(
            service,
            region,
            wait=self.wait,
            patience=self.patience,
            pace=self.freshness,
            interrupted=self.interrupted,
        )

    def identify(self) -> Account:
        """Ask AWS who the credentials are."""
        return self.session.identify(self.wait, self.patience, self.interrupted)
