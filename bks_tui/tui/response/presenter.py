"""A response as the app shows it: the plan, the progress, the result, and the possible answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.errors import ChangedError
from bks_tui.core.iam.labels import PASSWORD_LABEL, access_key_label
from bks_tui.core.iam.user import STOPPED
from bks_tui.core.response.changes import Step
from bks_tui.core.response.description import (
    operation_rows,
    outcome_row,
    outcome_sentence,
    piece_rows,
    step_row,
)
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_summary import summary_section
from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.core.text import pluralize, sanitize
from bks_tui.tui.action import READ_ONLY_REASON
from bks_tui.tui.kit.option import Option
from bks_tui.tui.response.state import ResponsePhase, ResponseState

CANCEL, CARRY_OUT, UNDO, PLAN_AGAIN = "cancel", "carry out", "undo", "plan again"

_CLOSE = Option(CANCEL, Cell("Close"))


def response_sections(state: ResponseState) -> tuple[Section, ...]:
    """The text to read, by phase."""
    if state.operation:
        return operation_sections(state.operation, str(state.journal))
    if state.error:
        return (_refusal(state), *_so_far(state))
    if state.plan and state.is_writing:
        return _under_way(state, state.plan)
    if state.plan:
        return (summary_section(state.plan),)
    return (Section("Reading the current state from AWS …", (Paragraph("Nothing is written yet.", Tone.DIM),)),)


def operation_sections(operation: Operation, journal: str) -> tuple[Section, ...]:
    """The result, step by step, with the journal file and the undo command."""
    rows = (
        *operation_rows(operation),
        KeyValue("journal", journal),
        *(row for record in operation.unwritten for row in piece_rows("record", record)),
    )
    title, tone = outcome_sentence(operation), outcome_row(operation).tone
    return (Section(title, (Paragraph(operation.plan.title), KeyValues(rows)), tone),)


def _under_way(state: ResponseState, plan: Plan) -> tuple[Section, ...]:
    progress = "Stopping before the next step …" if state.is_stopping else state.sentence or "Writing, step by step …"
    rows = tuple(
        step_row(state.steps[number]) if number in state.steps else _pending_row(step, state, number)
        for number, step in enumerate(plan.steps)
    )
    return Section(plan.title, tone=Tone.STRONG), Section(progress, (KeyValues(rows),))


def _pending_row(step: Step, state: ResponseState, number: int) -> KeyValue:
    is_next = number == len(state.steps)
    return KeyValue("next" if is_next else "to do", step.title, Tone.PLAIN if is_next else Tone.DIM)


def _refusal(state: ResponseState) -> Section:
    sentences = [Paragraph(state.error.remedy)] if state.error and state.error.remedy else []
    if not state.is_writing:
        sentences.append(Paragraph("Nothing was changed.", Tone.DIM))
    return Section(str(state.error), tuple(sentences), Tone.WARNING)


def _so_far(state: ResponseState) -> Iterator[Section]:
    if state.steps:
        rows = tuple(map(step_row, state.steps.values()))
        yield Section("Completed steps (details in the journal)", (KeyValues(rows),))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another request to plan instead, and the option for it."""

    request: Request
    option: Option


def alternatives(plan: Plan, now: datetime) -> tuple[Alternative, ...]:
    """Other requests in place of this plan; each is shown and confirmed in the same way."""
    match plan.request:
        case RevokeRequest() as request if request.only_access_key is None:
            return tuple(_other_revocations(request, plan))
        case DenyRequest(sessions_before=None) as request:
            label, hint = "All active sessions …", "revokes them all; lists who started them"
            return (_alternative(replace(request, sessions_before=now), label, hint),)
    return ()


def _other_revocations(request: RevokeRequest, plan: Plan) -> Iterator[Alternative]:
    known = plan.facts.known
    if any(about.startswith(access_key_label("")) and status not in STOPPED for about, status in known.items()):
        other = replace(request, keep_access_keys=not request.keep_access_keys)
        label = "With access keys …" if request.keep_access_keys else "Keep access keys …"
        hint = "deactivates them as well" if request.keep_access_keys else "does not change them"
        yield _alternative(other, label, hint)
    if PASSWORD_LABEL in known:
        other = replace(request, delete_password=not request.delete_password)
        label = "Keep password …" if request.delete_password else "With password …"
        hint = "does not change it" if request.delete_password else "deletes the console password; irreversible"
        yield _alternative(other, label, hint)
    if PASSWORD_LABEL in known or request.end_sessions:
        other = replace(request, end_sessions=not request.end_sessions)
        label = "Keep sign-ins …" if request.end_sessions else "With sign-ins …"
        hint = "leaves sign-in sessions" if request.end_sessions else "ends the sign-in sessions; irreversible"
        yield _alternative(other, label, hint)


def _alternative(request: Request, label: str, hint: str) -> Alternative:
    return Alternative(request, Option(label, Cell(label), Cell(hint, Tone.DIM)))


def answers(state: ResponseState, now: datetime) -> tuple[Option, ...]:
    """The possible answers, the one that changes nothing first; none while bks writes."""
    match state.phase:
        case ResponsePhase.READING:
            return (Option(CANCEL, Cell("Cancel"), Cell("nothing is written", Tone.DIM)),)
        case ResponsePhase.SHOWN if state.plan:
            return tuple(_before(state.plan, now, read_only=state.read_only))
        case ResponsePhase.ENDED if state.operation and state.operation.can_be_undone:
            return (_CLOSE, Option(UNDO, Cell("Undo …"), Cell("shows the plan and asks", Tone.DIM)))
        case ResponsePhase.REFUSED if isinstance(state.error, ChangedError):
            return (_CLOSE, Option(PLAN_AGAIN, Cell("New plan …"), Cell("reads the current state and asks", Tone.DIM)))
        case ResponsePhase.WRITING:
            return ()
    return (_CLOSE,)


def _before(plan: Plan, now: datetime, *, read_only: bool) -> Iterator[Option]:
    if read_only:
        yield _CLOSE
        yield from (alternative.option for alternative in alternatives(plan, now))
        return
    yield Option(CANCEL, Cell("Cancel"), Cell("nothing is written", Tone.DIM))
    how = "type the name of the user first" if plan.is_final else "re-reads, journals, writes and verifies"
    yield Option(CARRY_OUT, Cell("Carry it out"), Cell(how, Tone.DIM))
    yield from (alternative.option for alternative in alternatives(plan, now))


def confirmation(state: ResponseState) -> str:
    """How to confirm the plan that is shown, or why it cannot be; empty where choosing an answer confirms it."""
    if state.phase is not ResponsePhase.SHOWN or state.plan is None:
        return ""
    if state.read_only:
        return f"This plan cannot be carried out in {READ_ONLY_REASON}."
    return f"To confirm, type the name of the user: {name_to_type(state.plan)}" if state.asks_for_a_name else ""


def name_to_type(plan: Plan) -> str:
    """What confirms a plan that is not fully reversible: the name of its user, as shown."""
    return sanitize(plan.subject.name)


def confirms(plan: Plan, typed: str) -> bool:
    """Whether the typed text is exactly that name."""
    name = name_to_type(plan)
    return bool(name.strip()) and typed == name


_TITLES = {
    ResponsePhase.READING: "Reading",
    ResponsePhase.WRITING: "Writing to AWS",
    ResponsePhase.ENDED: "Result",
    ResponsePhase.REFUSED: "Not carried out",
}


def title(state: ResponseState) -> str:
    """The title of the frame, by phase."""
    if state.phase is ResponsePhase.SHOWN and state.plan:
        mode = "read-only" if state.read_only else "nothing is written yet"
        return f"Plan: {pluralize(len(state.plan.steps), 'call')}; {mode}"
    return _TITLES[state.phase]


def keys(state: ResponseState) -> str:
    """The keys that matter now, for the foot of the frame."""
    if state.phase is ResponsePhase.WRITING:
        return "" if state.is_stopping else "esc stops before the next step"
    if state.asks_for_a_name:
        return "enter confirms, or cancels without a name · tab answers · esc goes back"
    if state.phase is ResponsePhase.SHOWN:
        return "enter chooses · tab summary, calls (enter opens one) · esc goes back"
    reads = "tab reads · " if state.phase is not ResponsePhase.READING else ""
    return f"enter chooses · {reads}esc {'closes' if state.operation else 'goes back'}"
