"""A policy document in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.iam.policy_document import Permission, permissions


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("statement", "permission"),
    [
        ({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, Permission("Allow", "s3:*", "*", "")),
        (
            {"Effect": "Deny", "Action": ["a:B", "c:D"], "Resource": ["x", "y"]},
            Permission("Deny", "a:B, c:D", "x, y", ""),
        ),
        (
            {"Effect": "Allow", "NotAction": "iam:*", "NotResource": ["x", "y"]},
            Permission("Allow", "all but iam:*", "all but x, y", ""),
        ),
        (
            {"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {"Bool": {"c": "true"}}},
            Permission("Allow", "a:B", "*", '{"Bool":{"c":"true"}}'),
        ),
        ({}, Permission("?", "?", "?", "")),
    ],
)
def test_a_statement_says_what_it_allows(statement: dict[str, Any], permission: Permission) -> None:
    assert permissions(document(statement)) == (permission,)


def test_one_statement_may_stand_without_a_list() -> None:
    text = '{"Statement": {"Effect": "Allow", "Action": "a:B", "Resource": "*"}}'
    assert permissions(text) == (Permission("Allow", "a:B", "*", ""),)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "3", '{"Statement": 3}', '{"Statement": ["a"]}', "[" * 100_000]
)
def test_what_is_no_policy_is_not_understood(text: str) -> None:
    assert permissions(text) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_statement_is_too_odd(value: object) -> None:
    permissions(json.dumps({"Statement": [{"Effect": value, "Action": value, "Condition": value}]}))
