"""How old the evidence is: a process can be stopped and a laptop suspended between a reading and a call."""

from __future__ import annotations

from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.core.errors import AwsError
from bks_tui.operations.clock import Clocks

# What was read longer ago is read again before a call that changes something.
FRESH_SECONDS = 5.0


class OutdatedError(AwsError):
    """The evidence became too old before the call was sent: it was not sent."""

    def __init__(self) -> None:
        super().__init__(
            f"AWS takes more than {FRESH_SECONDS:.0f} s to answer: nothing is changed on evidence older than that",
            "Try again later.",
        )


class Freshness(RateLimiter):
    """The longest pause in a reading, and since: of the calls of one reading, each takes its turn here.

    Not the time that the reading takes: a user with many credentials takes many short calls.
    """

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.begin()

    def begin(self) -> None:
        """A reading begins."""
        self._last, self._longest = self._clocks(), 0.0

    def acquire(self) -> None:
        """A call of the reading is made."""
        self._longest, self._last = max(self._longest, self._since()), self._clocks()

    @property
    def is_fresh(self) -> bool:
        """Whether the latest reading was without a long pause, and has ended just now."""
        return max(self._longest, self._since()) <= FRESH_SECONDS

    def _since(self) -> float:
        # A clock that is set back must not make old evidence fresh: the other one is not.
        return max(now - then for now, then in zip(self._clocks(), self._last, strict=True))
