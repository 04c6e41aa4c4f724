"""Whatever is written into a record: it is refused with a sentence, or it undoes no more than it did before."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bks_tui.core.errors import BksError
from bks_tui.core.journal import records
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_undo import plan_undo
from bks_tui.core.response.record_check import record_fault, require_own
from bks_tui.core.response.requests import UndoRequest
from tests.support.plans import a_cleanup, a_revocation, an_operation, orphan
from tests.support.users import NOW, PHANTOM_NAME, access_key, an_account, user, user_record

CONTAINED = an_operation(plan=a_revocation(user(access_keys=(access_key("AKIAX"),)), delete_keys=False))
DELETED = an_operation(
    plan=a_cleanup(
        orphan(record=user_record(path="/team/"), tags=(("t", "v"),), groups=("g",)), include_held=("group",)
    )
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 10**30, 0.5, float("1e300"), "", "x", "Active", "\ud800", "2026-01-01"),
    *([], {}, ["x"], [[]], {"x": "y"}, {"x": {}}, "iam:CreateAccessKey", "0001-01-01T00:00:00+14:00", PHANTOM_NAME),
)


def written(operation: Operation) -> list[dict[str, Any]]:
    """The records of an operation that is over, as they are read from a file."""
    lines = [records.operation_started(operation)]
    for number, taken in enumerate(operation.steps):
        lines.append(records.step_started(operation, number, taken, NOW))
        lines.append(records.step_finished(operation, number, taken, NOW))
    reported: list[dict[str, Any]] = json.loads(
        json.dumps([*lines, records.operation_finished(operation, Outcome.DONE, "", NOW)])
    )
    return reported


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a value, as the container and the key."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


def undone(reported: list[dict[str, Any]], operation: Operation) -> Plan | None:
    """The plan that undoes what the records tell; None where it is refused with a sentence."""
    by_id = {each.operation_id: each for each in records.replay_operations(reported)}
    found = by_id.get(operation.operation_id)
    if found is None:
        return None
    facts = operation.plan.facts.after(taken.step.change for taken in operation.steps)
    subject = operation.plan.subject
    if f"user {PHANTOM_NAME}" not in facts.known:
        facts, subject = ObservedState({"account": facts.known["account"]}, {}), replace(subject, unique_id="")
    try:
        require_own([found])
        return plan_undo(UndoRequest(PHANTOM_NAME, (found.operation_id,)), [found], an_account(), subject, facts)
    except BksError:
        return None


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([CONTAINED, DELETED]), st.data())
def test_no_mutation_of_a_record_undoes_anything_else(operation: Operation, data: st.DataObject) -> None:
    original = written(operation)
    whole = undone(original, operation)
    assert whole is not None
    reported = copy.deepcopy(original)
    every = list(places(reported))
    container, key = every[data.draw(st.integers(0, len(every) - 1))]
    container[key] = data.draw(st.sampled_from(VALUES))
    plan = undone(reported, operation)
    assert plan is None or {str(step) for step in plan.steps} <= {str(step) for step in whole.steps}


def test_what_bks_writes_itself_is_its_own() -> None:
    for operation in (CONTAINED, DELETED):
        assert record_fault(operation) is None
