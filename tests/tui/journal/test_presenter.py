"""Interrupted operations as cells: the text to read and the options."""

from __future__ import annotations

import pytest

from bks_tui.core.response.operation import Operation
from bks_tui.tui.journal.presenter import asked, interrupted_options, interrupted_sections
from bks_tui.tui.response.intents import Ask, ResumeOperation, UndoOperation
from tests.support.plans import an_operation


def operations(count: int) -> tuple[Operation, ...]:
    return tuple(an_operation(None, operation_id=f"operation-{number}") for number in range(count))


def test_of_many_interrupted_operations_the_first_are_offered_and_the_others_counted() -> None:
    assert len(interrupted_options(operations(5), read_only=False)) == 1 + 2 * 3
    assert interrupted_sections(operations(5))[-1].title == "and 2 more, offered at the next start"


@pytest.mark.parametrize(
    ("place", "ask"), [(0, None), (1, ResumeOperation("operation-0")), (2, UndoOperation("operation-0"))]
)
def test_what_is_offered_asks_for_the_operation(place: int, ask: Ask | None) -> None:
    option = interrupted_options(operations(1), read_only=False)[place]
    assert asked(option.id) == ask
