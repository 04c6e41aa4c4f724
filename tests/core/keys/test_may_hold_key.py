"""The fast search of a text says no only where decoding finds nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.decode import decode, may_hold_key
from bks_tui.core.keys.gaps import gaps_in
from bks_tui.core.keys.key_finder import find_anchors
from bks_tui.core.services import SERVICES
from tests.support.keys import ENCODINGS, NOW, long_term_key, query, service_called, short_term_key

PREFIXES = [
    prefix for service in SERVICES for prefix in (service.long_term_prefix, service.short_term_prefix) if prefix
]
BEDROCK = service_called("bedrock")
KEYS = [
    long_term_key("user-at-210987654321"),
    long_term_key("user-at-210987654321", prefix="ZQTX"),
    short_term_key(BEDROCK, query(BEDROCK, X_Id="1")),
]
BETWEEN = [
    "",
    " ",
    "-\n",
    "\\n",
    "%0A",
    "%250a",
    "\\u000a",
    "\x1b[0m",
    '", "',
    "\u00ad",
    "> ",
    "<wbr>",
    '<b class="key-word">',
    "&shy;",
    "\n 12 ",
]


@given(st.sampled_from([*PREFIXES, *KEYS]), st.sampled_from(BETWEEN), st.text(max_size=20), st.text(max_size=20))
def test_whatever_decoding_finds_the_search_expects(word: str, between: str, before: str, after: str) -> None:
    text = before + between.join(word) + after
    decoded = decode(text, NOW)
    assert may_hold_key(text) or not (decoded.keys or decoded.malformed)


@given(st.text())
def test_what_decoding_finds_in_any_text_has_a_sign(text: str) -> None:
    decoded = decode(text, NOW)
    assert may_hold_key(text) or not (decoded.keys or decoded.malformed)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoded_key_has_a_sign(encoding: str) -> None:
    assert may_hold_key(ENCODINGS[encoding](KEYS[0]))


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_prefix_is_found_through_what_pasting_adds(prefix: str, between: str) -> None:
    text = f"some words and {between.join(prefix)}"
    anchors = find_anchors(text, (), gaps_in(text))
    assert [anchor.prefix for anchor in anchors] == [prefix]


def test_an_ordinary_text_has_no_sign() -> None:
    assert not may_hold_key(f'{{"eventName": "InvokeModel", "eventTime": "{NOW:%Y-%m-%dT%H:%M:%SZ}"}}')
