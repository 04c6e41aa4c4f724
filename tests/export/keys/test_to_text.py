"""Decoded keys as text."""

from __future__ import annotations

from bks_tui.core.keys.decode import decode
from bks_tui.export.keys.to_text import decode_cards
from tests.support.keys import NOW, long_term_key, query, service_called, short_term_key

BEDROCK = service_called("bedrock")


def cards(text: str) -> str:
    return "\n".join(decode_cards(decode(text, NOW), NOW))


def test_a_short_term_key_shows_how_long_it_may_still_work() -> None:
    assert "2026-11-24 20:00 UTC (in 8h)" in cards(short_term_key(BEDROCK, query(BEDROCK)))


def test_a_key_of_an_unknown_service_shows_its_prefix() -> None:
    assert "unknown service (prefix ZQTX)" in cards(long_term_key(prefix="ZQTX"))


def test_a_key_that_is_truncated_says_so_in_its_title() -> None:
    assert cards(long_term_key()[:90]).startswith("Long-term key, Amazon Bedrock, truncated\n")


def test_a_key_found_more_than_once_shows_how_often() -> None:
    assert "line 1, column 1, and 2 more" in cards("\n".join([long_term_key()] * 3))


def test_a_malformed_key_shows_its_reason_and_what_is_readable() -> None:
    card = cards(long_term_key("bob-at-2109"))
    assert "not 12 digits" in card
    assert "readable          bob-at-2109" in card
