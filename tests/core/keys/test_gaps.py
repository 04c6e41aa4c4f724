"""A text without escapes, tags and numbers of lines is searched with short patterns, which find the same."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bks_tui.core.keys.base64_words import WordSearch
from bks_tui.core.keys.encodings import sign_words
from bks_tui.core.keys.gaps import ALL, PLAIN, Gaps, gaps_in
from bks_tui.core.keys.key_finder import Anchor, account_words, find_anchors
from bks_tui.core.services import SERVICES
from tests.support.keys import base64_of, long_term_key

# Encoded once more, too: long-term keys and the ends of short-term ones have signs of their own.
WRITTEN = [
    *(service.long_term_prefix or "" for service in SERVICES),
    *(service.short_term_prefix or "" for service in SERVICES),
    long_term_key(),
    base64_of(long_term_key()),
    base64_of("bedrock-api-key-YmVk"),
]
PLAIN_GAPS = ["", " ", "-", "\n", "\r\n", "-\n", "\n\n1", '", "', "\u00ad", "> ", "\t|", "=" * 64, "." * 65, "\n  a1"]
ESCAPES = ["\\n", "%0A", "%250a", "\\u000a", "\x1b[0m", "<wbr>", "&shy;", "\n 12 ", "\n1:", "\n\t 007|"]


def found_with(gaps: Gaps, text: str) -> tuple[list[tuple[int, int]], list[Anchor]]:
    hits = list(WordSearch((*account_words(gaps), *sign_words(gaps))).find(text))
    return sorted((hit.start, hit.end) for hit in hits), find_anchors(text, hits, gaps)


@given(
    st.sampled_from(WRITTEN), st.sampled_from(PLAIN_GAPS), st.text("ABSKk-=\n 1bedr", max_size=20), st.text(max_size=20)
)
def test_the_short_patterns_find_what_all_patterns_find(word: str, between: str, before: str, after: str) -> None:
    text = before + between.join(word) + after
    assume(gaps_in(text) is PLAIN)
    assert found_with(PLAIN, text) == found_with(ALL, text)


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_text_with_an_escape_is_searched_with_all_patterns(escape: str) -> None:
    assert gaps_in(f"A{escape}BSK") is ALL


@pytest.mark.parametrize("text", [long_term_key(), f"{long_term_key()}\n", "A-B S_K\n.12 ", ""])
def test_a_text_without_one_needs_few(text: str) -> None:
    assert gaps_in(text) is PLAIN
