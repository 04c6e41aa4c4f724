"""Attacker-controlled text becomes safe text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.text import clean_lines, sanitize
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each

# Surrogates too, which hypothesis leaves out by default.
any_text = st.text(st.characters(exclude_categories=()))


@for_each("hostile", HOSTILE)
def test_nothing_dangerous_is_left_of_hostile_text(hostile: str) -> None:
    assert dangers(sanitize(hostile)) == set()


@given(any_text)
def test_clean_text_is_one_line_that_any_encoding_of_unicode_takes(text: str) -> None:
    cleaned = sanitize(text)
    assert "\n" not in cleaned
    assert dangers(cleaned) == set()
    assert cleaned.encode().decode() == cleaned


@given(any_text)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert sanitize(sanitize(text)) == sanitize(text)


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S")), max_size=100))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert sanitize(text) == text


@given(any_text, st.integers(1, 50))
def test_clean_text_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    assert len(sanitize(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\n", r"\n"),
        ("\r", r"\r"),
        ("\t", r"\t"),
        ("\x00", r"\x00"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x7f", r"\x7f"),
        ("\x9b", r"\x9b"),
        ("\u202e", r"\u202e"),
        ("\u200b", r"\u200b"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_a_dangerous_character_is_shown_as_its_escape(text: str, shown: str) -> None:
    assert sanitize(text) == shown


def test_text_at_the_limit_is_whole() -> None:
    assert sanitize("A" * 10, limit=10) == "A" * 10


def test_text_over_the_limit_says_that_something_was_cut() -> None:
    assert sanitize("A" * 11, limit=10) == "A" * 9 + "…"


def test_text_that_grows_over_the_limit_by_its_escapes_says_that_something_was_cut() -> None:
    assert sanitize("\x1b" * 3, limit=10) == r"\x1b\x1b" + r"\…"


def test_anything_can_be_cleaned_not_only_text() -> None:
    assert sanitize(ValueError("a\x1bb")) == r"a\x1bb"


def test_lines_stay_lines() -> None:
    assert clean_lines("first\nsecond\r\nthird") == "first\nsecond\nthird"


def test_tabs_in_lines_become_spaces() -> None:
    assert clean_lines("a\tb") == "a   b"


@given(any_text, st.integers(1, 50))
def test_lines_are_safe_and_within_the_limit(text: str, limit: int) -> None:
    lines = clean_lines(text, limit)
    assert dangers(lines) == set()
    assert len(lines) <= limit
