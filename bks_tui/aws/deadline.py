"""Calls with a deadline, whatever they wait for.

botocore's timeouts count from one received byte to the next, and do not cover slow name resolution
or a program that hangs. So each call runs in a helper thread, and is abandoned at its deadline: the
helper is a daemon thread and ends with the call, if it ends.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from bks_tui.core.errors import UnreachableError

T = TypeVar("T")

# Long enough for a slow list and one retry of botocore, short enough for a person in an incident.
CALL_SECONDS = 30.0
# The time that a running call still gets after a person stopped: most answers arrive within it.
GRACE_SECONDS = 0.5
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Limits:
    """When a call is abandoned: after `seconds` of wall-clock time, or soon after `interrupted` is set.

    A call that starts when `interrupted` is already set is one that the user waits for.
    """

    seconds: float = CALL_SECONDS
    interrupted: threading.Event | None = None


@dataclass
class _Result(Generic[T]):
    value: T


_Outcomes: TypeAlias = "queue.SimpleQueue[_Result[Any] | BaseException]"
_Tasks: TypeAlias = "queue.SimpleQueue[tuple[Callable[[], Any], _Outcomes] | None]"


class _Helper:
    """A thread that makes calls for the one thread that owns this object; it ends with the object."""

    def __init__(self) -> None:
        self.tasks: _Tasks = queue.SimpleQueue()
        threading.Thread(target=_work, args=(self.tasks,), name="bks-call", daemon=True).start()

    def __del__(self) -> None:
        self.tasks.put(None)


def _work(tasks: _Tasks) -> None:
    while (task := tasks.get()) is not None:
        call, outcomes = task
        try:
            outcomes.put(_Result(call()))
        except BaseException as error:
            outcomes.put(error)
        # Keep nothing of a call while waiting for the next.
        del task, call, outcomes


_of_this_thread = threading.local()


def within(limits: Limits, what: str, call: Callable[[], T]) -> T:
    """What `call` returns or raises. `what` is its name.

    Raises UnreachableError when it is abandoned. It may still take effect, so the state is unknown then.
    """
    helper: _Helper = getattr(_of_this_thread, "helper", None) or _Helper()
    # Not kept during the call: a helper whose call is abandoned is never used again.
    _of_this_thread.helper = None
    outcomes: _Outcomes = queue.SimpleQueue()
    helper.tasks.put((call, outcomes))
    outcome = _wait(limits, what, outcomes)
    _of_this_thread.helper = helper
    if isinstance(outcome, _Result):
        value: T = outcome.value
        return value
    raise outcome


def _wait(limits: Limits, what: str, outcomes: _Outcomes) -> _Result[Any] | BaseException:
    interrupted = limits.interrupted if limits.interrupted and not limits.interrupted.is_set() else None
    ends, stopping = time.monotonic() + limits.seconds, False
    while (left := ends - time.monotonic()) > 0:
        if interrupted and interrupted.is_set() and not stopping:
            stopping, ends = True, min(ends, time.monotonic() + GRACE_SECONDS)
            continue
        try:
            return outcomes.get(timeout=min(left, _LOOK_SECONDS))
        except queue.Empty:
            continue
    why = "had not answered when you stopped" if stopping else f"did not answer within {limits.seconds:.0f} seconds"
    raise UnreachableError(
        f"{what} {why}", "Check the network, the Region, AWS_ENDPOINT_URL and the proxy settings.", operation=what
    )
