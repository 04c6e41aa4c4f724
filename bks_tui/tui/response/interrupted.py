"""What was begun and never ended, as the app tells it when it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan_text import step_row
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words
from bks_tui.tui.actions import READ_ONLY_REASON
from bks_tui.tui.kit.cells import CellSection, Line, Option, Tone, cell
from bks_tui.tui.response.intents import Ask, ResumeOperation, UndoOperation

LATER = "later"
_GO_ON, _TAKE_BACK = "go on ", "take back "
# More would leave no room to read about them; the rest comes up once these are settled.
_MOST = 3


def cut_off_sections(operations: Sequence[Operation]) -> tuple[CellSection, ...]:
    """Each operation: what it was to do, when, and how far it came."""
    left = len(operations) - _MOST
    more = (CellSection(cell(f"and {left} more, once these are settled", Tone.DIM), ()),) if left > 0 else ()
    return (*map(_section, operations[:_MOST]), *more)


def _section(operation: Operation) -> CellSection:
    plan = operation.plan
    lines = [
        Line("begun", cell(words.format_seconds_utc(operation.begun_at) + " UTC")),
        Line("account", cell(plan.account.account_id)),
        Line("as", cell(plan.account.caller_arn)),
    ]
    lines += [Line(row.label, cell(row.text)) for row in map(step_row, operation.steps)]
    return CellSection(cell(plan.title, Tone.UNKNOWN), tuple(lines))


def cut_off_options(operations: Sequence[Operation], *, read_only: bool) -> list[Option]:
    """What can be done about them; in read-only mode nothing."""
    if read_only:
        return [Option(LATER, cell("Close"), cell(READ_ONLY_REASON, Tone.DIM))]
    return [
        Option(LATER, cell("Later"), cell("nothing is written", Tone.DIM)),
        *(option for operation in operations[:_MOST] for option in _options(operation)),
    ]


def _options(operation: Operation) -> Iterator[Option]:
    title = cell(sanitize(operation.plan.title), Tone.DIM)
    yield Option(_GO_ON + operation.operation_id, cell("Go on …"), title)
    yield Option(_TAKE_BACK + operation.operation_id, cell("Take it back …"), title)


def asked(option: str) -> Ask | None:
    """What an option asks for."""
    if option.startswith(_GO_ON):
        return ResumeOperation(option[len(_GO_ON) :])
    return UndoOperation(option[len(_TAKE_BACK) :]) if option.startswith(_TAKE_BACK) else None
