"""A fact is its value, or why it could not be read."""

from __future__ import annotations

from bks_tui.core.evidence import Cause, Known, Unread, known_items


def test_an_unread_fact_says_which_call_failed_and_why() -> None:
    assert str(Unread(Cause.DENIED, "iam:ListAccessKeys", "a long story")) == "iam:ListAccessKeys denied"


def test_the_known_items_of_a_read_list_are_its_items() -> None:
    assert known_items(Known(("a", "b"))) == ("a", "b")


def test_an_unread_list_has_no_known_items() -> None:
    assert known_items(Unread(Cause.THROTTLED, "iam:ListGroupsForUser")) == ()
