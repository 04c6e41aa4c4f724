"""The evaluator of patterns that the tests use, held against the examples of EventBridge's documentation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.event_patterns import matches, rules_of, values_of

EVENT = {
    "time": "2017-10-02T16:24:49Z",
    "source": "aws.ec2",
    "region": "us-east-1",
    "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000", "another"],
    "detail": {"c-count": 5, "d-count": 3, "x-limit": 301.8, "source-ip": "10.0.0.33", "state": "running", "on": True},
}


@pytest.mark.parametrize(
    ("pattern", "holds"),
    [
        ({"source": ["aws.ec2", "aws.fargate"]}, True),
        ({"source": ["AWS.EC2"]}, False),
        ({"resources": ["another"]}, True),
        ({"detail": {"on": [True]}}, True),
        ({"detail": {"on": ["true"]}}, False),
        ({"time": [{"prefix": "2017-10-02"}]}, True),
        ({"source": [{"prefix": {"equals-ignore-case": "AWS."}}]}, True),
        ({"source": [{"suffix": "ec2"}]}, True),
        ({"source": [{"equals-ignore-case": "AWS.EC2"}]}, True),
        ({"source": [{"wildcard": "aws*2"}]}, True),
        ({"source": [{"wildcard": "ec2"}]}, False),
        ({"detail": {"state": [{"anything-but": "initializing"}]}}, True),
        ({"detail": {"state": [{"anything-but": ["stopped", "running"]}]}}, False),
        ({"detail": {"x-limit": [{"anything-but": [100, 200, 300]}]}}, True),
        ({"detail": {"state": [{"anything-but": {"prefix": ["init", "run"]}}]}}, False),
        ({"detail": {"state": [{"anything-but": {"suffix": "ing"}}]}}, False),
        ({"detail": {"state": [{"anything-but": {"wildcard": ["*unn*"]}}]}}, False),
        ({"detail": {"state": [{"anything-but": {"equals-ignore-case": ["Running"]}}]}}, False),
        # A field that is missing is not anything but something.
        ({"detail": {"missing": [{"anything-but": "x"}]}}, False),
        ({"detail": {"missing": [{"exists": False}, {"anything-but": "x"}]}}, True),
        ({"detail": {"c-count": [{"exists": True}]}}, True),
        ({"detail": {"c-count": [{"exists": False}]}}, False),
        ({"detail": {"c-count": [{"numeric": [">", 0, "<=", 5]}], "d-count": [{"numeric": ["<", 10]}]}}, True),
        ({"detail": {"x-limit": [{"numeric": ["=", 3.018e2]}]}}, True),
        ({"detail": {"state": [{"numeric": [">", 0]}]}}, False),
        ({"detail": {"source-ip": [{"cidr": "10.0.0.0/24"}]}}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["running"]}}]}, True),
        ({"region": ["us-east-1"], "$or": [{"source": ["aws.s3"]}, {"detail": {"state": ["stopped"]}}]}, False),
    ],
)
def test_a_pattern_matches_as_documented(pattern: dict[str, Any], *, holds: bool) -> None:
    assert rules_of(pattern)
    assert matches(pattern, values_of(EVENT)) is holds


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ({"detail": {}}, "Empty objects"),
        ({"source": []}, "Empty arrays"),
        ({"$or": [{"source": ["a"]}]}, "at least 2"),
        ({"source": ["a"], "$or": [{"source": ["b"]}, {"region": ["c"]}]}, "source is named twice"),
        ({"detail": {"$or": [{"a": ["x"], "b": ["y"]}, {"c": ["z"]}], "b": ["x"]}}, "detail.b is named twice"),
    ],
)
def test_a_pattern_that_eventbridge_would_misread_is_an_error(pattern: dict[str, Any], problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        rules_of(pattern)


@pytest.mark.parametrize(("wildcard", "problem"), [("a**b", "Consecutive"), ("a\\b", "backslash")])
def test_a_wildcard_that_eventbridge_refuses_is_an_error(wildcard: str, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        matches({"source": [{"wildcard": wildcard}]}, values_of(EVENT))
