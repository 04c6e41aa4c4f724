"""Text → filter: every term, every mistake, and that no text does anything else than be read or be refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.errors import UsageError
from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField
from bks_tui.core.filter.parse import finished_part, parse_filter
from bks_tui.core.filter.terms import Comparator, FilterTerm, RowFilter
from tests.support.keys import long_term_key
from tests.support.tables import for_each

TABLE: FieldTable[str] = FieldTable(
    "rows",
    (
        FilterField("name", "the name", FieldKind.TEXT, lambda row: (row,)),
        FilterField("state", "the state", FieldKind.CHOICE, lambda row: (row,), ("at-risk", "active", "inactive")),
        FilterField("age", "the age", FieldKind.AGE, lambda _row: ()),
        FilterField("keys", "how many keys", FieldKind.NUMBER, lambda _row: ()),
    ),
    str,
)


@for_each(
    "case",
    {
        "nothing": ("  ", ()),
        "a word": ("ana", (FilterTerm("ana"),)),
        "words": ("ana  ben", (FilterTerm("ana"), FilterTerm("ben"))),
        "a field": ("name:ana", (FilterTerm("ana", "name"),)),
        "a field in capitals": ("NAME:Ana", (FilterTerm("Ana", "name"),)),
        "exactly": ("name=ana", (FilterTerm("ana", "name", Comparator.EQUALS),)),
        "an age": ("age>=90d", (FilterTerm("90d", "age", Comparator.AT_LEAST),)),
        "a number": ("keys<2", (FilterTerm("2", "keys", Comparator.BELOW),)),
        "the number itself": ("keys:2", (FilterTerm("2", "keys"),)),
        "negated": ("-state:active", (FilterTerm("active", "state", is_negated=True),)),
        "a choice as it is shown": ('state:"AT RISK"', (FilterTerm("AT RISK", "state", is_quoted=True),)),
        "two words": ('"two words"', (FilterTerm("two words", is_quoted=True),)),
        "quotation marks": ('"a ""b"""', (FilterTerm('a "b"', is_quoted=True),)),
        "a negated text": ('-"a b" c', (FilterTerm("a b", is_negated=True, is_quoted=True), FilterTerm("c"))),
        "a text like a field": ('"nobody:x"', (FilterTerm("nobody:x", is_quoted=True),)),
        "an address": ("2001:db8::1", (FilterTerm("2001:db8::1"),)),
        "a time": ("12:30", (FilterTerm("12:30"),)),
        "a dash in a word": ("us-east-1", (FilterTerm("us-east-1"),)),
    },
)
def test_a_text_is_read_term_by_term(case: tuple[str, tuple[FilterTerm, ...]]) -> None:
    text, terms = case
    assert parse_filter(text, TABLE).terms == terms


@for_each(
    "case",
    {
        "no field": ("nam:x", "rows have no field 'nam'", "Did you mean name?"),
        "no value": ("state:", "state: lacks a value", "at-risk, active, inactive"),
        "no choice": ("state:dead", "state has no value 'dead'", "at-risk, active, inactive"),
        "not the whole choice": ("state=act", "state has no value 'act'", "at-risk, active, inactive"),
        "no order": ("state>active", "state cannot be compared with >", "state: or state="),
        "no equality": ("age:90d", "age cannot be compared with :", "age> or age<"),
        "no unit": ("age>90", "'90' is not an age", "90d"),
        "no age": ("age>ninety", "'ninety' is not an age", "90d"),
        "no number": ("keys>x", "'x' is not a number", "keys>1"),
        "open": ('ana "two words', "a quotation mark in the filter is not closed", "Add"),
        "joined": ('"two"words', "a quoted text in the filter ends in the middle of a word", "space"),
        "a dash alone": ("ana -", "a term of the filter is empty", "leave out"),
        "no text": ('""', "a term of the filter is empty", "find"),
        "too long": ("x" * 501, "the filter is longer than 500 characters", "shorter"),
        "too many": ("x " * 33, "the filter has more than 32 terms", "fewer"),
        "too many wildcards": ("*" * 17, "the filter has more than 16 wildcards", "fewer"),
    },
)
def test_a_mistake_is_one_sentence(case: tuple[str, str, str]) -> None:
    text, sentence, remedy = case
    with pytest.raises(UsageError) as raised:
        parse_filter(text, TABLE)
    assert str(raised.value) == sentence
    assert remedy in raised.value.remedy


def test_a_sentence_repeats_no_key() -> None:
    key = long_term_key("ana-at-111122223333")
    for text in (f"state:{key}", f"age>{key}"):
        with pytest.raises(UsageError) as raised:
            parse_filter(text, TABLE)
        assert key[:20] not in f"{raised.value} {raised.value.remedy}"


@given(st.text() | st.text(alphabet='ab :=<>-"*\n90dname'))
def test_a_text_is_read_or_refused_and_what_is_read_is_written_the_same(text: str) -> None:
    try:
        read = parse_filter(text, TABLE)
    except UsageError:
        return
    assert parse_filter(str(read), TABLE) == read


VALUES = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.tuples(VALUES, st.booleans(), st.sampled_from(["", "name"])), max_size=5))
def test_what_is_written_is_read_the_same(parts: list[tuple[str, bool, str]]) -> None:
    terms = tuple(FilterTerm(value, field, is_negated=negated, is_quoted=True) for value, negated, field in parts)
    written = RowFilter(terms)
    assert parse_filter(str(written), TABLE) == written


@for_each(
    "case",
    {
        "a field without a value": ("ana state:", "ana"),
        "negated": ("-age>", ""),
        "with a value": ("ana state:a", "ana state:a"),
        "an earlier one": ("state: ana", "state: ana"),
        "no such field": ("ana nofield:", "ana nofield:"),
        "a word": ("ana", "ana"),
        "nothing": ("", ""),
    },
)
def test_a_field_whose_value_is_to_be_typed_is_left_out(case: tuple[str, str]) -> None:
    text, finished = case
    assert finished_part(text, TABLE) == finished
