"""Which calls a fault concerns, and rate limits.

An operation is written `iam:ListUsers`; None means every operation. A user is the one that the call
is about; `ALL_USERS` is the call about all users at once. A Region is the one that the call was
signed for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class CallTarget(NamedTuple):
    """What a fault can distinguish calls by."""

    operation: str
    user: str | None
    region: str


@dataclass
class FaultRule:
    """Matches calls of an operation, about a user, in a Region: after `skip` others, `calls` of them."""

    operation: str | None = None
    user: str | None = None
    region: str | None = None
    skip: int = 0
    calls: int | None = None

    def matches(self, target: CallTarget) -> bool:
        """Whether the rule applies to this call; counts the call."""
        wanted = (self.operation, self.user, self.region)
        if any(one not in (None, found) for one, found in zip(wanted, target, strict=True)) or self.calls == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.calls is not None:
            self.calls -= 1
        return True


class Bucket:
    """A token bucket: `rate` calls a second, and as many at once after a pause."""

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
    """A rate for the calls of a rule, separate for each Region as in AWS."""

    rule: FaultRule
    rate: float
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def admits(self, target: CallTarget, now: float) -> bool:
        """Whether there is room for this call now."""
        if not self.rule.matches(target):
            return True
        return self.buckets.setdefault(target.region, Bucket(self.rate, now)).take(now)
