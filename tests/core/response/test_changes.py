"""How facts differ, and what they are after changes."""

from __future__ import annotations

import pytest

from bks_tui.core.response.changes import Change, ObservedState, differences

BEFORE = ObservedState({"API key A": "Active", "group g": "a member"}, {"access key ": "iam:ListAccessKeys denied"})


@pytest.mark.parametrize(
    ("known", "reported"),
    [
        ({"API key A": "Active", "group g": "a member"}, ()),
        ({"API key A": "Inactive", "group g": "a member"}, ("API key A was Active and is Inactive now",)),
        ({"API key A": "Active"}, ("group g was a member and does not exist now",)),
        (
            {"API key A": "Active", "group g": "a member", "API key B": "Active"},
            ("API key B did not exist and is Active now",),
        ),
    ],
)
def test_what_differs_is_reported_thing_by_thing(known: dict[str, str], reported: tuple[str, ...]) -> None:
    assert differences(BEFORE, ObservedState(known, BEFORE.unread)) == reported


@pytest.mark.parametrize(
    ("unread", "reported"),
    [
        ({}, ("access key: could be read only now",)),
        (
            {**BEFORE.unread, "group ": "iam:ListGroupsForUser denied"},
            ("group: could not be read now (iam:ListGroupsForUser denied)",),
        ),
    ],
)
def test_that_something_can_or_cannot_be_read_any_more_is_a_difference(
    unread: dict[str, str], reported: tuple[str, ...]
) -> None:
    known = {about: state for about, state in BEFORE.known.items() if not about.startswith(tuple(unread))}
    assert differences(BEFORE, ObservedState(known, unread)) == reported


def test_what_was_unread_before_is_not_called_new() -> None:
    now = ObservedState({**BEFORE.known, "access key AKIA": "Active"}, {})
    assert differences(BEFORE, now) == ("access key: could be read only now",)


def test_hostile_text_in_a_difference_is_cut_short() -> None:
    (reported,) = differences(ObservedState({}, {}), ObservedState({"tag t": "x" * 1_000}, {}))
    assert len(reported) < 130


@pytest.mark.parametrize(("result", "known"), [("Inactive", {"API key A": "Inactive"}), (None, {})])
def test_facts_after_a_change_hold_its_result(result: str | None, known: dict[str, str]) -> None:
    change = Change("iam:X", {}, "API key A", ("Active",), result)
    assert ObservedState({"API key A": "Active"}, {}).after([change]).known == known


def test_what_was_not_read_is_not_known_to_be_absent() -> None:
    assert (BEFORE.why_unread("access key AKIA"), BEFORE.why_unread("API key B")) == (
        "iam:ListAccessKeys denied",
        None,
    )
