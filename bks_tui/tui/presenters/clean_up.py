"""The clean-up as it is shown: how far it is, the orphan with its holds and its plan, and the summary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.counting import count
from bks_tui.core.operation import Operation, Outcome
from bks_tui.core.plan_words import outcome_row
from bks_tui.core.plans import PlanKind
from bks_tui.export.actions_json import Untouched
from bks_tui.tui.cells import Cell, Line, Section, Tone, cell
from bks_tui.tui.clean_up_state import CleanUpState
from bks_tui.tui.presenters.detail import user_sections
from bks_tui.tui.presenters.responses import plan_sections


def heading(state: CleanUpState) -> str:
    """How far it is."""
    if state.finding is None:
        return f"Clean-up: all {count(len(state.orphans), 'orphan')} decided about"
    return f"Clean-up: {state.number + 1} of {len(state.orphans)}"


def status_line(state: CleanUpState) -> tuple[Cell, ...]:
    """What was done so far."""
    deleted = sum(isinstance(each, Operation) and _is_deletion(each) for each in state.done)
    spared = sum(isinstance(each, Untouched) for each in state.done)
    other = sum(isinstance(each, Operation) and not _is_done(each) for each in state.done)
    return (
        cell(f"{deleted} deleted"),
        cell(f"{spared} spared"),
        cell(f"{other} not deleted or not seen" if other else "", Tone.AT_RISK),
    )


def sections(state: CleanUpState, now: datetime) -> tuple[Section, ...]:
    """The orphan to decide about: what stands in the way, what would go, and all that is known; or the summary."""
    return tuple(_sections(state, now))


def _sections(state: CleanUpState, now: datetime) -> Iterator[Section]:
    finding = state.finding
    if finding is None:
        yield Section(cell("Summary", Tone.STRONG), tuple(map(_summary_line, state.done)))
        return
    if state.standing:
        lines = tuple(Line("held", cell(reason, Tone.UNKNOWN)) for reason in state.standing)
        yield Section(
            cell(f"{finding.user.name} is held: nobody decided yet whether it may go", Tone.UNKNOWN),
            (*lines, Line("", cell("h decides that these do not matter; n spares the user", Tone.DIM))),
        )
    elif state.error:
        yield Section(cell(f"{finding.user.name} cannot be deleted", Tone.AT_RISK), (Line("", cell(state.error)),))
    elif state.plan is None:
        yield Section(cell(f"Reading {finding.user.name} …", Tone.DIM), ())
    else:
        yield from plan_sections(state.plan)
    yield from user_sections(finding, now)


def _is_done(operation: Operation) -> bool:
    return operation.outcome is Outcome.DONE


def _is_deletion(operation: Operation) -> bool:
    return operation.plan.kind is PlanKind.CLEAN_UP and operation.outcome is Outcome.DONE


def _summary_line(done: Operation | Untouched) -> Line:
    if isinstance(done, Untouched):
        return Line("spared", cell(f"{done.username}: {done.reason}"))
    told = outcome_row(done)
    tone = Tone.ACTIVE if done.outcome is Outcome.DONE else Tone.AT_RISK
    label = "deleted" if _is_deletion(done) else told.label
    return Line(label, cell(f"{done.plan.subject.name}: {told.text}", tone))
