"""Which operations belong together, and which can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.journal.history import chain_of, find_operation, release_request, undo_request
from bks_tui.core.response.operation import Operation, StepOutcome
from tests.support.plans import a_cleanup, an_operation
from tests.support.users import ACCOUNT_ID, PHANTOM_NAME, an_account

ACCOUNT = an_account()
CONTAINED = an_operation(operation_id="3f2a")
LATER = replace(CONTAINED, operation_id="3f9b", plan=replace(CONTAINED.plan, continues="3f2a"))
DELETED = an_operation(plan=a_cleanup(), operation_id="77")
ALL = (CONTAINED, LATER, DELETED)


def test_an_operation_goes_with_those_that_it_went_on_with() -> None:
    assert chain_of(ALL, LATER) == (CONTAINED, LATER)


def test_a_journal_in_which_two_resume_each_other_leads_nowhere() -> None:
    first = replace(CONTAINED, plan=replace(CONTAINED.plan, continues="3f9b"))
    assert chain_of((first, LATER), LATER) == (first, LATER)


@pytest.mark.parametrize(("beginning", "found"), [("3f2", CONTAINED), ("77", DELETED), ("3f9b", LATER)])
def test_an_operation_is_found_by_the_beginning_of_its_id(beginning: str, found: Operation) -> None:
    assert find_operation(ALL, beginning) == found


@pytest.mark.parametrize(("beginning", "why"), [("3f", "more than one"), ("9", "no operation"), ("", "no operation")])
def test_what_is_no_id_or_that_of_several_is_refused(beginning: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_operation(ALL, beginning)


def test_what_was_resumed_is_undone_whole() -> None:
    assert undo_request(ALL, LATER).operation_ids == ("3f2a", "3f9b")


def test_what_is_undone_already_is_refused_by_name_though_an_earlier_operation_still_stands() -> None:
    undone = replace(LATER, undone_by="the-undo")
    with pytest.raises(NothingToDoError, match="the-undo"):
        undo_request((CONTAINED, undone), undone)


@pytest.mark.parametrize(
    "operation",
    [
        replace(CONTAINED, undone_by="x"),
        an_operation(steps=StepOutcome.FAILED),
        an_operation(steps=StepOutcome.SKIPPED),
    ],
)
def test_what_was_never_done_or_is_undone_already_leaves_nothing_to_do(operation: Operation) -> None:
    with pytest.raises(NothingToDoError):
        undo_request((operation,), operation)


@pytest.mark.parametrize(
    "text",
    [PHANTOM_NAME, f"arn:aws:iam::{ACCOUNT_ID}:user/{PHANTOM_NAME}", "AIDAEXAMPLE000000001", "ACCAEXAMPLE000000001"],
)
def test_what_contained_a_user_is_found_by_all_that_names_it(text: str) -> None:
    assert release_request((CONTAINED, DELETED), ACCOUNT, text).operation_ids == ("3f2a",)


@pytest.mark.parametrize(
    ("operations", "text"),
    [
        ((), PHANTOM_NAME),
        ((CONTAINED,), "BedrockAPIKey-none"),
        ((replace(CONTAINED, undone_by="x"),), PHANTOM_NAME),
        ((replace(CONTAINED, plan=replace(CONTAINED.plan, account=an_account(demo=True))),), PHANTOM_NAME),
    ],
)
def test_where_nothing_stands_there_is_nothing_to_release(operations: tuple[Operation, ...], text: str) -> None:
    with pytest.raises(NothingToDoError):
        release_request(operations, ACCOUNT, text)
