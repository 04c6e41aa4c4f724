"""A response to several users as the app shows it: each plan, the progress, what became of each, and the answers."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.errors import BksError
from bks_tui.core.response.description import outcome_sentence, plan_section
from bks_tui.core.response.plan import Plan
from bks_tui.core.text import pluralize
from bks_tui.tui.kit.option import Option
from bks_tui.tui.response.batch_state import BatchState, UserOutcome
from bks_tui.tui.response.presenter import CANCEL, CARRY_OUT, operation_sections
from bks_tui.tui.response.state import ResponsePhase

ON_FAILURE = "on failure"

_NOTHING_WRITTEN = Paragraph("Nothing is written yet.", Tone.DIM)
_TONES = {
    UserOutcome.DONE: Tone.INFO,
    UserOutcome.UNVERIFIED: Tone.WARNING,
    UserOutcome.REFUSED: Tone.WARNING,
    UserOutcome.FAILED: Tone.DANGER,
    UserOutcome.NOT_STARTED: Tone.WARNING,
    UserOutcome.RUNNING: Tone.STRONG,
}
# The result starts with what a person has to look at.
_RESULTS = (
    UserOutcome.FAILED,
    UserOutcome.NOT_STARTED,
    UserOutcome.UNVERIFIED,
    UserOutcome.REFUSED,
    UserOutcome.DONE,
)


def subject_line(state: BatchState) -> str:
    """What is done, and to whom: the same first line in every phase."""
    return f"{state.action.value.capitalize()} {pluralize(len(state.items), 'marked user')}"


def batch_sections(state: BatchState) -> tuple[Section, ...]:
    """The text to read, by phase."""
    match state.phase:
        case ResponsePhase.ENDED:
            return tuple(_result(state))
        case ResponsePhase.WRITING:
            return (_progress(state),)
        case ResponsePhase.REFUSED:
            return (_stopped(state),)
        case ResponsePhase.SHOWN:
            return tuple(_plans(state))
    read = len(state.items) - state.count(UserOutcome.WAITING)
    title = f"Reading the current state from AWS: {read} of {pluralize(len(state.items), 'user')} …"
    return (Section(title, (_NOTHING_WRITTEN,)),)


def _numbers(state: BatchState, outcome: UserOutcome) -> Iterator[int]:
    return (number for number in range(len(state.items)) if state.outcome(number) is outcome)


def _plans(state: BatchState) -> Iterator[Section]:
    """The users in a line each, then why some are refused, then each plan in full."""
    refused = tuple(_numbers(state, UserOutcome.REFUSED))
    planned = tuple(_numbers(state, UserOutcome.PLANNED))
    counted = pluralize(len(planned), "plan") + (f", {len(refused)} refused" if refused else "")
    if any(plan.is_final for plan in state.plans):
        yield Section("This is not fully reversible.", tone=Tone.DANGER)
    yield Section(f"{counted}:", tone=Tone.STRONG)
    for number in refused:
        yield Section(state.items[number].label, (KeyValues((_why(state.responses[number].error),)),))
    for number in planned:
        if plan := state.responses[number].plan:
            yield Section(state.items[number].label, (KeyValues(tuple(_summary(plan))),))
    for plan in state.plans:
        yield plan_section(plan)


def _why(error: BksError | None) -> KeyValue:
    return KeyValue(UserOutcome.REFUSED.value, _sentences(error) if error else "", Tone.WARNING)


def _sentences(error: BksError) -> str:
    """What failed, and what to do."""
    return f"{str(error).rstrip('.')}. {error.remedy}".strip()


def _summary(plan: Plan) -> Iterator[KeyValue]:
    """What a plan does and affects, in a few lines."""
    final = sum(step.is_final for step in plan.steps)
    irreversible = f"; {final} irreversible" if final else ""
    titles = "; ".join(step.title for step in plan.steps)
    yield KeyValue("calls", f"{len(plan.steps)}{irreversible}: {titles}", Tone.DANGER if plan.is_final else Tone.PLAIN)
    for label, sentences, tone in (
        ("impact", dict.fromkeys(step.breaks for step in plan.steps if step.breaks), Tone.PLAIN),
        ("caution", (*plan.holds, *plan.cautions), Tone.WARNING),
        ("gap", plan.gaps, Tone.WARNING),
    ):
        yield from (KeyValue(label, sentence, tone) for sentence in sentences)


def _progress(state: BatchState) -> Section:
    rows = tuple(_row(state, number) for number in range(len(state.items)))
    if state.is_stopping_now:
        title = "Stopping before the next step …"
    elif state.stopping.is_set():
        title = "Stopping after this user …"
    else:
        title = "Writing, one user after the other …"
    return Section(title, (KeyValues(rows),), Tone.STRONG)


def _row(state: BatchState, number: int) -> KeyValue:
    """How far a user is, and why or with which operation."""
    outcome, of_user = state.outcome(number), state.responses[number]
    if of_user.operation:
        how = f"operation {of_user.operation.operation_id[:8]}"
        if outcome is not UserOutcome.DONE:
            how += f": {outcome_sentence(of_user.operation)}"
    elif outcome is UserOutcome.RUNNING:
        how = of_user.sentence or f"{pluralize(len(of_user.steps), 'call')} made"
    elif of_user.error:
        how = _sentences(of_user.error)
    else:
        how = "outcome unknown; see the journal" if outcome is UserOutcome.FAILED else ""
    return KeyValue(outcome.value, ": ".join(filter(None, (state.items[number].label, how))), _tone(outcome))


def _tone(outcome: UserOutcome) -> Tone:
    return _TONES.get(outcome, Tone.DIM)


def _result(state: BatchState) -> Iterator[Section]:
    """What became of each user, the undone ones first; then each operation in full, with its undo command."""
    if state.error:
        yield _stopped(state)
    for outcome in _RESULTS:
        if numbers := tuple(_numbers(state, outcome)):
            rows = tuple(_row(state, number) for number in numbers)
            yield Section(f"{pluralize(len(numbers), 'user')} {outcome.value}", (KeyValues(rows),), _tone(outcome))
    for of_user in state.responses:
        if of_user.operation:
            yield from operation_sections(of_user.operation, str(of_user.journal))


def _stopped(state: BatchState) -> Section:
    """Why it ended as a whole."""
    remedy = (Paragraph(state.error.remedy),) if state.error and state.error.remedy else ()
    nothing = () if state.operations or state.is_writing else (Paragraph("Nothing was changed.", Tone.DIM),)
    return Section(str(state.error), (*remedy, *nothing), Tone.WARNING)


def batch_answers(state: BatchState) -> tuple[Option, ...]:
    """The possible answers, the one that changes nothing first; none while bks writes."""
    if state.phase is ResponsePhase.WRITING:
        return ()
    if state.phase is ResponsePhase.READING or (state.phase is ResponsePhase.SHOWN and state.plans):
        cancel = Option(CANCEL, Cell("Cancel"), Cell("nothing is written", Tone.DIM))
        return (cancel, *_to_carry_out(state)) if state.plans and state.is_planned else (cancel,)
    return (Option(CANCEL, Cell("Close")),)


def _to_carry_out(state: BatchState) -> Iterator[Option]:
    number = len(state.plans)
    each = "re-reads, journals, writes and verifies each"
    how = "type the phrase first" if state.asks_for_a_phrase else each
    yield Option(CARRY_OUT, Cell(f"Carry out {pluralize(number, 'plan')}"), Cell(how, Tone.DIM))
    if number > 1:
        now = "continue with the next user" if state.keeps_going else "stop, and list what was not done"
        yield Option(ON_FAILURE, Cell("After a failure …"), Cell(f"{now}; enter changes it", Tone.DIM))


def phrase(state: BatchState) -> str:
    """What confirms plans that are not fully reversible: what is done, and to how many."""
    return f"{state.action.value} {pluralize(len(state.plans), 'user')}"


def batch_title(state: BatchState) -> str:
    """The title of the frame, by phase."""
    match state.phase:
        case ResponsePhase.SHOWN if not state.plans:
            return "No plan; nothing is written"
        case ResponsePhase.SHOWN:
            calls = pluralize(sum(len(plan.steps) for plan in state.plans), "call")
            return f"{pluralize(len(state.plans), 'plan')}: {calls}; nothing is written yet"
        case ResponsePhase.WRITING:
            return f"Writing to AWS: {state.carried_out} of {pluralize(state.to_carry_out, 'user')}"
        case ResponsePhase.ENDED:
            counts = (f"{state.count(each)} {each.value}" for each in reversed(_RESULTS) if state.count(each))
            return f"Result: {', '.join(counts)}"
        case ResponsePhase.REFUSED:
            return "Not carried out"
    return "Reading"


def batch_keys(state: BatchState) -> str:
    """The keys that matter now, for the foot of the frame."""
    if state.phase is ResponsePhase.WRITING:
        if state.is_stopping_now:
            return ""
        return "esc again stops before the next step" if state.stopping.is_set() else "esc stops after this user"
    if state.asks_for_a_phrase:
        return "enter confirms, or cancels without a phrase · tab answers · esc goes back"
    reads = "tab reads · " if state.phase is not ResponsePhase.READING else ""
    return f"enter chooses · {reads}esc {'closes' if state.phase is ResponsePhase.ENDED else 'goes back'}"
