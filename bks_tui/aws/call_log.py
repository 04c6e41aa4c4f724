"""The log of finished AWS calls, for the list of calls in the app.

It uses the events of botocore, so that every call is listed, including those that botocore makes
by itself (SSO, AssumeRole).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from bks_tui.core.account.account import ApiCall
from bks_tui.core.account.clock_offset import ClockOffset, clock_offset

KEPT = 2_000
_STARTED, _SENT = "bks_started", "bks_sent"

# Made for every session, and answered by AWS itself, not by what is stored there.
_TIMED = "sts:GetCallerIdentity"


class CallLog:
    """The latest finished calls. Calls finish in many threads; every method may be called from any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[ApiCall] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[ApiCall], None]] = []
        self._clock_offset: ClockOffset | None = None

    @property
    def recent(self) -> tuple[ApiCall, ...]:
        """The latest calls, the oldest first."""
        with self._lock:
            return tuple(self._calls)

    @property
    def clock_offset(self) -> ClockOffset | None:
        """How far the clock of this machine is from that of AWS, by the last identification; None before it."""
        with self._lock:
            return self._clock_offset

    def listen(self, callback: Callable[[ApiCall], None]) -> None:
        """Call `callback` with every call from now on, in the thread that made it."""
        with self._lock:
            self._listeners.append(callback)

    def attach(self, session: botocore.session.Session) -> None:
        """List the calls of every client that `session` makes from now on."""
        session.register("before-call", self._on_start)
        session.register("after-call", self._on_answer)
        session.register("after-call-error", self._on_error)

    def _on_start(self, **event: Any) -> None:
        event["context"] |= {_STARTED: time.monotonic(), _SENT: datetime.now(timezone.utc)}

    def _on_answer(self, **event: Any) -> None:
        self._measure_clock(event["event_name"], event["context"], event["http_response"].headers.get("Date") or "")
        self._add(event["event_name"], event["context"], event["parsed"].get("Error", {}).get("Code") or "ok")

    def _on_error(self, **event: Any) -> None:
        error = event["exception"]
        code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
        self._add(event["event_name"], event["context"], code or type(error).__name__)

    def _measure_clock(self, event_name: str, context: dict[str, Any], date: str) -> None:
        measured = None
        # A call that was repeated was sent later than it began.
        if _operation(event_name) == _TIMED and context.get("retries", {}).get("attempt", 1) == 1:
            measured = clock_offset(date, context[_SENT], datetime.now(timezone.utc), _TIMED)
        with self._lock:
            self._clock_offset = measured or self._clock_offset

    def _add(self, event_name: str, context: dict[str, Any], outcome: str) -> None:
        call = ApiCall(
            when=datetime.now(timezone.utc),
            operation=_operation(event_name),
            region=context.get("signing", {}).get("region") or context.get("client_region") or "",
            milliseconds=round((time.monotonic() - context[_STARTED]) * 1000),
            outcome=outcome,
            retries=context.get("retries", {}).get("attempt", 1) - 1,
        )
        with self._lock:
            self._calls.append(call)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(call)


def _operation(event_name: str) -> str:
    """The call in the name of an event: `sts:GetCallerIdentity` of `after-call.sts.GetCallerIdentity`."""
    _, service, action = event_name.split(".")
    return f"{service}:{action}"
