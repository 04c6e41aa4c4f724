"""Filter and rows → the rows that match; unknown is neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField, Possible, Values
from bks_tui.core.filter.match import filter_rows, text_test
from tests.support.tables import for_each

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)

SomeRow: TypeAlias = Mapping[str, Values]


def field(name: str, kind: FieldKind, choices: tuple[str, ...] = ()) -> FilterField[SomeRow]:
    return FilterField(name, name, kind, lambda row: row.get(name, ()), choices)


def text_of(row: SomeRow) -> str:
    return "\n".join(str(value) for value in row.get("name", ())).casefold()


TABLE: FieldTable[SomeRow] = FieldTable(
    "rows",
    (
        field("name", FieldKind.TEXT),
        field("key", FieldKind.CHOICE, ("active", "inactive", "none")),
        field("age", FieldKind.AGE),
        field("keys", FieldKind.NUMBER),
    ),
    text_of,
)


def row(**values: object) -> SomeRow:
    return {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}


def old(**age: float) -> SomeRow:
    return row(age=NOW - timedelta(**age))


def answer(text: str, one: SomeRow) -> bool | None:
    return text_test(text, TABLE, NOW)(one)


ANA = row(name="Ana.Berg")


@for_each(
    "case",
    {
        "a word, whatever the case": ("BERG", ANA, True),
        "another word": ("bergen", ANA, False),
        "all words": ("ana berg", ANA, True),
        "one word of two": ("ana ben", ANA, False),
        "a word with a wildcard, anywhere": ("n*b", ANA, True),
        "in their order": ("b*n", ANA, False),
        "not across lines": ("a*z", row(name=("ab", "xz")), False),
        "in a later line": ("x*z", row(name=("xa", "xz")), True),
        "a quoted star is a star": ('"a*b"', row(name="a*b"), True),
        "and no wildcard": ('"a*g"', ANA, False),
        "a part of a field": ("name:na.b", ANA, True),
        "the whole field": ("name=ana.berg", ANA, True),
        "only a part of it": ("name=ana", ANA, False),
        "a pattern of the whole": ("name:ana*", ANA, True),
        "not of its end alone": ("name:ana*b", ANA, False),
        "a pattern within": ("name:*.*", ANA, True),
        "a star that overlaps": ("name:ab*ba", row(name="aba"), False),
        "one of several values": ("name:ben", row(name=("ana", "ben")), True),
        "a choice": ("key:active", row(key="active"), True),
        "not a part of it": ("key:active", row(key="inactive"), False),
        "the begin of a choice": ("key:act", row(key="active"), True),
        "any choice": ("key:*active", row(key="inactive"), True),
        "older": ("age>90d", old(days=91), True),
        "not older": ("age>90d", old(days=90), False),
        "at least": ("age>=90d", old(days=90), True),
        "younger": ("age<2h", old(hours=1), True),
        "weeks": ("age<=2w", old(days=14), True),
        "minutes": ("age<30m", old(minutes=31), False),
        "no age at all": ("age>1d", row(), False),
        "nor its negation": ("-age>1d", row(), True),
        "more": ("keys>1", row(keys=2), True),
        "as many": ("keys:2", row(keys=2), True),
        "fewer": ("keys<=1", row(keys=2), False),
        "unread": ("key:active", row(key=(None,)), None),
        "unread, negated": ("-key:active", row(key=(None,)), None),
        "known among what is unread": ("key:active", row(key=("active", None)), True),
        "known, negated": ("-key:active", row(key=("active", None)), False),
        "possible": ("key:active", row(key=("none", Possible("active"))), None),
        "possible, but another": ("key:inactive", row(key=("none", Possible("active"))), False),
        "unread age": ("age>1d", row(age=(None,)), None),
        "unread and false": ("key:active ben", row(key=(None,), name="ana"), False),
        "unread and true": ("ana key:active", row(key=(None,), name="ana"), None),
        "a word is never unknown": ("-ana", row(name=(None,)), True),
    },
)
def test_a_term_holds_or_not_or_is_unknown(case: tuple[str, SomeRow, bool | None]) -> None:
    text, one, expected = case
    assert answer(text, one) is expected


def test_hidden_rows_are_counted_that_may_match() -> None:
    rows = [row(key="active"), row(key=(None,)), row(key="none")]
    found = filter_rows(rows, text_test("key:active", TABLE, NOW))
    assert (found.rows, found.unread, found.described) == ([rows[0]], 1, "1 unread row hidden")


TERMS = st.sampled_from(
    ["ana", "a*g", '"na b"', "name:an", "name=ana", "name:*a", "key:active", "key:in", "age>3d", "age<=1w", "keys:1"]
)
NAMES = st.text(alphabet="anb g\n", max_size=6)
READ_ROWS = st.fixed_dictionaries(
    {
        "name": st.tuples(NAMES),
        "key": st.tuples(st.sampled_from(["active", "inactive", "none"])) | st.just(()),
        "age": st.integers(0, 20).map(lambda days: (NOW - timedelta(days=days),)),
        "keys": st.tuples(st.integers(0, 3)),
    }
)


@given(TERMS, READ_ROWS)
def test_a_negated_term_is_the_complement_on_what_was_read(term: str, one: SomeRow) -> None:
    assert answer(f"-{term}", one) is (not answer(term, one))


@given(st.text(alphabet="ab*", min_size=1, max_size=8), st.text(alphabet="ab", max_size=10))
def test_a_pattern_matches_as_the_shell_does(pattern: str, value: str) -> None:
    from fnmatch import fnmatchcase

    if "*" in pattern:
        assert answer(f"name:{pattern}", row(name=value)) is fnmatchcase(value, pattern)
        assert answer(pattern, row(name=value)) is fnmatchcase(value, f"*{pattern}*")
