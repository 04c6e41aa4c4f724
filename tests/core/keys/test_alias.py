"""The alias of a long-term API key, taken apart."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bks_tui.core.keys.alias import CredentialAlias, former_names, parse_alias
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each

user_names = st.text(string.ascii_letters + string.digits + "_+=,.@-", min_size=1, max_size=64)
accounts = st.text(string.digits, min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("text", "user", "marker"),
    [
        ("BedrockAPIKey-x7f2-at-111122223333", "BedrockAPIKey-x7f2", None),
        ("BedrockAPIKey-x7f2+1-at-111122223333", "BedrockAPIKey-x7f2", 1),
        ("alice+bot-at-111122223333", "alice+bot", None),
        ("alice+bot+12-at-111122223333", "alice+bot", 12),
        ("a-at-b-at-111122223333", "a-at-b", None),
        ("a-at-999999999999-at-111122223333", "a-at-999999999999", None),
        ("a+1+2-at-111122223333", "a+1", 2),
        ("+1-at-111122223333", "+1", None),
    ],
)
def test_an_alias_names_the_user_and_the_account(text: str, user: str, marker: int | None) -> None:
    assert parse_alias(text) == CredentialAlias(text, user, marker, "111122223333")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-at-111122223333",
        "alice-at-11112222333",
        "alice-at-1111222233334",
        "alice at 111122223333",
        "alice-at-111122223333\n",
        "alice-at-١١١١٢٢٢٢٣٣٣٣",
        "al/ice-at-111122223333",
        "a" * 65 + "-at-111122223333",
    ],
)
def test_other_text_is_no_alias(text: str) -> None:
    assert parse_alias(text) is None


@for_each("hostile", HOSTILE)
def test_hostile_text_is_no_alias(hostile: str) -> None:
    assert parse_alias(hostile) is None


@pytest.mark.parametrize(
    ("name", "aliases", "former"),
    [
        ("alice", (), ()),
        ("alice", ("alice",), ()),
        ("alice", ("alice", "alice+1"), ()),
        ("alice+1", ("alice+1",), ()),
        ("alice+1", ("alice+1", "alice+1+1"), ()),
        ("bob", ("alice",), ("alice",)),
        ("bob", ("alice+1", "alice"), ("alice",)),
        # alice's second key, or the first of a user called alice+1.
        ("bob", ("alice+1",), ("alice", "alice+1")),
        ("bob", ("carol", "alice", "bob"), ("alice", "carol")),
    ],
)
def test_aliases_tell_what_a_user_was_called_before(
    name: str, aliases: tuple[str, ...], former: tuple[str, ...]
) -> None:
    assert former_names([f"{alias}-at-111122223333" for alias in aliases], name) == former


def test_text_that_is_not_an_alias_gives_no_former_name() -> None:
    assert former_names(["alice"], "bob") == ()


@given(user_names, accounts)
def test_every_user_name_is_found_again(name: str, account: str) -> None:
    # A name that ends in "+N" cannot be distinguished from a marker.
    assume(not name.rpartition("+")[2].isdigit() or not name.rpartition("+")[0])
    alias = parse_alias(f"{name}-at-{account}")
    assert alias is not None
    assert (alias.user, alias.account_id) == (name, account)


@given(user_names, st.integers(0, 10**6), accounts)
def test_every_marker_is_found_again(name: str, marker: int, account: str) -> None:
    alias = parse_alias(f"{name}+{marker}-at-{account}")
    assert alias is not None
    assert (alias.user, alias.marker) == (name, marker)
