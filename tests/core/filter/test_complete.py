"""What can be written at the cursor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.errors import UsageError
from bks_tui.core.filter.complete import complete
from bks_tui.core.filter.parse import parse_filter
from tests.core.filter.test_match import TABLE, SomeRow, row
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.tables import for_each

ROWS = [row(name="ben"), row(name="ana"), row(name="ana"), row(name="ana b"), row(name="-x"), row(name=(None,))]


@for_each(
    "case",
    {
        "nothing is typed": ("", ("name:", "key:", "age>", "keys>"), False),
        "after a space": ("ana ", ("name:", "key:", "age>", "keys>"), False),
        "a begun field": ("ke", ("key:", "keys>"), True),
        "in capitals": ("KE", ("key:", "keys>"), True),
        "behind a dash": ("-ke", ("key:", "keys>"), True),
        "a word that is no field": ("zoe", (), False),
        "the values of a choice": ("key:", ("active", "inactive", "none"), True),
        "a begun choice": ("key:in", ("inactive",), True),
        "a choice is complete": ("key:none", (), False),
        "an age": ("age>", ("1h", "1d", "7d", "30d", "90d"), True),
        "a begun age": ("age>3", ("30d",), True),
        "the values of rows, the most frequent first": ("name:", ("ana", '"-x"', '"ana b"', "ben"), True),
        "a begun value": ("name:AN", ("ana", '"ana b"'), True),
        "a begun text": ('name:"ana ', ('"ana b"',), True),
        "a number": ("keys>", (), False),
        "a pattern": ("key:a*", (), False),
        "no such field": ("nobody:", (), False),
    },
)
def test_the_fields_or_the_values_of_a_field_are_suggested(case: tuple[str, tuple[str, ...], bool]) -> None:
    text, options, is_begun = case
    completion = complete(text, len(text), TABLE, ROWS)
    assert (completion.options, completion.is_begun) == (options, is_begun)


def test_the_first_suggestion_takes_the_place_of_what_was_begun() -> None:
    assert complete("ben -ke", 7, TABLE).taken("ben -ke", 7) == ("ben -key:", 9)
    assert complete("key:in ben", 6, TABLE).taken("key:in ben", 6) == ("key:inactive ben", 12)


def test_a_value_that_could_not_be_shown_is_not_suggested() -> None:
    rows: list[SomeRow] = [row(name=name) for name in HOSTILE_TEXTS]
    options = complete("name:", 5, TABLE, rows).options
    assert all(option.isprintable() for option in options)


@given(st.text(alphabet='anbek:=<>-"* d3'), st.integers(0, 30))
def test_a_suggestion_can_be_taken_at_any_place_of_any_text(text: str, place: int) -> None:
    cursor = min(place, len(text))
    completion = complete(text, cursor, TABLE, ROWS)
    if not completion.options:
        return
    taken, after = completion.taken(text, cursor)
    assert taken[after:] == text[cursor:]
    try:
        parse_filter(text[:cursor], TABLE)
    except UsageError:
        return
    if not completion.options[0].endswith((":", ">")):
        parse_filter(taken[:after], TABLE)
