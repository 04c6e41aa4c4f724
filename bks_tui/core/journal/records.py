"""The records of a journal: what is written down of an operation as it goes, and what they add up to.

A record states one thing: that an operation was started (with its whole plan), that a call is about to be
made, how it ended, that the operation ended, or that another one resumed or undid it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeAlias

from bks_tui.core.journal.plan_json import change_of, plan_fields, plan_of
from bks_tui.core.response.changes import Change
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.requests import UndoRequest
from bks_tui.core.typed import moment, typed

JournalRecord: TypeAlias = dict[str, Any]

_State: Any = str | None


def operation_started(operation: Operation) -> JournalRecord:
    """An operation begins."""
    return _record("begun", operation, operation.begun_at, plan=plan_fields(operation.plan))


def step_started(operation: Operation, number: int, taken: StepTaken, at: datetime) -> JournalRecord:
    """Step `number` (from 0) is about to be made. It repeats the call, for whoever reads the file."""
    change = taken.step.change
    call = {"call": change.operation, "parameters": dict(change.parameters), "before": taken.before}
    return _record("asked", operation, at, step=number, **call)


def step_finished(operation: Operation, number: int, taken: StepTaken, at: datetime) -> JournalRecord:
    """What came of a step."""
    made = {"made_id": taken.made_id} if taken.made_id else {}
    return _record("answered", operation, at, step=number, outcome=taken.outcome.value, error=taken.error, **made)


def rollback_started(operation: Operation, number: int, change: Change, at: datetime) -> JournalRecord:
    """Change `number` that puts something back is about to be made."""
    return _record("putting back", operation, at, number=number, change=asdict(change))


def rollback_finished(operation: Operation, number: int, back: RollBackStep, at: datetime) -> JournalRecord:
    """How the roll-back went."""
    return _record("put back", operation, at, number=number, outcome=back.outcome.value, error=back.error)


def operation_finished(operation: Operation, outcome: Outcome, reason: str, at: datetime) -> JournalRecord:
    """The operation is over."""
    return _record("ended", operation, at, outcome=outcome.value, reason=reason)


def _record(event: str, operation: Operation, at: datetime, **fields: Any) -> JournalRecord:
    return {"event": event, "operation_id": operation.operation_id, "at": at.isoformat(), **fields}


def replay_operations(records: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """The operations in the records, the earliest first. A record that makes no sense is ignored."""
    operations: dict[str, Operation] = {}
    for record in records:
        try:
            _take(record, operations)
        except (LookupError, TypeError, ValueError, AttributeError):
            continue
    return tuple(operations.values())


def _take(record: Mapping[str, Any], operations: dict[str, Operation]) -> None:
    operation_id, event = typed(str, record["operation_id"]), record["event"]
    if event == "begun":
        operation = _begun(operation_id, record)
        operations[operation_id] = operation
        _relate(operation, operations)
        return
    before = operations[operation_id]
    if event in ("asked", "answered"):
        operations[operation_id] = replace(before, steps=_with_step(before.steps, record))
    elif event == "putting back":
        operations[operation_id] = replace(before, rollback=_with_attempt(before.rollback, record))
    elif event == "put back":
        operations[operation_id] = replace(before, rollback=_with_back(before.rollback, record))
    elif event == "ended":
        ended = replace(before, outcome=Outcome(record["outcome"]), reason=typed(str, record["reason"]))
        operations[operation_id] = ended
        _relate(ended, operations)


def _begun(operation_id: str, record: Mapping[str, Any]) -> Operation:
    plan = plan_of(record["plan"])
    steps = tuple(StepTaken(step, StepOutcome.SKIPPED) for step in plan.steps)
    return Operation(operation_id, _moment(record), plan, steps)


def _relate(operation: Operation, operations: dict[str, Operation]) -> None:
    """Let the earlier operations know which one resumed them, and which one undid them."""
    continued = operations.get(operation.plan.continues or "")
    if continued and continued is not operation:
        operations[continued.operation_id] = replace(continued, continued_by=operation.operation_id)
    request = operation.plan.request
    if operation.outcome is Outcome.DONE and isinstance(request, UndoRequest):
        for operation_id in request.operation_ids:
            if operation_id in operations:
                undone = replace(operations[operation_id], undone_by=operation.operation_id)
                operations[operation_id] = undone


def _with_step(steps: tuple[StepTaken, ...], record: Mapping[str, Any]) -> tuple[StepTaken, ...]:
    number = _index(record["step"])
    taken = steps[number]
    if record["event"] == "asked":
        before: str | None = typed(_State, record["before"])
        taken = replace(taken, outcome=StepOutcome.BEGUN, begun_at=_moment(record), before=before, error="")
    else:
        made_id, error = typed(str, record.get("made_id", taken.made_id)), typed(str, record["error"])
        taken = replace(taken, outcome=StepOutcome(record["outcome"]), error=error, made_id=made_id)
    return (*steps[:number], taken, *steps[number + 1 :])


def _with_attempt(put_backs: tuple[RollBackStep, ...], record: Mapping[str, Any]) -> tuple[RollBackStep, ...]:
    """The same call can be made more than once: it keeps its number."""
    number, back = _index(record["number"]), RollBackStep(change_of(record["change"]), StepOutcome.BEGUN)
    return (*put_backs[:number], back, *put_backs[number + 1 :])


def _with_back(put_backs: tuple[RollBackStep, ...], record: Mapping[str, Any]) -> tuple[RollBackStep, ...]:
    number = _index(record["number"])
    back = replace(put_backs[number], outcome=StepOutcome(record["outcome"]), error=typed(str, record["error"]))
    return (*put_backs[:number], back, *put_backs[number + 1 :])


def _index(value: object) -> int:
    number = typed(int, value)
    if number < 0:
        raise ValueError("it counts from the end")
    return number


def _moment(record: Mapping[str, Any]) -> datetime:
    return moment(record["at"])
