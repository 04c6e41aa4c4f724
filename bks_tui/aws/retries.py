"""Retries of throttled calls, instead of those of botocore.

The retries of botocore cannot be cancelled and give up after seconds. A scan of a large account must
slow down for as long as needed and still react to Escape at once.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from bks_tui.aws.explanations import explanation_of_code
from bks_tui.core.errors import CancelledError, ThrottledError

T = TypeVar("T")

# Waits for that many seconds; True if it was stopped while waiting (`threading.Event.wait`).
Wait: TypeAlias = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class RetryBudget:
    """How long to wait out throttling, in seconds: all pauses together, the first and the longest."""

    total: float = 120.0
    first: float = 0.5
    longest: float = 5.0


def pauses(budget: RetryBudget) -> Iterator[float]:
    """The pauses in seconds before the second attempt, the third … until the budget is used up."""
    waited, longest = 0.0, budget.first
    while waited < budget.total:
        # Jitter, or all threads that were throttled together would retry together.
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - not for secrets
        yield pause
        waited += pause
        longest = min(longest * 2, budget.longest)


def retry_while_throttled(
    call: Callable[[], T], wait: Wait, budget: RetryBudget, interrupted: threading.Event | None = None
) -> T:
    """What `call` returns, retried while AWS throttles it.

    Raises ThrottledError when the budget is used up or `interrupted` is set while waiting, CancelledError
    when `wait` was stopped.
    """
    before_next = pauses(budget)
    watched = interrupted if interrupted and not interrupted.is_set() else None
    while True:
        try:
            return call()
        except ThrottledError as throttled:
            pause = next(before_next, None)
            if pause is None:
                raise
            error = throttled
        if watched and watched.wait(pause):
            raise error
        if wait(0 if watched else pause):
            raise CancelledError("cancelled")


def leave_throttling_to_bks(client: BaseClient) -> None:
    """Make a throttled call of `client` fail at once; botocore retries only failures."""
    client.meta.events.register("response-received", _raise_throttling)


def _raise_throttling(**event: Any) -> None:
    answer: Any = event["parsed_response"] or {}
    code = answer.get("Error", {}).get("Code")
    if code and explanation_of_code(code, 0).kind is ThrottledError:
        # "response-received.iam.ListUsers"
        raise ClientError(answer, event["event_name"].rpartition(".")[2])
