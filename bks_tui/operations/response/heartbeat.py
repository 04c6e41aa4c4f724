"""Show a person who waits why: what is in progress is repeated while nothing new happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.retries import Wait
from bks_tui.core.response.operation import Operation
from bks_tui.operations.response.updates import Progress, RespondUpdate, RollBackUpdate, StepUpdate

_BEAT_SECONDS = 2.0


def with_heartbeat(task: Callable[[Wait], Iterable[RespondUpdate]]) -> Iterator[RespondUpdate]:
    """What one task yields, which runs in a thread of its own and is given how to wait; never silent for long.

    Raises what the task raises.
    """
    heart = _Heart()
    # Nobody cancels it: it is stopped by what it looks at itself.
    never = threading.Event()
    with DaemonPool[RespondUpdate](2) as pool:
        pool.add(lambda: heart.listening(task(pool.stopping.wait)))
        pool.add(heart.beats)
        for update in pool.items(never):
            yield update
            if isinstance(update, Operation):
                return


def _under_way(update: RespondUpdate) -> str:
    match update:
        case Progress(sentence):
            return sentence.removesuffix(" …")
        case StepUpdate(_, taken):
            return f"{taken.step.title}: waiting for AWS"
        case RollBackUpdate(_, back):
            return f"Rolling back: {back.change.about}: waiting for AWS"
        case _:
            return "Waiting for AWS"


class _Heart:
    def __init__(self) -> None:
        self._told = threading.Event()
        self._is_over = False
        self._sentence = "Waiting for AWS"

    def listening(self, updates: Iterable[RespondUpdate]) -> Iterator[RespondUpdate]:
        """The updates, listened to. The operation comes once the task has ended and released its lock."""
        ended: Operation | None = None
        try:
            for update in updates:
                self._sentence = _under_way(update)
                self._told.set()
                if isinstance(update, Operation):
                    ended = update
                else:
                    yield update
            if ended is not None:
                yield ended
        finally:
            self._is_over = True
            self._told.set()

    def beats(self) -> Iterator[RespondUpdate]:
        """What is in progress, whenever nothing was shown for a while."""
        silent = 0.0
        while not self._is_over:
            if self._told.wait(_BEAT_SECONDS):
                self._told.clear()
                silent = 0.0
            else:
                silent += _BEAT_SECONDS
                yield Progress(f"{self._sentence} … {silent:.0f} s")
