"""The list of operations and one of them in full, as cells and sections: text of the journal, which is untrusted."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.document import Cell, KeyValue, KeyValues, Section, Tone
from bks_tui.core.journal.history import is_of
from bks_tui.core.response.description import call_words, operation_rows, outcome_row, step_row, where_rows
from bks_tui.core.response.operation import Operation, StepTaken
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words
from bks_tui.tui.journal.situation import account_words
from bks_tui.tui.journal.state import JournalState, OperationState
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.times import MomentCell

COLUMNS = (
    Column("Time (UTC)", 16, rank=1),
    Column("Operation", 20, flexible=True),
    Column("Outcome", 12),
    Column("Account", 12, rank=2),
    Column("Id", 8, rank=3),
)
_TIME = "%Y-%m-%d %H:%M"
_ID_LENGTH = 8
_STATE_TONES = {OperationState.INTERRUPTED: Tone.WARNING, OperationState.RUNNING: Tone.WARNING}


def short_id(operation: Operation) -> str:
    """The beginning of its id, which is enough for a command."""
    return sanitize(operation.operation_id[:_ID_LENGTH])


def operation_cells(state: JournalState, operation: Operation, account: Account | None) -> tuple[Cell, ...]:
    """A row: when, what, how it ended, in which account (marked if it is another than `account`), and the id."""
    became, of = state.state_of(operation), operation.plan.account
    tone = _STATE_TONES.get(became, Tone.DIM) if became else outcome_row(operation).tone
    elsewhere = account is not None and not is_of(operation, account)
    return (
        MomentCell(words.format_seconds_utc(operation.begun_at)[:-3], Tone.DIM, operation.begun_at, _TIME),
        Cell(operation.plan.title),
        Cell(state.word_of(operation), tone),
        Cell(of.account_id, Tone.WARNING if elsewhere else Tone.DIM),
        Cell(short_id(operation), Tone.DIM),
    )


def operation_sections(state: JournalState, operation: Operation, account: Account | None) -> tuple[Section, ...]:
    """An operation in full: how it ended, where and as whom, and each step with its call and the state before."""
    of = operation.plan.account
    about = (*_outcome(state, operation), *_elsewhere(operation, account), *_relations(operation))
    steps = (row for number, taken in enumerate(operation.steps, 1) for row in _step(of, number, taken))
    # The rows of the steps are these, without their calls.
    rest = tuple(operation_rows(operation))[len(operation.steps) :]
    return (
        Section(operation.plan.title, (KeyValues((*about, *where_rows(operation.plan))),), Tone.STRONG),
        Section(pluralize(len(operation.steps), "step"), (KeyValues((*steps, *rest)),)),
    )


def _outcome(state: JournalState, operation: Operation) -> Iterator[KeyValue]:
    became, ended = state.state_of(operation), outcome_row(operation)
    if became is OperationState.RUNNING:
        yield KeyValue("outcome", "none yet: another bks is carrying it out", Tone.WARNING)
    else:
        yield KeyValue("outcome", ended.value, ended.tone)
    yield KeyValue("started", operation.begun_at)


def _elsewhere(operation: Operation, account: Account | None) -> Iterator[KeyValue]:
    if account and not is_of(operation, account):
        sentence = f"it was in {account_words(operation.plan.account)}, not in {account_words(account)}"
        yield KeyValue("caution", sentence, Tone.WARNING)


def _relations(operation: Operation) -> Iterator[KeyValue]:
    yield KeyValue("id", operation.operation_id)
    if operation.plan.continues:
        yield KeyValue("resumes", f"operation {operation.plan.continues[:_ID_LENGTH]}")
    if operation.continued_by:
        yield KeyValue("resumed", f"by operation {operation.continued_by[:_ID_LENGTH]}")


def _step(account: Account, number: int, taken: StepTaken) -> Iterator[KeyValue]:
    row = step_row(taken)
    yield KeyValue(row.label, f"{number}. {row.value}", row.tone)
    yield KeyValue("call", call_words(account, taken.step.change), Tone.DIM)
    if taken.begun_at:
        yield KeyValue("at", taken.begun_at, Tone.DIM)
        yield KeyValue("before", "did not exist" if taken.before is None else taken.before, Tone.DIM)


def operation_fields(operation: Operation) -> tuple[CopyField, ...]:
    """What can be copied of an operation, the id first."""
    subject, account = operation.plan.subject, operation.plan.account
    return (
        CopyField("operation id", operation.operation_id),
        CopyField(f"name of the {subject.kind.value}", subject.name),
        CopyField("ARN", subject.arn),
        CopyField("account", account.account_id),
        CopyField("command to show it", bks_command(account, "journal", "show", operation.operation_id)),
    )


def title_of(state: JournalState, shown: int) -> str:
    """What the list shows, for its title."""
    about = f"{shown} of {len(state.operations)} · latest first"
    return f"{about} · '{state.text}'" if state.text else about


def empty_reason(state: JournalState) -> str:
    """Why the list is empty."""
    if state.error:
        return f"{state.error}\n{state.error.remedy}".strip()
    if state.contents is None:
        return "Reading the journal …"
    if state.operations:
        return "Nothing matches the filter; esc clears it."
    return "The journal has no operations: bks has changed nothing in AWS from this machine."


def status_line(state: JournalState, keymap: Keymap) -> tuple[Cell, ...]:
    """Whether the journal is as bks wrote it, and how many operations were interrupted."""
    if state.error or state.contents is None:
        return (Cell("not read" if state.error else "reading …", Tone.WARNING if state.error else Tone.DIM),)
    interrupted = len(state.contents.interrupted)
    counted = Cell(f"{interrupted} interrupted", Tone.WARNING) if interrupted else Cell("none interrupted", Tone.DIM)
    faults = state.contents.faults
    if not faults:
        return counted, Cell(str(state.contents.path), Tone.DIM)
    key = keymap.shown("show_warnings")
    return Cell(f"The journal is damaged or incomplete ({key}): {faults[0]}", Tone.WARNING), counted
