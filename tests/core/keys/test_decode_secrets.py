"""Nothing of a secret outlives decoding."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.base64_text import read_body
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.presigned_request import parse_request
from bks_tui.export.keys.to_json import decode_document
from bks_tui.export.keys.to_text import decode_cards
from tests.support.keys import (
    NOW,
    SECRET,
    SESSION_TOKEN,
    WRAPPINGS,
    base64_of,
    long_term_key,
    pieces,
    query,
    service_called,
    short_term_key,
)

BEDROCK = service_called("bedrock")
PARAMETERS = query(BEDROCK)
LONG, SHORT = long_term_key(), short_term_key(BEDROCK, PARAMETERS)
SECRETS = (
    pieces(SECRET)
    | pieces(SESSION_TOKEN)
    | pieces(PARAMETERS["X-Amz-Signature"])
    | pieces(LONG[60:])
    | pieces(SHORT[200:])
)


def leaks(text: str) -> list[str]:
    return [piece for piece in SECRETS if piece in text]


def everything_shown(text: str) -> str:
    decoded = decode(text, NOW)
    return "\n".join([repr(decoded), repr(decode_document(decoded)), *decode_cards(decoded, NOW)])


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("key", [LONG, SHORT], ids=["long-term", "short-term"])
def test_no_secret_is_in_what_decoding_yields(key: str, wrapping: str) -> None:
    assert leaks(everything_shown(WRAPPINGS[wrapping](key, 60))) == []


@given(st.sampled_from([LONG, SHORT]), st.data())
def test_no_secret_is_shown_of_a_damaged_key(key: str, data: st.DataObject) -> None:
    characters = list(key)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(characters) - 1))
        characters[at] = data.draw(st.sampled_from("ABz09+/= \n%\\"))
    assert leaks(everything_shown("".join(characters))) == []


# Letters alone: a slash ends what could be taken for a name, and digits could be any number's.
letters = st.text("aBcDeFgHiJ", min_size=60, max_size=60)
aliases = st.sampled_from(["BedrockAPIKey-ab12-at-210987654321", "look-at-me-at-210987654321", "bob-at-210987654321"])


def shown_of(secret: str, text: str) -> list[str]:
    """The parts of a secret that are in what is shown of a text; less than five characters can be chance."""
    shown = everything_shown(text)
    return [piece for piece in pieces(secret, 5) if piece in shown]


@given(aliases, letters, st.integers(4, 60), st.integers(1, 80))
def test_no_secret_is_shown_of_a_key_that_lost_a_piece(alias: str, secret: str, start: int, lost: int) -> None:
    key = long_term_key(alias, secret)
    assert shown_of(secret, key[:start] + key[start + lost :]) == []


@given(aliases, letters, st.integers(8, 60), st.integers(0, 8))
def test_no_secret_is_shown_of_a_wrapped_key_that_lost_a_line(alias: str, secret: str, width: int, lost: int) -> None:
    key = long_term_key(alias, secret)
    lines = [key[start : start + width] for start in range(0, len(key), width)]
    del lines[lost % len(lines)]
    assert shown_of(secret, "\n".join(lines)) == []


@given(st.sampled_from(["bob", "BedrockAPIKey-ab12", "look-at-me", "BedrockAPIKey-"]), letters)
def test_no_secret_is_shown_after_an_alias_that_lost_its_end(alias: str, secret: str) -> None:
    for lost in ("", "-at-", "-at-210", "-at-21098765432"):
        assert shown_of(secret, f"ABSK{base64_of(alias + lost + secret)}") == []


@pytest.mark.parametrize("alias", ["", "bob", "bob-au-210987654321", "BedrockAPIKey-", "bob-at-210987654321x"])
@pytest.mark.parametrize("separator", [":", "", ";", "x"])
def test_no_secret_is_taken_for_a_name(alias: str, separator: str) -> None:
    assert leaks(everything_shown(f"ABSK{base64_of(alias + separator + SECRET)}")) == []


@pytest.mark.parametrize("key", [LONG, SHORT], ids=["long-term", "short-term"])
def test_decoding_logs_nothing(key: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    decode(key, NOW)
    assert caplog.records == []


def test_a_body_shows_nothing_of_itself() -> None:
    assert leaks(repr(read_body(LONG, 0, len(LONG), 300))) == []


def test_a_request_shows_nothing_secret_of_itself() -> None:
    request = parse_request("&".join(f"{name}={value}" for name, value in PARAMETERS.items()), "bedrock", cut=False)
    assert leaks(repr(request)) == []
