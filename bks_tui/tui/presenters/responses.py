"""What is about to be written to AWS, and how it goes, as the app shows it before, meanwhile and after."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.operation import Operation, StepTaken
from bks_tui.core.plan_words import Row, Weight, operation_rows, outcome_row, plan_rows, step_row
from bks_tui.core.plans import Plan
from bks_tui.export import words
from bks_tui.tui.cells import Line, Option, Section, Tone, cell

CARRY_OUT, TAKE_BACK, GO_ON = "carry out", "take back", "go on"

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


def plan_options(plan: Plan) -> list[Option]:
    """What can be answered: not to do it first, under the cursor."""
    final = "FINAL: its name is asked for" if plan.is_final else "can be taken back"
    return [
        Option("cancel", cell("Cancel"), cell("nothing is written", Tone.DIM)),
        Option(CARRY_OUT, cell("Carry it out"), cell(final, Tone.DIM)),
    ]


def progress_sections(steps: Sequence[StepTaken]) -> tuple[Section, ...]:
    """How each step went so far; what was not begun yet says so."""
    lines = tuple(
        _line(step_row(taken)) if taken.begun_at else Line("to come", cell(taken.step.title, Tone.DIM))
        for taken in steps
    )
    return (Section(cell("Reading again, then step by step …", Tone.STRONG), lines),)


def operation_sections(operation: Operation, journal: str) -> tuple[Section, ...]:
    """How it went, step by step, where it is written down, and how it is taken back."""
    told = outcome_row(operation)
    lines = map(_line, (Row("", operation.plan.title), *operation_rows(operation), Row("journal", journal)))
    return (Section(cell(told.text, _TONES[told.weight]), tuple(lines)),)


def result_options(operation: Operation) -> list[Option]:
    """What can be done once it is over."""
    options = [Option("close", cell("Close"))]
    if operation.can_be_undone:
        options.append(Option(TAKE_BACK, cell("Take it back"), cell("shows what that does, and asks", Tone.DIM)))
    return options


def told_shortly(operation: Operation) -> str:
    """How it went, in a line or two."""
    return f"{operation.plan.title}: {outcome_row(operation).text}"


def cut_off_sections(operation: Operation) -> tuple[Section, ...]:
    """What was cut off: which operation, when, and how far it came."""
    lines = (
        Line("begun", cell(words.moment(operation.begun_at))),
        Line("operation", cell(operation.operation_id)),
        *(_line(step_row(taken)) for taken in operation.steps),
    )
    return (Section(cell(operation.plan.title, Tone.STRONG), lines),)


def cut_off_options(*, read_only: bool) -> list[Option]:
    """What can be done about it: nothing for now first, under the cursor."""
    later = Option("later", cell("Later"), cell("'bks journal' keeps it", Tone.DIM))
    if read_only:
        return [later]
    return [
        later,
        Option(GO_ON, cell("Go on"), cell("shows what is left to do, and asks", Tone.DIM)),
        Option(TAKE_BACK, cell("Take it back"), cell("shows what that does, and asks", Tone.DIM)),
    ]
