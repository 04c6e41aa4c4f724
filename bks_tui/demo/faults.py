"""What a simulated account is told to do wrong: the failures that AWS and networks really show.

An operation is written `iam:ListUsers`; left out, every operation is meant. A user is the one the
call is about; `ALL_USERS` is the call that asks about all of them at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ConnectionClosedError, HTTPClientError

from bks_tui.demo.errors import expired_token, throttled

ALL_USERS = "*"


class DroppedError(Exception):
    """The connection failed before a reply. `error` is what botocore's HTTP session would raise."""

    def __init__(self, error: type[HTTPClientError]) -> None:
        super().__init__(error.__name__)
        self.error = error


@dataclass
class Rule:
    """Which calls are meant: of an operation, about a user, after `skip` others, `calls` of them."""

    operation: str | None = None
    user: str | None = None
    skip: int = 0
    calls: int | None = None

    def meets(self, operation: str, user: str | None) -> bool:
        """Whether this call is meant, counting it."""
        if self.operation not in (None, operation) or self.user not in (None, user) or self.calls == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.calls is not None:
            self.calls -= 1
        return True


class Bucket:
    """A rate limit: `rate` calls a second, as many at once after a pause."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._tokens = rate
        self._filled = now

    def take(self, now: float) -> bool:
        """Whether there is room for a call now."""
        self._tokens = min(self._rate, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Faults:
    """The faults of one account. `latency` is seconds a call; `sleep` and `clock` can be replaced."""

    def __init__(self) -> None:
        self.latency = 0.0
        self.sleep: Callable[[float], object] = time.sleep
        self.clock: Callable[[], float] = time.monotonic
        self._throttled: list[Rule] = []
        self._buckets: list[tuple[str | None, Bucket]] = []
        self._denied: list[Rule] = []
        self._dropped: list[tuple[Rule, type[HTTPClientError]]] = []
        self._lost: list[tuple[Rule, type[HTTPClientError]]] = []
        self._expired: list[Rule] = []
        self._page_sizes: list[tuple[str | None, int]] = []
        self._before: list[tuple[Rule, Callable[[], object]]] = []
        self._after: list[tuple[Rule, Callable[[], object]]] = []

    def throttle(self, operation: str | None = None, calls: int | None = 1, user: str | None = None) -> None:
        """Throttle the next `calls` calls; all of them if None."""
        self._throttled.append(Rule(operation, user, calls=calls))

    def limit_rate(self, per_second: float, operation: str | None = None) -> None:
        """Throttle what comes faster."""
        self._buckets.append((operation, Bucket(per_second, self.clock())))

    def deny(self, operation: str | None = None, user: str | None = None) -> None:
        """Deny an operation, for every user or for one."""
        self._denied.append(Rule(operation, user))

    def drop(
        self,
        operation: str | None = None,
        calls: int | None = 1,
        error: type[HTTPClientError] = ConnectionClosedError,
        user: str | None = None,
    ) -> None:
        """Fail the connection before the call takes effect."""
        self._dropped.append((Rule(operation, user, calls=calls), error))

    def lose_reply(
        self,
        operation: str | None = None,
        calls: int | None = 1,
        error: type[HTTPClientError] = ConnectionClosedError,
        user: str | None = None,
    ) -> None:
        """Fail the connection after the call took effect."""
        self._lost.append((Rule(operation, user, calls=calls), error))

    def expire_token(self, after: int = 0) -> None:
        """Let the caller's session run out after so many calls."""
        self._expired.append(Rule(skip=after))

    def truncate_pages(self, size: int, operation: str | None = None) -> None:
        """Give at most `size` items a page, whatever was asked for."""
        self._page_sizes.append((operation, size))

    def before(self, operation: str, callback: Callable[[], object], call: int = 1) -> None:
        """Change something just before call number `call` of an operation takes effect."""
        self._before.append((Rule(operation, skip=call - 1, calls=1), callback))

    def after(self, operation: str, callback: Callable[[], object], call: int = 1) -> None:
        """Change something just after call number `call` of an operation took effect."""
        self._after.append((Rule(operation, skip=call - 1, calls=1), callback))

    # From here on what the account asks, in the order in which AWS looks.

    def check_connection(self, operation: str, user: str | None) -> None:
        """Raise DroppedError if the request is not to arrive."""
        _raise_dropped(self._dropped, operation, user)

    def check_admission(self, operation: str, user: str | None) -> None:
        """Raise ExpiredToken or Throttling."""
        if _any_meets(self._expired, operation, user):
            raise expired_token()
        if _any_meets(self._throttled, operation, user):
            raise throttled()
        now = self.clock()
        for limited, bucket in self._buckets:
            if limited in (None, operation) and not bucket.take(now):
                raise throttled()

    def denies(self, operation: str, user: str | None) -> bool:
        """Whether no policy allows the call."""
        return _any_meets(self._denied, operation, user)

    def page_size(self, operation: str, asked: int) -> int:
        """How many items this page may hold."""
        return min([asked, *(size for limited, size in self._page_sizes if limited in (None, operation))])

    def run_before(self, operation: str, user: str | None) -> None:
        """Run what was to happen just before this call."""
        _run(self._before, operation, user)

    def run_after(self, operation: str, user: str | None) -> None:
        """Run what was to happen just after this call."""
        _run(self._after, operation, user)

    def check_reply(self, operation: str, user: str | None) -> None:
        """Raise DroppedError if the reply is not to arrive."""
        _raise_dropped(self._lost, operation, user)


def _any_meets(rules: list[Rule], operation: str, user: str | None) -> bool:
    return any(rule.meets(operation, user) for rule in rules)


def _raise_dropped(rules: list[tuple[Rule, type[HTTPClientError]]], operation: str, user: str | None) -> None:
    for rule, error in rules:
        if rule.meets(operation, user):
            raise DroppedError(error)


def _run(rules: list[tuple[Rule, Callable[[], object]]], operation: str, user: str | None) -> None:
    for rule, callback in rules:
        if rule.meets(operation, user):
            callback()
