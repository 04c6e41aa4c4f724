"""The account in a session token, where the token shows it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.session_token import account_in
from tests.support.keys import session_token_of


def test_a_token_of_the_newer_type_shows_its_account() -> None:
    assert account_in(session_token_of("029608264753")) == "029608264753"


@pytest.mark.parametrize("padding", ["", "=", "=="])
def test_padding_does_not_matter(padding: str) -> None:
    assert account_in(session_token_of("029608264753").rstrip("=") + padding) == "029608264753"


@pytest.mark.parametrize(
    "token",
    [
        session_token_of("029608264753", token_type=0x17),
        session_token_of("twelve chars"),
        session_token_of("029608264753")[:60],
        base64.b64encode(b"\x21\x0b\x01").decode(),
        base64.b64encode(b"\x21" + b"\xff" * 20).decode(),
        "",
        "not base64 at all: é",
    ],
    ids=["older type", "no account", "cut off", "unknown field", "endless number", "empty", "no token"],
)
def test_any_other_token_shows_none(token: str) -> None:
    assert account_in(token) is None


@given(st.binary())
def test_no_token_raises(raw: bytes) -> None:
    account_in(base64.b64encode(b"\x21" + raw).decode())
