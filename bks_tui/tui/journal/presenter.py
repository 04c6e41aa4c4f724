"""Interrupted operations, as the app reports them when it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bks_tui.core.document import Cell, KeyValue, KeyValues, Section, Tone
from bks_tui.core.response.description import step_row
from bks_tui.core.response.operation import Operation
from bks_tui.tui.action import READ_ONLY_REASON
from bks_tui.tui.kit.option import Option
from bks_tui.tui.response.intents import Ask, ResumeOperation, UndoOperation

LATER = "later"
_RESUME, _UNDO = "resume ", "undo "
# More would leave no room for their details; the others are offered at the next start.
_MOST = 3


def interrupted_sections(operations: Sequence[Operation]) -> tuple[Section, ...]:
    """Each operation: its plan, when it started, and the state of each step."""
    others = len(operations) - _MOST
    more = (Section(f"and {others} more, offered at the next start", tone=Tone.DIM),) if others > 0 else ()
    return (*map(_section, operations[:_MOST]), *more)


def _section(operation: Operation) -> Section:
    plan = operation.plan
    where = (
        KeyValue("started", operation.begun_at),
        KeyValue("account", plan.account.account_id),
        KeyValue("as", plan.account.caller_arn),
    )
    steps = (replace(step_row(step), tone=Tone.PLAIN) for step in operation.steps)
    return Section(plan.title, (KeyValues((*where, *steps)),), Tone.WARNING)


def interrupted_options(operations: Sequence[Operation], *, read_only: bool) -> list[Option]:
    """The choices: later, and resume or undo for each operation; in read-only mode only to close."""
    if read_only:
        return [Option(LATER, Cell("Close"), Cell(READ_ONLY_REASON, Tone.DIM))]
    return [
        Option(LATER, Cell("Later"), Cell("nothing is written", Tone.DIM)),
        *(option for operation in operations[:_MOST] for option in _options(operation)),
    ]


def _options(operation: Operation) -> Iterator[Option]:
    title = Cell(operation.plan.title, Tone.DIM)
    yield Option(_RESUME + operation.operation_id, Cell("Resume …"), title)
    yield Option(_UNDO + operation.operation_id, Cell("Undo …"), title)


def asked(option: str) -> Ask | None:
    """The request that an option stands for; None for later."""
    if option.startswith(_RESUME):
        return ResumeOperation(option[len(_RESUME) :])
    return UndoOperation(option[len(_UNDO) :]) if option.startswith(_UNDO) else None
