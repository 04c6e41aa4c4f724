"""The operations of the journal as rows, one in full, and the journal itself: always as text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bks_tui.core.document import Tone
from bks_tui.core.errors import FileError
from bks_tui.core.response.operation import Operation, StepOutcome
from bks_tui.tui.journal import rows
from bks_tui.tui.journal.state import JournalContents, JournalState
from bks_tui.tui.keymap import DEFAULT_KEYMAP
from bks_tui.tui.kit.content import content_of, sections_content
from tests.support.documents import text_of
from tests.support.hostile import HOSTILE, dangers
from tests.support.plans import an_operation, hostile_operation
from tests.support.users import an_account

HERE = an_account()
OPERATION = an_operation(operation_id="3f2a91c4-and-more")


def journal(*operations: Operation, faults: tuple[str, ...] = (), text: str = "") -> JournalState:
    ids = frozenset(each.operation_id for each in operations if each.is_interrupted)
    return JournalState(JournalContents(Path("/journal"), operations, ids, faults), text=text)


def test_a_row_has_the_time_the_operation_the_outcome_the_account_and_the_id() -> None:
    cells = rows.operation_cells(journal(OPERATION), OPERATION, HERE)
    title = OPERATION.plan.title
    assert [cell.text for cell in cells] == ["2026-03-02 12:00", title, "done", "111122223333", "3f2a91c4"]


@pytest.mark.parametrize(("account", "tone"), [(HERE, Tone.DIM), (replace(HERE, account_id="9" * 12), Tone.WARNING)])
def test_the_account_of_a_row_is_marked_if_it_is_another_than_the_one_on_show(account: object, tone: Tone) -> None:
    assert rows.operation_cells(journal(OPERATION), OPERATION, account)[3].tone is tone  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "part",
    [
        "outcome Done and verified in AWS.",
        "started 2026-03-02",
        "id 3f2a91c4-and-more",
        "account 111122223333",
        "caller arn:aws:",
        "verified 1. Deactivate API key",
        "call aws iam update-service-specific-credential",
        "before Active",
        "still works active sessions",
        "undo bks journal undo 3f2a91c4",
    ],
)
def test_an_operation_in_full_has_its_steps_with_call_and_state_before(part: str) -> None:
    assert part in text_of(rows.operation_sections(journal(OPERATION), OPERATION, HERE))


def test_an_operation_of_another_account_says_which() -> None:
    other = replace(HERE, account_id="999988887777")
    text = text_of(rows.operation_sections(journal(OPERATION), OPERATION, other))
    assert "caution it was in account 111122223333, not in account 999988887777" in text


def test_a_running_operation_is_not_called_interrupted() -> None:
    running = an_operation(None, steps=StepOutcome.BEGUN)
    state = JournalState(JournalContents(Path("/journal"), (running,), frozenset(), ()))
    assert "outcome none yet: another bks is carrying it out" in text_of(rows.operation_sections(state, running, HERE))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (JournalState(), "Reading the journal …"),
        (journal(), "The journal has no operations"),
        (journal(OPERATION, text="nobody"), "Nothing matches the filter"),
        (JournalState(error=FileError("it cannot be read", "Do this.")), "it cannot be read\nDo this."),
    ],
)
def test_an_empty_list_says_why(state: JournalState, sentence: str) -> None:
    assert rows.empty_reason(state).startswith(sentence)


def test_the_status_line_counts_what_is_interrupted_and_says_that_the_journal_is_damaged() -> None:
    state = journal(an_operation(None), faults=("line 3 was changed", "line 4 is not a record"))
    line = content_of(rows.status_line(state, DEFAULT_KEYMAP)).plain
    assert line == "The journal is damaged or incomplete (w): line 3 was changed  1 interrupted"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_the_journal_holds_is_shown_as_text(text: str) -> None:
    hostile = hostile_operation(text)
    state = journal(hostile, faults=(text,))
    for drawn in (
        sections_content(rows.operation_sections(state, hostile, HERE), 80),
        content_of(rows.status_line(state, DEFAULT_KEYMAP)),
    ):
        assert dangers(drawn.plain) == set()
    assert dangers(rows.short_id(hostile)) == set()
