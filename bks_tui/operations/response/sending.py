"""Sends the calls of a response, each in a thread of its own, so that a slow call does not delay the others."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import AwsError
from bks_tui.core.response.athena_kinds import structured
from bks_tui.core.response.changes import Parameter
from bks_tui.core.response.plan import Plan
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.freshness import OutdatedError
from bks_tui.operations.security_hub.sending import rejection, with_findings

# What AWS answered a call, or why there is no answer.
CallResult: TypeAlias = Answer | AwsError


def prepared_call(
    context: ResponseContext, plan: Plan, operation: str, parameters: dict[str, Parameter]
) -> Callable[[], CallResult]:
    """One call of a plan that changes something, ready to be sent once by any thread.

    An error does not prove that the change was not made.
    """
    service, _, action = operation.partition(":")
    try:
        api = context.api(service)
        # Its client is created now: that takes a while, which is not a slow answer.
        api.once()
        parameters = with_findings(plan, parameters)
    except AwsError as error:
        return partial(_as_is, error)
    return partial(_send, context, api, action, parameters)


def _as_is(error: AwsError) -> CallResult:
    return error


def _send(context: ResponseContext, api: Api, action: str, parameters: dict[str, Parameter]) -> CallResult:
    # The last moment: nothing comes between this and the call.
    if not context.freshness.is_fresh:
        return OutdatedError()
    try:
        answer = api.write(action, **structured(parameters))
        return rejection(answer) or answer
    except AwsError as error:
        return error


class CallsInFlight:
    """Calls that were sent and not answered yet, by number. Used by one thread; only the calls run in others."""

    def __init__(self) -> None:
        self._numbers = set[int]()
        self._results: queue.SimpleQueue[tuple[int, CallResult | BaseException]] = queue.SimpleQueue()

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def start(self, number: int, call: Callable[[], CallResult]) -> None:
        """Make a call, and do not wait for it."""
        self._numbers.add(number)
        # A daemon: a call that hangs must not delay quitting.
        threading.Thread(target=self._run, args=(number, call), name=f"bks-write-{number}", daemon=True).start()

    def results(self, seconds: float | None = None) -> Iterator[tuple[int, CallResult]]:
        """Each result as it arrives, until no call is left, or none was answered for so many seconds.

        Raises what a call raised.
        """
        while self._numbers:
            try:
                number, result = self._results.get(timeout=seconds)
            except queue.Empty:
                return
            self._numbers.discard(number)
            if isinstance(result, BaseException) and not isinstance(result, AwsError):
                raise result
            yield number, result

    def _run(self, number: int, call: Callable[[], CallResult]) -> None:
        try:
            self._results.put((number, call()))
        except BaseException as error:
            self._results.put((number, error))
