"""Denies are decided as IAM decides them: every operator, with the key there, absent or another, and every wildcard."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.iam.policy_evaluation import Answer, RequestContext, applies, denies, uninterpreted

USER = "arn:aws:iam::111122223333:user/team/BedrockAPIKey-ab12"


def policy(**statement: Any) -> dict[str, Any]:
    """A policy of one deny of everything, except what is given."""
    return {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", **statement}]}


@pytest.mark.parametrize(
    ("action", "pattern", "denied"),
    [
        ("iam:CreateUser", "iam:CreateUser", True),
        ("iam:CreateUser", "IAM:createuser", True),
        ("iam:CreateUser", "iam:Create*", True),
        ("iam:CreateUser", "iam:Create?ser", True),
        ("iam:CreateUser", "*", True),
        ("iam:CreateUser", "iam:CreateUsers", False),
        ("iam:CreateUser", "iam:CreateUse", False),
        ("bedrock-mantle:CallWithBearerToken", "bedrock:*", False),
    ],
)
def test_actions(action: str, pattern: str, denied: bool) -> None:
    assert denies(policy(Action=[pattern, "s3:Nothing"]), RequestContext(action)) is denied


@pytest.mark.parametrize(
    ("resource", "pattern", "denied"),
    [
        (USER, "arn:*:iam::*:user/*BedrockAPIKey-*", True),
        ("arn:aws-us-gov:iam::111122223333:user/BedrockAPIKey-x", "arn:*:iam::*:user/*BedrockAPIKey-*", True),
        (USER, "arn:aws:iam::111122223333:user/BedrockAPIKey-*", False),
        ("arn:aws:iam::111122223333:user/alice", "arn:*:iam::*:user/*BedrockAPIKey-*", False),
        (USER, "arn:aws:iam::*:role/*", False),
        (USER, "*", True),
        ("*", "arn:*:iam::*:user/*", False),
    ],
)
def test_resources(resource: str, pattern: str, denied: bool) -> None:
    assert denies(policy(Resource=pattern), RequestContext("iam:X", resource)) is denied


@pytest.mark.parametrize(
    ("statement", "denied"),
    [
        ({"NotAction": "iam:*"}, False),
        ({"NotAction": ["s3:*", "ec2:*"]}, True),
        ({"NotResource": "arn:aws:iam::111122223333:user/*"}, False),
        ({"NotResource": "arn:aws:iam::*:role/*"}, True),
        ({"Effect": "Allow"}, False),
    ],
)
def test_what_is_inverted_and_what_allows(statement: dict[str, Any], denied: bool) -> None:
    whole = {"Effect": "Deny", "Action": "*", "Resource": "*", **statement}
    for inverted, plain in (("NotAction", "Action"), ("NotResource", "Resource")):
        if inverted in statement:
            del whole[plain]
    assert denies({"Statement": whole}, RequestContext("iam:CreateUser", USER)) is denied


# The operator, what the policy wants, what the request has (None: no such key), and whether the deny holds.
OPERATORS = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", "a*", "ab", False),
    ("StringEquals", "a", None, False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", "b", False),
    ("StringEqualsIgnoreCase", "a", "A", True),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", "a", "a", False),
    ("StringNotEquals", "a", None, True),
    ("StringNotEqualsIgnoreCase", "a", "A", False),
    ("StringLike", "a*c", "abc", True),
    ("StringLike", "a?c", "abbc", False),
    ("StringLike", "a*", None, False),
    ("StringNotLike", "a*", "abc", False),
    ("StringNotLike", "a*", None, True),
    ("NumericEquals", "90", "90.0", True),
    ("NumericNotEquals", "90", "91", True),
    ("NumericLessThan", "90", "89", True),
    ("NumericLessThan", "90", "90", False),
    ("NumericLessThanEquals", "90", "90", True),
    ("NumericGreaterThan", "90", "91", True),
    ("NumericGreaterThan", "90", "90", False),
    ("NumericGreaterThan", "90", None, False),
    ("NumericGreaterThanIfExists", "90", None, True),
    ("NumericGreaterThanIfExists", "90", "90", False),
    ("NumericGreaterThanEquals", "90", "90", True),
    ("Bool", "true", "True", True),
    ("Bool", "true", None, False),
    ("Null", "true", None, True),
    ("Null", "true", "there", False),
    ("Null", "false", "there", True),
    ("Null", "false", None, False),
    ("ArnLike", "arn:aws:iam::*:role/R*", "arn:aws:iam::1:role/Reader", True),
    ("ArnLike", "arn:*", "arn:aws:iam::1:role/Reader", False),
    ("ArnEquals", "arn:aws:iam::*:role/R*", "arn:aws:iam::1:role/Reader", True),
    ("ArnNotLike", "arn:aws:iam::*:role/R*", "arn:aws:iam::1:role/Reader", False),
    ("ArnNotEquals", "arn:aws:iam::*:role/R*", None, True),
]


@pytest.mark.parametrize(("operator", "wanted", "found", "denied"), OPERATORS)
def test_conditions(operator: str, wanted: str, found: str | None, denied: bool) -> None:
    context = {} if found is None else {"aws:key": found}
    assert denies(policy(Condition={operator: {"AWS:Key": wanted}}), RequestContext("iam:X", context=context)) is denied


def test_one_value_of_several_is_enough_and_all_conditions_are_needed() -> None:
    several = policy(Condition={"StringEquals": {"a": ["x", "y"]}, "NumericLessThan": {"n": "5"}})
    assert denies(several, RequestContext("iam:X", context={"a": "y", "n": "4"}))
    assert not denies(several, RequestContext("iam:X", context={"a": "y", "n": "6"}))


@pytest.mark.parametrize("operator", ["StringMatches", "ForSomeValue:StringEquals", "IpAddress"])
def test_an_unknown_operator_is_an_error_not_an_allow(operator: str) -> None:
    with pytest.raises(ValueError, match=f"unknown condition operator {operator}"):
        denies(policy(Condition={operator: {"a": "b"}}), RequestContext("iam:X", context={"a": "b"}))


@pytest.mark.parametrize(
    ("operator", "found", "answer"),
    [
        ("ForAnyValue:StringEquals", "a", Answer.YES),
        ("ForAnyValue:StringEquals", "b", Answer.NO),
        ("ForAnyValue:StringEquals", None, Answer.NO),
        ("ForAnyValue:StringNotEquals", None, Answer.NO),
        ("ForAllValues:StringEquals", "b", Answer.NO),
        ("ForAllValues:StringEquals", None, Answer.YES),
    ],
)
def test_sets_of_one_value(operator: str, found: str | None, answer: Answer) -> None:
    statement = {"Action": "*", "Resource": "*", "Condition": {operator: {"key": ["a", "c"]}}}
    context = {} if found is None else {"Key": found}
    assert applies(statement, RequestContext("iam:X", context=context)) is answer


# What is unknown of a request, and whether a statement with more than Action and Resource applies to it then.
@pytest.mark.parametrize(
    ("more", "answer", "why"),
    [
        ({"Condition": {"StringEquals": {"aws:Other": "x"}}}, Answer.UNKNOWN, ["condition StringEquals aws:Other"]),
        ({"Condition": {"Null": {"aws:Other": "true"}}}, Answer.UNKNOWN, ["condition Null aws:Other"]),
        ({"Condition": {"IpAddress": {"aws:Known": "x"}}}, Answer.UNKNOWN, ["unknown condition operator IpAddress"]),
        (
            {"Condition": {"NumericLessThan": {"aws:Known": "x"}}},
            Answer.UNKNOWN,
            ["condition NumericLessThan aws:Known"],
        ),
        ({"Condition": {"StringEquals": {"aws:Absent": "x"}}}, Answer.NO, []),
        ({"Condition": {"StringEqualsIfExists": {"aws:Absent": "x"}}}, Answer.YES, []),
        ({"Condition": {"StringEquals": {"aws:Known": "one"}}}, Answer.YES, []),
        (
            {"Condition": {"StringEquals": {"aws:Known": "${aws:Other}"}}},
            Answer.UNKNOWN,
            ["condition StringEquals aws:Known"],
        ),
        ({"Condition": {"StringEquals": {"aws:Known": "${aws:known}"}}}, Answer.YES, []),
        ({"Condition": ["x"]}, Answer.UNKNOWN, ["conditions that are none"]),
        ({"Condition": {"Bool": "x"}}, Answer.UNKNOWN, ["conditions that are none"]),
        # One part that does not apply decides, whatever else is unknown.
        (
            {"Action": "s3:*", "Condition": {"StringEquals": {"aws:Other": "x"}}},
            Answer.NO,
            ["condition StringEquals aws:Other"],
        ),
        ({"Resource": "arn:*:user/*"}, Answer.UNKNOWN, ["the resource"]),
        ({"Resource": "arn:aws:iam::111122223333:user/${aws:Known}"}, Answer.NO, []),
        ({"Resource": "arn:aws:iam::111122223333:user/team/${aws:PrincipalTag/x}"}, Answer.UNKNOWN, ["the resource"]),
    ],
)
def test_what_is_unknown_of_a_request_is_neither_allowed_nor_denied(
    more: dict[str, Any], answer: Answer, why: list[str]
) -> None:
    request = RequestContext("iam:X", USER, {"aws:Known": "one"}, frozenset({"aws:absent"}))
    statement = {"Action": "*", "Resource": "*", **more}
    assert (applies(statement, request), list(uninterpreted(statement, request))) == (answer, why)


@pytest.mark.parametrize("left_out", ["Action", "Resource"])
def test_a_statement_without_action_or_resource_is_unknown(left_out: str) -> None:
    statement = {"Action": "*", "Resource": "*"}
    del statement[left_out]
    assert applies(statement, RequestContext("iam:X", USER)) is Answer.UNKNOWN


@given(st.text(), st.text(alphabet="ab*?.[\\", max_size=8))
def test_a_text_fits_itself_and_every_pattern_is_understood(text: str, pattern: str) -> None:
    assert denies(policy(Condition={"StringLike": {"k": "*"}}), RequestContext("iam:X", context={"k": text}))
    denies(policy(Condition={"StringLike": {"k": pattern}}), RequestContext("iam:X", context={"k": text}))
