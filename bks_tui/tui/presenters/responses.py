"""What is about to be written to AWS, and how it went, as the app shows it before and after."""

from __future__ import annotations

from bks_tui.core.operation import Operation
from bks_tui.core.plan_words import Row, Weight, operation_rows, outcome_row, plan_rows
from bks_tui.core.plans import Plan
from bks_tui.tui.cells import Line, Option, Section, Tone, cell

CARRY_OUT = "carry out"

_TONES = {
    Weight.PLAIN: Tone.PLAIN,
    Weight.HEADING: Tone.STRONG,
    Weight.GOOD: Tone.ACTIVE,
    Weight.DOUBTFUL: Tone.UNKNOWN,
    Weight.BAD: Tone.AT_RISK,
}


def plan_sections(plan: Plan) -> tuple[Section, ...]:
    """The whole plan: where, each call, what it stops, what it leaves, and how it is taken back."""
    return (Section(cell(plan.title, Tone.STRONG), tuple(map(_line, plan_rows(plan)))),)


def _line(row: Row) -> Line:
    return Line(row.label, cell(row.text, _TONES[row.weight]))


def plan_options() -> list[Option]:
    """What can be answered: not to do it first, under the cursor."""
    return [
        Option("cancel", cell("Cancel"), cell("nothing is written", Tone.DIM)),
        Option(CARRY_OUT, cell("Carry it out"), cell("read again, journalled, written, verified", Tone.DIM)),
    ]


def operation_sections(operation: Operation, journal: str) -> tuple[Section, ...]:
    """How it went, step by step, where it is written down, and how it is taken back."""
    told = outcome_row(operation)
    lines = (
        Line("", cell(operation.plan.title)),
        *map(_line, operation_rows(operation)),
        Line("journal", cell(journal)),
    )
    return (Section(cell(told.text, _TONES[told.weight]), lines),)


def told_shortly(operation: Operation) -> str:
    """How it went, in a line or two."""
    return f"{operation.plan.title}: {outcome_row(operation).text}"
