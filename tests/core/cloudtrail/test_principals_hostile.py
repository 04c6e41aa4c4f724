"""Hostile alerts: no secret becomes a principal, no shape raises, and every bound holds."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.target import TargetKind
from tests.core.cloudtrail.test_principals import KEY, principals
from tests.support.alerts import (
    ALICE,
    SECRET_ACCESS_KEY,
    as_lines,
    github_webhook,
    gitleaks_finding,
    guardduty_finding,
    trufflehog_result,
)
from tests.support.events import cloudtrail_record, user_identity
from tests.support.hostile import HOSTILE
from tests.support.keys import USER_KEY_ID, pieces
from tests.support.secrets import SECRETS
from tests.support.tables import for_each


def test_no_secret_in_an_alert_is_in_a_principal() -> None:
    text = as_lines(trufflehog_result(), gitleaks_finding(KEY), {**github_webhook(SECRET_ACCESS_KEY)})
    shown = repr(principals(text))
    assert not [piece for piece in (*pieces(KEY[20:]), *pieces(SECRET_ACCESS_KEY)) if piece in shown]


@for_each("secret", SECRETS)
def test_a_secret_in_the_place_of_a_name_is_no_principal(secret: str) -> None:
    shown = repr(principals(json.dumps(guardduty_finding(userName=secret, accessKeyId=secret))))
    # The prefix of a key is no secret.
    secret_pieces = pieces(secret.partition("-api-key-")[2] or secret, 16)
    assert not [piece for piece in secret_pieces if piece in shown]


@for_each("hostile", HOSTILE)
def test_hostile_names_give_nobody_or_a_plain_name(hostile: str) -> None:
    plain = set(string.ascii_letters + string.digits + "_+=,.@:/-")
    found = principals(
        json.dumps([guardduty_finding(userName=hostile), cloudtrail_record(identity=user_identity(hostile))])
    )
    assert all(set(principal.target.text) <= plain for principal in found)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 500 + "]" * 500,
        "[" + "9" * 10_000 + "]",
        "{" + '"a": 1,' * 100_000,
        json.dumps({"detail": "{" * 10_000}),
    ],
    ids=["lists", "objects", "closed lists", "a number", "many fields", "in a string"],
)
def test_json_beyond_the_bounds_names_nobody(text: str) -> None:
    assert principals(text) == ()


def test_an_alert_that_is_nested_too_deeply_is_read_as_any_other_text() -> None:
    (principal,) = principals('{"a":' * 200 + json.dumps(guardduty_finding()) + "}" * 200)
    assert (principal.source, principal.target.text) == ("pasted text", USER_KEY_ID)


def test_of_many_principals_so_many_are_kept_that_a_person_can_choose() -> None:
    many = [guardduty_finding(userName=f"user-{number}") for number in range(500)]
    assert len(principals(json.dumps(many))) == 200


FIELDS = [
    "detail",
    "account",
    "region",
    "resource",
    "accessKeyDetails",
    "service",
    "type",
    "eventName",
    "userIdentity",
    "arn",
    "secret_type",
    "RuleID",
    "Secret",
    "ruleId",
    "message",
    "eventTypeCode",
    "affectedEntities",
    "entityValue",
    "actors",
    "user",
    "detection",
    "sequence",
    "requestParameters",
]


@given(
    st.recursive(
        st.sampled_from([None, True, 7, "", "alice", ALICE, USER_KEY_ID, "IAMUser", json.dumps(guardduty_finding())]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(FIELDS),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_no_shape_of_an_alert_raises(value: Any) -> None:
    for principal in principals(json.dumps(value)):
        assert principal.target.kind in TargetKind
