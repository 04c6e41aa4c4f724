"""How many calls are in flight at the same time, learnt from AWS: the rates of IAM are not published.

As TCP controls congestion: more while AWS answers, half as many when it throttles. Each account has its
own limit, and all accounts share one bound.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from bks_tui.aws.retries import Wait
from bks_tui.core.errors import CancelledError, DeniedError, NotFoundError, ThrottledError

FIRST = 16
# With more, the threads wait for Python instead of AWS.
MOST = 64
_LOOK_FOR_CANCEL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ConcurrencyLimit:
    """How many calls of an account may be in flight, as far as AWS has shown.

    `halvings` numbers them, so that the calls that were in flight together halve the limit only once.
    """

    calls: float = FIRST
    halvings: int = 0

    @property
    def size(self) -> int:
        """The limit as a number of calls."""
        return int(self.calls)

    def after_answer(self, sent_after: int, in_flight: int) -> ConcurrencyLimit:
        """The limit after AWS answered a call that was sent after so many halvings.

        In one round of calls it doubles until AWS first throttles, and then grows by one.
        """
        # Where fewer were in flight, AWS has not shown that it allows as many.
        if sent_after < self.halvings or 2 * in_flight < self.size:
            return self
        return replace(self, calls=min(MOST, self.calls + (1 / self.calls if self.halvings else 1)))

    def after_throttling(self, sent_after: int) -> ConcurrencyLimit:
        """The limit after AWS throttled a call that was sent after so many halvings."""
        if sent_after < self.halvings:
            return self
        return ConcurrencyLimit(max(1, self.calls / 2), self.halvings + 1)


@dataclass(eq=False)
class _Waiting:
    """A call that waits for a slot."""

    slots: CallSlots
    has_slot: threading.Event = field(default_factory=threading.Event)


class SharedBound:
    """How many calls of all accounts may be in flight together, and the calls that wait for a slot, in their order."""

    def __init__(self, most: int = MOST) -> None:
        self.lock = threading.Lock()
        self._free = most
        self._waiting: deque[_Waiting] = deque()

    def take(self, slots: CallSlots, wait: Wait) -> None:
        """Take a slot of this account, or wait for one. Raises CancelledError soon after `wait` was stopped."""
        if wait(0):
            raise CancelledError("cancelled")
        with self.lock:
            # Whoever waits has no room, so this call overtakes nobody.
            if self._give(slots):
                return
            waiting = _Waiting(slots)
            self._waiting.append(waiting)
            slots.waiting += 1
        try:
            while not waiting.has_slot.wait(_LOOK_FOR_CANCEL_SECONDS):
                if wait(0):
                    raise CancelledError("cancelled")
        except BaseException:
            self._withdraw(waiting)
            raise

    def give_back(self, slots: CallSlots) -> None:
        """Give a slot back, to whoever waits the longest and has room. The caller holds the lock."""
        slots.in_flight -= 1
        self._free += 1
        for waiting in tuple(self._waiting):
            if not self._free:
                break
            if self._give(waiting.slots):
                self._leave(waiting)
                waiting.has_slot.set()

    def _give(self, slots: CallSlots) -> bool:
        if not self._free or slots.in_flight >= slots.limit.size:
            return False
        self._free -= 1
        slots.in_flight += 1
        return True

    def _withdraw(self, waiting: _Waiting) -> None:
        with self.lock:
            if waiting.has_slot.is_set():
                self.give_back(waiting.slots)
            else:
                self._leave(waiting)

    def _leave(self, waiting: _Waiting) -> None:
        self._waiting.remove(waiting)
        waiting.slots.waiting -= 1


ALL_ACCOUNTS = SharedBound()


class CallSlots:
    """The slots of one account: a call holds one while it is in flight. Every method may be called from any thread.

    `in_flight` and `waiting` are numbers of calls, which the bound changes.
    """

    def __init__(self, bound: SharedBound = ALL_ACCOUNTS, limit: ConcurrencyLimit | None = None) -> None:
        self.limit = limit or ConcurrencyLimit()
        self.in_flight = self.waiting = 0
        self._bound = bound

    @contextmanager
    def slot(self, wait: Wait) -> Iterator[None]:
        """Hold a slot for the call in the block, and learn from how it ends.

        Raises CancelledError soon after `wait` was stopped, if that is before there is a slot.
        """
        self._bound.take(self, wait)
        sent_after, is_answered, is_throttled = self.limit.halvings, False, False
        try:
            yield
            is_answered = True
        except (DeniedError, NotFoundError):
            is_answered = True
            raise
        except ThrottledError:
            is_throttled = True
            raise
        finally:
            with self._bound.lock:
                if is_answered:
                    self.limit = self.limit.after_answer(sent_after, self.in_flight)
                elif is_throttled:
                    self.limit = self.limit.after_throttling(sent_after)
                self._bound.give_back(self)
