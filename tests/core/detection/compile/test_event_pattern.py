"""Conditions as patterns of EventBridge: what a field may be, what cannot be said, and what a pattern needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.detection import Rule, Severity
from bks_tui.core.detection.compile.event_pattern import LONGEST, event_rule, to_event_pattern
from bks_tui.core.detection.compile.event_values import InexpressibleError
from bks_tui.core.detection.conditions import AllOf, AnyOf, Comparison, Condition, Field, Not, all_of, any_of
from bks_tui.core.detection.plain import pushed_down
from bks_tui.core.detection.signal import Signal
from bks_tui.core.detection.watch import WATCHED_RULES
from tests.support.event_patterns import matches, rules_of, values_of

RULES = {rule.signal.name: rule for rule in WATCHED_RULES}
SIGNAL = Signal("example", "An example", Severity.LOW, "T1526 Cloud Service Discovery", "Why.")


def patterns(condition: Condition) -> tuple[Mapping[str, Any], ...]:
    return event_rule(Rule(SIGNAL, condition)).patterns


def detail(condition: Condition) -> Any:
    (pattern,) = patterns(condition)
    return json.loads(json.dumps(pattern["detail"]))


def equal(path: str, *values: str) -> Field:
    return Field(path, Comparison.EQUALS, values)


def begins(path: str, *values: str) -> Field:
    return Field(path, Comparison.STARTS_WITH, values, cased=True)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (equal("a", "x", "y"), {"a": ["x", "y"]}),
        (Not(equal("a", "x")), {"a": [{"exists": False}, {"anything-but": ["x"]}]}),
        (Not(begins("a", "x")), {"a": [{"exists": False}, {"anything-but": {"prefix": ["x"]}}]}),
        # Two conditions on a field are one list of matchers.
        (all_of(equal("a", "x", "y"), Not(equal("a", "y"))), {"a": ["x"]}),
        (all_of(equal("a", "xy", "y"), begins("a", "x")), {"a": ["xy"]}),
        (all_of(begins("a", "x", "y"), begins("a", "xy")), {"a": [{"prefix": "xy"}]}),
        (all_of(begins("a", "x", "y"), Not(begins("a", "y"))), {"a": [{"prefix": "x"}]}),
        (
            all_of(Not(equal("a", "x")), Not(begins("a", "y"))),
            {"a": [{"exists": False}, {"anything-but": {"wildcard": ["x", "y*"]}}]},
        ),
        (all_of(Field("a", Comparison.PRESENT), equal("a", "x")), {"a": ["x"]}),
        (any_of(equal("a", "x"), begins("a", "y")), {"a": ["x", {"prefix": "y"}]}),
        (any_of(equal("a", "x"), equal("b", "y")), {"$or": [{"a": ["x"]}, {"b": ["y"]}]}),
        # What is within another alternative is left out.
        (any_of(equal("a", "x"), all_of(equal("a", "x"), equal("b", "y"))), {"a": ["x"]}),
        (Field("a", Comparison.STARTS_WITH, ("x",)), {"a": [{"prefix": {"equals-ignore-case": "x"}}]}),
        (Field("a", Comparison.CONTAINS, ("x*\\y",), cased=True), {"a": [{"wildcard": "*x\\*\\\\y*"}]}),
        (Field("a", Comparison.ABSENT), {"a": [{"exists": False}]}),
        (Field("a.b", Comparison.TRUE), {"a": {"b": [True, {"equals-ignore-case": "true"}]}}),
        (Not(Field("a", Comparison.TRUE)), {"a": [{"exists": False}, False, {"equals-ignore-case": "false"}]}),
    ],
)
def test_a_condition_is_the_matchers_of_its_fields(condition: Condition, expected: object) -> None:
    assert detail(condition) == expected


@pytest.mark.parametrize(
    "condition",
    [
        Field("a", Comparison.MATCHES, ("x+",)),
        all_of(Field("a", Comparison.ENDS_WITH, ("x",), cased=True), begins("a", "y")),
        all_of(begins("a", "x"), Not(begins("a", "xy"))),
        Not(Field("a", Comparison.STARTS_WITH, ("x",))),
    ],
)
def test_what_a_pattern_cannot_say_is_an_error(condition: Condition) -> None:
    with pytest.raises(InexpressibleError):
        patterns(condition)


PATHS = ("eventName", "awsRegion", "errorCode")
TEXTS = st.sampled_from(["a", "ab", "b"])
FIELDS = st.one_of(
    st.builds(Field, st.sampled_from(PATHS), st.just(Comparison.EQUALS), st.tuples(TEXTS, TEXTS)),
    st.builds(Field, st.sampled_from(PATHS), st.sampled_from([Comparison.PRESENT, Comparison.ABSENT])),
)
CONDITIONS = st.recursive(
    FIELDS,
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=1, max_size=3).map(lambda each: all_of(*each)),
        st.lists(parts, min_size=1, max_size=3).map(lambda each: any_of(*each)),
    ),
    max_leaves=6,
)


def holds(condition: Condition, record: Mapping[str, str]) -> bool:
    match condition:
        case Not(part):
            return not holds(part, record)
        case AllOf(parts):
            return all(holds(part, record) for part in parts)
        case AnyOf(parts):
            return any(holds(part, record) for part in parts)
        case Field(path, Comparison.EQUALS, values):
            return record.get(path) in values
        case Field(path, comparison):
            return (path in record) is (comparison is Comparison.PRESENT)
    raise AssertionError(condition)


@given(CONDITIONS, st.dictionaries(st.sampled_from(PATHS), TEXTS))
def test_a_condition_and_its_patterns_hold_for_the_same_events(condition: Condition, record: dict[str, str]) -> None:
    try:
        made = patterns(condition)
    except InexpressibleError:
        # No event passes.
        assert not holds(condition, record)
        return
    assert all(map(rules_of, made))
    event = values_of({"source": "aws.iam", "detail-type": "AWS API Call via CloudTrail", "detail": record})
    assert any(matches(pattern, event) for pattern in made) is holds(condition, record)


@given(CONDITIONS, st.dictionaries(st.sampled_from(PATHS), TEXTS))
def test_negations_can_be_pushed_down(condition: Condition, record: dict[str, str]) -> None:
    assert holds(pushed_down(condition), record) is holds(condition, record)
    assert holds(pushed_down(condition, negated=True), record) is not holds(condition, record)


def test_a_pattern_that_is_too_long_becomes_several() -> None:
    regions = [f"{'x' * 200}-{number}" for number in range(15)]
    made = patterns(any_of(*(all_of(equal("a", region), equal("b", region)) for region in regions)))
    assert len(made) > 1
    assert all(len(json.dumps(pattern, separators=(",", ":"))) <= LONGEST for pattern in made)
    for region in regions:
        event = values_of(
            {"source": "aws.iam", "detail-type": "x via CloudTrail", "detail": {"a": region, "b": region}}
        )
        assert sum(matches(pattern, event) for pattern in made) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("user-created", ["aws.iam", {"prefix": "aws.iam-"}]),
        ("monitoring-changed", ["aws.guardduty", {"prefix": "aws.guardduty-"}, "aws.ec2", {"prefix": "aws.ec2-"}]),
        # Any call: but only AWS sends events whose source begins so.
        ("denied", [{"prefix": "aws."}]),
        ("outside-service", [{"prefix": "aws."}]),
    ],
)
def test_a_pattern_names_the_sources_of_its_calls(name: str, source: list[object]) -> None:
    assert {json.dumps(pattern["source"]) for pattern in event_rule(RULES[name]).patterns} == {json.dumps(source)}


READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("user-created", "ENABLED", "us-east-1 (GovCloud: us-gov-west-1, China: cn-north-1) only"),
        ("guardrail-changed", "ENABLED", "every Region in use"),
        ("model-probe", READS, "read and write"),
        ("identity-probe", READS, "Region of the endpoint that was called"),
        ("access-attempted", "ENABLED", "The events of IAM are in us-east-1"),
        ("access-tested", READS, "CreateInference, InvokeAgent"),
        ("bearer-token", READS, "bedrock-mantle, arrive only if the trail logs them"),
    ],
)
def test_a_rule_says_which_region_trail_and_state_it_needs(name: str, state: str, said: str) -> None:
    document = json.loads(to_event_pattern(RULES[name]).text or "")
    assert document["State"] == state
    assert said in " ".join(document["Needs"])
    assert document["IamRegionOnly"] is (name == "user-created")
