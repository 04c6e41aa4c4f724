"""The class and the account that an access key id tells."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class, account_of, is_documentation_placeholder


@pytest.mark.parametrize(
    ("access_key_id", "account_id"),
    [
        ("ASIAQNZGKIQY56JQ7WML", "029608264753"),
        ("ASIAY34FZKBOKMUTVV7A", "609629065308"),
        ("AKIARZPUZDIKAAAAAAAA", "123456789012"),
    ],
)
def test_a_newer_id_contains_its_account(access_key_id: str, account_id: str) -> None:
    assert account_of(access_key_id) == account_id


@pytest.mark.parametrize(
    "access_key_id",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "AKIAJZPUZDIKAAAAAAAA",
        "ACCARZPUZDIKAAAAAAAA",
        "AKIARZPUZDIK0189AAAA",
        "AKIARZPUZDIK",
        "AKIA7777777777777777",
        "",
    ],
    ids=["placeholder", "before 2019", "no access key", "no base32", "too short", "no account of 12 digits", "empty"],
)
def test_any_other_id_contains_none(access_key_id: str) -> None:
    assert account_of(access_key_id) is None


@given(st.integers(0, 10**12 - 1), st.sampled_from(["AKIA", "ASIA"]), st.binary(min_size=4, max_size=4))
def test_every_account_is_read_from_the_ids_that_hold_it(account: int, prefix: str, rest: bytes) -> None:
    bits = (1 << 47 | account << 7).to_bytes(6, "big") + rest
    assert account_of(prefix + base64.b32encode(bits).decode()) == f"{account:012d}"


@pytest.mark.parametrize(
    ("access_key_id", "kind"),
    [
        ("AKIARZPUZDIKAAAAAAAA", AccessKeyClass.LONG_TERM),
        ("ASIAQNZGKIQY56JQ7WML", AccessKeyClass.SESSION),
        ("AIDAQNZGKIQY56JQ7WML", AccessKeyClass.OTHER),
    ],
)
def test_the_class_follows_from_the_prefix(access_key_id: str, kind: AccessKeyClass) -> None:
    assert access_key_class(access_key_id) is kind


def test_the_documentation_s_ids_are_placeholders() -> None:
    assert is_documentation_placeholder("AKIAIOSFODNN7EXAMPLE")
    assert not is_documentation_placeholder("ASIAQNZGKIQY56JQ7WML")
