"""Wildcards match what they match in IAM, and a hostile pattern takes no longer than a plain one."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bks_tui.core.iam.wildcards import is_like, is_like_arn

TEXTS = st.text(alphabet="ab:/", max_size=12)
PATTERNS = st.text(alphabet="ab:/*?", max_size=8)


def by_regular_expression(value: str, pattern: str) -> bool:
    """A second opinion."""
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, value, re.DOTALL) is not None


@example("ab", "ab*b")
@given(TEXTS, PATTERNS)
def test_a_pattern_matches_what_the_same_regular_expression_matches(value: str, pattern: str) -> None:
    assert is_like(value, pattern) is by_regular_expression(value, pattern)


def test_many_wildcards_are_matched_at_once() -> None:
    assert not is_like("a" * 5_000, "*a" * 500 + "b")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("arn:aws:iam::*:user/*", True),
        ("arn:*:iam::111122223333:user/a:b", True),
        ("arn:aws:*:user/a:b", False),
        ("*", False),
    ],
)
def test_no_wildcard_matches_a_colon_between_parts_of_an_arn(pattern: str, *, matches: bool) -> None:
    assert is_like_arn("arn:aws:iam::111122223333:user/a:b", pattern) is matches
