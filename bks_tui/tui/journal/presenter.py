"""Interrupted operations, as the app reports them when it starts."""

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
_RESUME, _UNDO = "resume ", "undo "
# More would leave no room for their details; the others are offered at the next start.
_MOST = 3


def interrupted_sections(operations: Sequence[Operation]) -> tuple[CellSection, ...]:
    """Each operation: its plan, when it started, and the state of each step."""
    others = len(operations) - _MOST
    more = (CellSection(cell(f"and {others} more, offered at the next start", Tone.DIM), ()),) if others > 0 else ()
    return (*map(_section, operations[:_MOST]), *more)


def _section(operation: Operation) -> CellSection:
    plan = operation.plan
    lines = [
        Line("started", cell(words.format_seconds_utc(operation.begun_at) + " UTC")),
        Line("account", cell(plan.account.account_id)),
        Line("as", cell(plan.account.caller_arn)),
    ]
    lines += [Line(row.label, cell(row.text)) for row in map(step_row, operation.steps)]
    return CellSection(cell(plan.title, Tone.UNKNOWN), tuple(lines))


def interrupted_options(operations: Sequence[Operation], *, read_only: bool) -> list[Option]:
    """The choices: later, and resume or undo for each operation; in read-only mode only to close."""
    if read_only:
        return [Option(LATER, cell("Close"), cell(READ_ONLY_REASON, Tone.DIM))]
    return [
        Option(LATER, cell("Later"), cell("nothing is written", Tone.DIM)),
        *(option for operation in operations[:_MOST] for option in _options(operation)),
    ]


def _options(operation: Operation) -> Iterator[Option]:
    title = cell(sanitize(operation.plan.title), Tone.DIM)
    yield Option(_RESUME + operation.operation_id, cell("Resume …"), title)
    yield Option(_UNDO + operation.operation_id, cell("Undo …"), title)


def asked(option: str) -> Ask | None:
    """The request that an option stands for; None for later."""
    if option.startswith(_RESUME):
        return ResumeOperation(option[len(_RESUME) :])
    return UndoOperation(option[len(_UNDO) :]) if option.startswith(_UNDO) else None
