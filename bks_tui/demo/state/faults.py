"""What a simulated account is told to do wrong: the failures that AWS and networks really show.

An operation is written `iam:ListUsers`; left out, every operation is meant. A user is the one the
call is about; `ALL_USERS` is the call that asks about all of them at once. A Region is the one that
the call was signed for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from botocore.exceptions import ConnectionClosedError, HTTPClientError

from bks_tui.demo.state.errors import RefusalError, expired_token, service_failure, throttled
from bks_tui.demo.state.lag import Answered, Lag

ALL_USERS = "*"


class DroppedError(Exception):
    """The connection failed before a reply. `error` is what botocore's HTTP session would raise."""

    def __init__(self, error: type[HTTPClientError]) -> None:
        super().__init__(error.__name__)
        self.error = error


class Asked(NamedTuple):
    """What a fault can tell calls apart by."""

    operation: str
    user: str | None
    region: str


@dataclass
class FaultRule:
    """Which calls are meant: of an operation, about a user, in a Region, after `skip` others, `calls` of them."""

    operation: str | None = None
    user: str | None = None
    region: str | None = None
    skip: int = 0
    calls: int | None = None

    def meets(self, asked: Asked) -> bool:
        """Whether this call is meant, counting it."""
        meant = (self.operation, self.user, self.region)
        if any(one not in (None, found) for one, found in zip(meant, asked, strict=True)) or self.calls == 0:
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


@dataclass
class RateLimit:
    """A rate for the calls that are meant, in each Region by itself, as AWS's are."""

    rule: FaultRule
    rate: float
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def admits(self, asked: Asked, now: float) -> bool:
        """Whether there is room for this call now."""
        if not self.rule.meets(asked):
            return True
        return self.buckets.setdefault(asked.region, Bucket(self.rate, now)).take(now)


class Faults:
    """The faults of one account. `latency` is seconds a call; `sleep` and `clock` can be replaced."""

    def __init__(self) -> None:
        self.latency = 0.0
        self.sleep: Callable[[float], object] = time.sleep
        self.clock: Callable[[], float] = time.monotonic
        self._throttled: list[FaultRule] = []
        self._rates: list[RateLimit] = []
        self._denied: list[FaultRule] = []
        self._simulated: list[tuple[FaultRule, tuple[str, ...]]] = []
        self._dropped: list[tuple[FaultRule, type[HTTPClientError]]] = []
        self._lost: list[tuple[FaultRule, type[HTTPClientError]]] = []
        self._expired: list[FaultRule] = []
        self._stale: list[FaultRule] = []
        self._told: dict[str, dict[str, Any]] = {}
        self._failed: list[tuple[FaultRule, bool]] = []
        self._dripping: list[tuple[FaultRule, float]] = []
        self._lag: Lag | None = None
        self._page_sizes: list[tuple[FaultRule, int]] = []
        self._before: list[tuple[FaultRule, Callable[[], object]]] = []
        self._after: list[tuple[FaultRule, Callable[[], object]]] = []

    def throttle(
        self,
        operation: str | None = None,
        calls: int | None = 1,
        user: str | None = None,
        region: str | None = None,
    ) -> None:
        """Throttle the next `calls` calls; all of them if None."""
        self._throttled.append(FaultRule(operation, user, region, calls=calls))

    def limit_rate(self, per_second: float, operation: str | None = None) -> None:
        """Throttle what comes faster, in each Region by itself."""
        self._rates.append(RateLimit(FaultRule(operation), per_second))

    def deny(self, operation: str | None = None, user: str | None = None, region: str | None = None) -> None:
        """Deny an operation, for every user or for one, everywhere or in one Region; no simulation shows it."""
        self._denied.append(FaultRule(operation, user, region))

    def deny_by_policy(
        self, operation: str, user: str | None = None, *, missing_context: tuple[str, ...] = (), holds: bool = True
    ) -> None:
        """Deny an operation by a policy that IAM's simulator sees: for sure, or without knowing some context.

        With `holds` False only the simulator says so.
        """
        self._simulated.append((FaultRule(operation, user), missing_context))
        if holds:
            self.deny(operation, user)

    def drop(
        self,
        operation: str | None = None,
        calls: int | None = 1,
        error: type[HTTPClientError] = ConnectionClosedError,
        user: str | None = None,
        region: str | None = None,
    ) -> None:
        """Fail the connection before the call takes effect."""
        self._dropped.append((FaultRule(operation, user, region, calls=calls), error))

    def lose_reply(
        self,
        operation: str | None = None,
        calls: int | None = 1,
        error: type[HTTPClientError] = ConnectionClosedError,
        user: str | None = None,
        region: str | None = None,
    ) -> None:
        """Fail the connection after the call took effect."""
        self._lost.append((FaultRule(operation, user, region, calls=calls), error))

    def drip(
        self, operation: str | None = None, calls: int | None = 1, seconds: float = 5.0, user: str | None = None
    ) -> None:
        """Let the call take effect, and its reply arrive one byte at a time, so many seconds apart."""
        self._dripping.append((FaultRule(operation, user, calls=calls), seconds))

    def expire_token(self, after: int = 0) -> None:
        """Let the caller's session run out after so many calls."""
        self._expired.append(FaultRule(skip=after))

    def stale(self, operation: str | None = None, calls: int = 1, skip: int = 0) -> None:
        """Answer as the last time that the same was asked: what was written since takes a while to show.

        It goes for `calls` calls after `skip` others.
        """
        self._stale.append(FaultRule(operation, skip=skip, calls=calls))

    def fail(self, operation: str | None = None, calls: int | None = 1, *, applied: bool = True) -> None:
        """Answer a 5xx, after the call took effect or before."""
        self._failed.append((FaultRule(operation, calls=calls), applied))

    def lag(self, seed: int, most: int = 2) -> None:
        """Let each read be behind the writes at times, as the seed chooses, for `most` reads after each change."""
        self._lag = Lag(seed, most)

    def catch_up(self) -> None:
        """Let every read show everything that was written so far."""
        if self._lag:
            self._lag.catch_up()

    def truncate_pages(
        self, size: int, operation: str | None = None, calls: int | None = None, region: str | None = None
    ) -> None:
        """Give at most `size` items a page, whatever was asked for; with 0 and some `calls`, so many empty pages."""
        self._page_sizes.append((FaultRule(operation, region=region, calls=calls), size))

    def before(self, operation: str, callback: Callable[[], object], call: int = 1, region: str | None = None) -> None:
        """Change something just before call number `call` of an operation takes effect."""
        self._before.append((FaultRule(operation, region=region, skip=call - 1, calls=1), callback))

    def after(self, operation: str, callback: Callable[[], object], call: int = 1, region: str | None = None) -> None:
        """Change something just after call number `call` of an operation took effect."""
        self._after.append((FaultRule(operation, region=region, skip=call - 1, calls=1), callback))

    def allow(self) -> None:
        """Deny nothing any more, and let every connection and every reply through."""
        self._denied.clear()
        self._throttled.clear()
        self._dropped.clear()
        self._lost.clear()
        self._failed.clear()
        self._dripping.clear()
        self.catch_up()
        self._simulated.clear()

    # From here on what the account asks, in the order in which AWS looks.

    def check_connection(self, asked: Asked) -> None:
        """Raise DroppedError if the request is not to arrive."""
        _raise_dropped(self._dropped, asked)

    def check_admission(self, asked: Asked) -> None:
        """Raise ExpiredToken, Throttling or a failure of the service itself."""
        if _any_meets(self._expired, asked):
            raise expired_token()
        now = self.clock()
        if _any_meets(self._throttled, asked) or not all(rate.admits(asked, now) for rate in self._rates):
            raise throttled()
        self._check_failure(asked, applied=False)

    def denies(self, asked: Asked) -> bool:
        """Whether no policy allows the call."""
        return _any_meets(self._denied, asked)

    def simulated_denial(self, asked: Asked) -> tuple[str, ...] | None:
        """The context that a simulated denial lacks; None where the simulator allows the call."""
        return next((context for rule, context in self._simulated if rule.meets(asked)), None)

    def page_size(self, asked: Asked, wanted: int) -> int:
        """How many items this page may hold."""
        return min([wanted, *(size for rule, size in self._page_sizes if rule.meets(asked))])

    def stale_answer(self, asked: Asked, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        """What was answered the last time, where this answer is to be stale."""
        return self._told.get(f"{asked.operation} {parameters}") if _any_meets(self._stale, asked) else None

    def remember(self, asked: Asked, parameters: Mapping[str, Any], result: dict[str, Any]) -> None:
        """Keep an answer, which may be given again."""
        self._told[f"{asked.operation} {parameters}"] = result

    def run_before(self, asked: Asked) -> None:
        """Run what was to happen just before this call."""
        _run(self._before, asked)

    def run_after(self, asked: Asked) -> None:
        """Run what was to happen just after this call."""
        _run(self._after, asked)

    def check_reply(self, asked: Asked) -> None:
        """Raise DroppedError if the reply is not to arrive, or the failure that arrives in its place."""
        _raise_dropped(self._lost, asked)
        self._check_failure(asked, applied=True)

    def lagging(
        self, asked: Asked, parameters: Mapping[str, Any], read: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """What `read` returns, or what it returned before a change; raises its RefusalError in the same way."""
        if self._lag is None or not asked.operation.partition(":")[2].startswith(("Get", "List")):
            return read()
        fresh: Answered
        try:
            fresh = read()
        except RefusalError as refusal:
            fresh = refusal.code, refusal.message, refusal.status
        answered = self._lag.answer(f"{asked.operation} {parameters}", fresh)
        if isinstance(answered, tuple):
            raise RefusalError(*answered)
        return dict(answered)

    def _check_failure(self, asked: Asked, *, applied: bool) -> None:
        if any(when is applied and rule.meets(asked) for rule, when in self._failed):
            raise service_failure()

    def drips(self, asked: Asked) -> float | None:
        """How many seconds pass between the bytes of this reply; None where it arrives at once."""
        return next((seconds for rule, seconds in self._dripping if rule.meets(asked)), None)


def _any_meets(rules: list[FaultRule], asked: Asked) -> bool:
    return any(rule.meets(asked) for rule in rules)


def _raise_dropped(rules: list[tuple[FaultRule, type[HTTPClientError]]], asked: Asked) -> None:
    for rule, error in rules:
        if rule.meets(asked):
            raise DroppedError(error)


def _run(rules: list[tuple[FaultRule, Callable[[], object]]], asked: Asked) -> None:
    for rule, callback in rules:
        if rule.meets(asked):
            callback()
