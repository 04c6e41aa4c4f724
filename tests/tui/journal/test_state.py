"""The journal as its screen knows it: what became of each operation, and what the filter leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.tui.journal.state import JournalContents, JournalState
from tests.support.app import NOW
from tests.support.plans import an_operation

DONE = an_operation(operation_id="aaaa1111")
FAILED = an_operation(Outcome.FAILED, operation_id="bbbb2222")
LEFT = an_operation(None, operation_id="cccc3333")
RUNNING = an_operation(None, operation_id="dddd4444")


def journal_of(*operations: Operation, text: str = "") -> JournalState:
    contents = JournalContents(Path("/journal"), operations, frozenset({"cccc3333"}), ())
    return JournalState(contents, text=text)


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (DONE, "done"),
        (FAILED, "failed"),
        (LEFT, "INTERRUPTED"),
        (RUNNING, "running"),
        (replace(DONE, undone_by="x"), "undone"),
        (replace(LEFT, continued_by="x"), "resumed"),
    ],
)
def test_each_operation_says_what_became_of_it(operation: Operation, word: str) -> None:
    assert journal_of(operation).word_of(operation) == word


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["dddd4444", "cccc3333", "bbbb2222", "aaaa1111"]),
        ("failed", ["bbbb2222"]),
        ("failed CONTAIN", ["bbbb2222"]),
        ("outcome:failed", ["bbbb2222"]),
        ("-outcome:failed id:aaaa", ["aaaa1111"]),
        ("aaaa", ["aaaa1111"]),
        ("111122223333 failed", ["bbbb2222"]),
        ("2026-03-02", ["dddd4444", "cccc3333", "bbbb2222", "aaaa1111"]),
        ("nobody", []),
    ],
)
def test_the_filter_leaves_the_operations_with_all_words_the_latest_first(text: str, ids: list[str]) -> None:
    state = journal_of(DONE, FAILED, LEFT, RUNNING, text=text)
    assert [operation.operation_id for operation in state.shown(NOW).rows] == ids
