"""A plan as it fits on a screen: what it means above, a line for each call, and one call in full.

`description.py` has the same plan as one text, for a dry run and the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.response.description import (
    STOPPING,
    call_rows,
    document_rows,
    precondition_row,
    reversibility,
    where_rows,
)
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.text import pluralize

# The list of the calls has the others.
_MOST_NAMED = 3
_FINAL = "This is not fully reversible."
# Who is affected beside those that are known, by what the plan is for.
_AFFECTED = {
    PlanKind.CLEAN_UP: "nobody who is known: the user has no active credential",
    **dict.fromkeys(STOPPING, "everyone who uses these credentials; the timeline shows who did"),
}


def summary_section(plan: Plan) -> Section:
    """What stops, what is irreversible, who else is affected and what remains; then where and as whom."""
    rows = (*_meaning(plan), *where_rows(plan), precondition_row(plan))
    return Section(plan.title, (*_warnings(plan), KeyValues(rows)), Tone.STRONG)


def _warnings(plan: Plan) -> Iterator[Paragraph]:
    for hold in plan.holds:
        yield Paragraph(f"{hold[:1].upper()}{hold[1:]}.", Tone.WARNING)
    if plan.is_final:
        yield Paragraph(_FINAL, Tone.DANGER)


def _meaning(plan: Plan) -> Iterator[KeyValue]:
    label = "stops" if plan.kind in STOPPING else "impact"
    yield from (KeyValue(label, sentence) for sentence in _impacts(plan))
    yield _reversible(plan)
    if plan.kind in _AFFECTED:
        yield KeyValue("affected", _AFFECTED[plan.kind])
    for kind, sentences, tone in (
        ("ends", plan.ends, Tone.PLAIN),
        ("gap", plan.gaps, Tone.WARNING),
        ("caution", plan.cautions, Tone.WARNING),
        ("remaining", plan.leaves, Tone.PLAIN),
    ):
        yield from (KeyValue(kind, sentence, tone) for sentence in sentences)


def _impacts(plan: Plan) -> Iterator[str]:
    """Each impact once, with the number of calls that have it; that a call is irreversible is said below them."""
    impacts = (step.breaks for step in plan.steps if step.breaks and not step.breaks.startswith("Irreversible."))
    for sentence, count in Counter(impacts).items():
        yield f"{sentence} ({pluralize(count, 'call')})" if count > 1 else sentence


def _reversible(plan: Plan) -> KeyValue:
    final = [step.title for step in plan.steps if step.is_final]
    if final:
        others = [f"{len(final) - _MOST_NAMED} more"] if len(final) > _MOST_NAMED else []
        return KeyValue("reversible", f"no: {'; '.join([*final[:_MOST_NAMED], *others])}", Tone.DANGER)
    partly = [reversibility(step) for step in plan.steps if reversibility(step) != "yes"]
    return KeyValue("reversible", partly[0], Tone.DANGER) if partly else KeyValue("reversible", "yes, every call")


def call_cells(plan: Plan, number: int) -> tuple[Cell, ...]:
    """The line of call `number` (from 0): its number, what it does, whether it can be undone, and its API call."""
    step = plan.steps[number]
    word = reversibility(step).partition(":")[0]
    undo = Cell(word, Tone.PLAIN if word == "yes" else Tone.DANGER)
    return Cell(str(number + 1)), Cell(step.title), undo, Cell(step.change.operation, Tone.DIM)


def calls_section(plan: Plan, hint: str) -> Section:
    """All calls, a line for each; `hint` says how to see one in full."""
    rows = (
        KeyValue(str(number), f"{step.title} ({step.change.operation})") for number, step in enumerate(plan.steps, 1)
    )
    return Section(f"{pluralize(len(plan.steps), 'call')}: {hint}", (KeyValues(tuple(rows)),))


def call_section(plan: Plan, number: int) -> Section:
    """Call `number` (from 0) in full: the command, why, what it breaks, and its policy documents."""
    step = plan.steps[number]
    rows = (*call_rows(plan.account, step), *document_rows(step.change))
    return Section(step.title, (KeyValues(rows),), Tone.STRONG)
