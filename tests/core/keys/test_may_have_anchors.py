"""The fast check says no only where the search finds nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.key_finder import find_anchors, may_have_anchors
from bks_tui.core.services import SERVICES
from tests.support.keys import NOW, long_term_key, query, service_called, short_term_key

PREFIXES = [
    prefix for service in SERVICES for prefix in (service.long_term_prefix, service.short_term_prefix) if prefix
]
BEDROCK = service_called("bedrock")
KEYS = [long_term_key("user-at-210987654321"), short_term_key(BEDROCK, query(BEDROCK, X_Id="1"))]
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
    "&shy;",
    "\n 12 ",
]


@given(st.sampled_from([*PREFIXES, *KEYS]), st.sampled_from(BETWEEN), st.text(max_size=20), st.text(max_size=20))
def test_whatever_the_search_finds_the_check_expects(word: str, between: str, before: str, after: str) -> None:
    text = before + between.join(word) + after
    assert may_have_anchors(text) or not find_anchors(text)


def test_an_ordinary_text_has_none() -> None:
    assert not may_have_anchors(f'{{"eventName": "InvokeModel", "eventTime": "{NOW:%Y-%m-%dT%H:%M:%SZ}"}}')
