"""The faults that a simulated account can inject: failures that AWS and networks really produce.

`fault_rules` says which calls a fault concerns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ConnectionClosedError, HTTPClientError

from bks_tui.demo.state.errors import RefusalError, expired_token, service_failure, throttled
from bks_tui.demo.state.fault_rules import CallTarget, FaultRule, RateLimit
from bks_tui.demo.state.lag import Answered, Lag

ALL_USERS = "*"


class DroppedError(Exception):
    """The connection failed before a reply. `error` is what botocore's HTTP session would raise."""

    def __init__(self, error: type[HTTPClientError]) -> None:
        super().__init__(error.__name__)
        self.error = error


class Faults:
    """The faults of one account. `latency` is in seconds per call; `sleep` and `clock` can be replaced."""

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
        self._replies: dict[str, dict[str, Any]] = {}
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
        """Throttle faster calls, separately in each Region."""
        self._rates.append(RateLimit(FaultRule(operation), per_second))

    def deny(self, operation: str | None = None, user: str | None = None, region: str | None = None) -> None:
        """Deny an operation, for every user or for one, in all Regions or one; IAM's simulator does not show it."""
        self._denied.append(FaultRule(operation, user, region))

    def deny_by_policy(
        self, operation: str, user: str | None = None, *, missing_context: tuple[str, ...] = (), applies: bool = True
    ) -> None:
        """Deny an operation by a policy that IAM's simulator sees, with certainty or with `missing_context`.

        With `applies` False only the simulator denies it.
        """
        self._simulated.append((FaultRule(operation, user), missing_context))
        if applies:
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
        """Apply the call, and send its reply one byte at a time, with `seconds` between two bytes."""
        self._dripping.append((FaultRule(operation, user, calls=calls), seconds))

    def expire_token(self, after: int = 0) -> None:
        """Expire the caller's session after that many calls."""
        self._expired.append(FaultRule(skip=after))

    def stale(self, operation: str | None = None, calls: int = 1, skip: int = 0) -> None:
        """Repeat the previous reply to the same request: later writes are not visible yet.

        Applies to `calls` calls after `skip` others.
        """
        self._stale.append(FaultRule(operation, skip=skip, calls=calls))

    def fail(self, operation: str | None = None, calls: int | None = 1, *, applied: bool = True) -> None:
        """Reply with a 5xx, after the call took effect or before."""
        self._failed.append((FaultRule(operation, calls=calls), applied))

    def lag(self, seed: int, most: int = 2) -> None:
        """Return old data at times, as the seed decides, for at most `most` reads after each change."""
        self._lag = Lag(seed, most)

    def catch_up(self) -> None:
        """Return current data from now on."""
        if self._lag:
            self._lag.catch_up()

    def truncate_pages(
        self, size: int, operation: str | None = None, calls: int | None = None, region: str | None = None
    ) -> None:
        """Return at most `size` items a page, whatever was requested; with 0, `calls` empty pages."""
        self._page_sizes.append((FaultRule(operation, region=region, calls=calls), size))

    def before(self, operation: str, callback: Callable[[], object], call: int = 1, region: str | None = None) -> None:
        """Change something just before call number `call` of an operation takes effect."""
        self._before.append((FaultRule(operation, region=region, skip=call - 1, calls=1), callback))

    def after(self, operation: str, callback: Callable[[], object], call: int = 1, region: str | None = None) -> None:
        """Change something just after call number `call` of an operation took effect."""
        self._after.append((FaultRule(operation, region=region, skip=call - 1, calls=1), callback))

    def allow(self) -> None:
        """Allow every call, and end the failures of connections, replies and the service."""
        self._denied.clear()
        self._throttled.clear()
        self._dropped.clear()
        self._lost.clear()
        self._failed.clear()
        self._dripping.clear()
        self.catch_up()
        self._simulated.clear()

    # Called by the account, in the order in which AWS checks.

    def check_connection(self, target: CallTarget) -> None:
        """Raise DroppedError if the request must not arrive."""
        _raise_dropped(self._dropped, target)

    def check_admission(self, target: CallTarget) -> None:
        """Raise ExpiredToken, Throttling or a failure of the service."""
        if _any_matches(self._expired, target):
            raise expired_token()
        now = self.clock()
        if _any_matches(self._throttled, target) or not all(rate.admits(target, now) for rate in self._rates):
            raise throttled()
        self._check_failure(target, applied=False)

    def denies(self, target: CallTarget) -> bool:
        """Whether no policy allows the call."""
        return _any_matches(self._denied, target)

    def simulated_denial(self, target: CallTarget) -> tuple[str, ...] | None:
        """The missing context of a simulated denial; None where the simulator allows the call."""
        return next((context for rule, context in self._simulated if rule.matches(target)), None)

    def page_size(self, target: CallTarget, wanted: int) -> int:
        """The number of items that this page may contain."""
        return min([wanted, *(size for rule, size in self._page_sizes if rule.matches(target))])

    def stale_answer(self, target: CallTarget, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        """The previous reply, where this one must be stale."""
        return self._replies.get(f"{target.operation} {parameters}") if _any_matches(self._stale, target) else None

    def remember(self, target: CallTarget, parameters: Mapping[str, Any], result: dict[str, Any]) -> None:
        """Keep a reply, which may be repeated."""
        self._replies[f"{target.operation} {parameters}"] = result

    def run_before(self, target: CallTarget) -> None:
        """Run the callbacks of `before` for this call."""
        _run(self._before, target)

    def run_after(self, target: CallTarget) -> None:
        """Run the callbacks of `after` for this call."""
        _run(self._after, target)

    def check_reply(self, target: CallTarget) -> None:
        """Raise DroppedError if the reply must not arrive, or the failure that replaces it."""
        _raise_dropped(self._lost, target)
        self._check_failure(target, applied=True)

    def lagging(
        self, target: CallTarget, parameters: Mapping[str, Any], read: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """The result of `read`, or its result before a change; raises its RefusalError in the same way."""
        if self._lag is None or not target.operation.partition(":")[2].startswith(("Get", "List")):
            return read()
        fresh: Answered
        try:
            fresh = read()
        except RefusalError as refusal:
            fresh = refusal.code, refusal.message, refusal.status
        answered = self._lag.answer(f"{target.operation} {parameters}", fresh)
        if isinstance(answered, tuple):
            raise RefusalError(*answered)
        return dict(answered)

    def _check_failure(self, target: CallTarget, *, applied: bool) -> None:
        if any(when is applied and rule.matches(target) for rule, when in self._failed):
            raise service_failure()

    def drips(self, target: CallTarget) -> float | None:
        """The seconds between two bytes of this reply; None where it arrives at once."""
        return next((seconds for rule, seconds in self._dripping if rule.matches(target)), None)


def _any_matches(rules: list[FaultRule], target: CallTarget) -> bool:
    return any(rule.matches(target) for rule in rules)


def _raise_dropped(rules: list[tuple[FaultRule, type[HTTPClientError]]], target: CallTarget) -> None:
    for rule, error in rules:
        if rule.matches(target):
            raise DroppedError(error)


def _run(rules: list[tuple[FaultRule, Callable[[], object]]], target: CallTarget) -> None:
    for rule, callback in rules:
        if rule.matches(target):
            callback()
