"""The plan of the next user is made while the one before is being deleted. It only reads, and execution plans again."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.core.response.plan import Plan
    from bks_tui.core.response.requests import Request


@dataclass
class PlanAhead:
    """At most one plan, made in a thread of its own until it is asked for. `requests` are those that may follow."""

    responder: CommandResponder
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "plan-ahead"))
    _begun: Mapping[Request, Future[Plan]] = field(default_factory=dict)

    def __enter__(self) -> PlanAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cancelled.set()
        self._pool.shutdown(cancel_futures=True)

    def begin(self, request: Request | None) -> None:
        """Begin the plan for this request; None if there is no next one."""
        from bks_tui.operations.response.plan import plan_response

        context = self.responder.context(self._cancelled)
        self._begun = {request: self._pool.submit(plan_response, context, request)} if request else {}

    def plan(self, request: Request) -> Plan:
        """The plan for this request, which may have been begun. Raises as `plan_response` does."""
        begun = self._begun.get(request)
        return begun.result() if begun else self.responder.plan(request)
