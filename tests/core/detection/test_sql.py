"""Conditions as SQL: each comparison, and the few functions that they call, each of which is pinned."""

from __future__ import annotations

import json
from pathlib import Path

from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.detection.conditions import (
    AwsManagedPolicy,
    Burst,
    Comparison,
    Condition,
    Distinct,
    Field,
    Not,
    Repeated,
    any_of,
)
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.core.detection.sql import FUNCTIONS, condition_sql
from bks_tui.core.detection.watch import WATCHED_RULES
from tests.support.athena_table import AthenaTable, functions_of
from tests.support.signals import TARGET

# The conditions of single calls, and what patterns count.
CONDITIONS: dict[str, Condition] = {
    rule.signal.name: rule.condition.of if isinstance(rule.condition, (Burst, Distinct, Repeated)) else rule.condition
    for rule in WATCHED_RULES
}
CONDITIONS["alias"] = next(rule.condition.or_shown_by for rule in WATCHED_RULES if isinstance(rule.condition, Repeated))


POLICY = AwsManagedPolicy(("AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV*"))
AGE = Field("requestParameters.credentialAgeDays", Comparison.AT_LEAST, (10_000,))
AGENT = Field("userAgent", Comparison.CONTAINS_WORD, ("pacu",))


COMPARISONS: list[tuple[Condition, dict[str, object], bool]] = [
    (POLICY, {"requestParameters": {"policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV9"}}, True),
    (POLICY, {"requestParameters": {"policyArn": "arn:aws:iam::aws:policy/x/AWSCompromisedKeyQuarantine"}}, True),
    # A customer's policy can have any path.
    (
        POLICY,
        {"requestParameters": {"policyArn": "arn:aws:iam::1:policy/:iam::aws:policy/AWSCompromisedKeyQuarantine"}},
        False,
    ),
    (AGE, {"requestParameters": {"credentialAgeDays": "36600"}}, True),
    (AGE, {"requestParameters": {"credentialAgeDays": 365}}, False),
    (AGE, {"requestParameters": {"credentialAgeDays": "never"}}, False),
    (Field("userAgent", Comparison.BLANK), {"userAgent": " "}, True),
    (Field("userAgent", Comparison.BLANK), {}, False),
    (AGENT, {"userAgent": "Pacu/1.0"}, True),
    (AGENT, {"userAgent": "pacuare"}, False),
    (Field("userAgent", Comparison.STARTS_WITH, ("Curl",)), {"userAgent": "cURL/8"}, True),
    (Field("userAgent", Comparison.STARTS_WITH, ("Curl",), cased=True), {"userAgent": "cURL/8"}, False),
    (Field("errorCode", Comparison.ENDS_WITH, (".denied",)), {"errorCode": "x.Denied"}, True),
    (Field("errorCode", Comparison.ENDS_WITH, (".denied",)), {"errorCode": "xdenied"}, False),
    (Field("errorCode", Comparison.EQUALS, ("it's",)), {"errorCode": "it's"}, True),
    (Field("readOnly", Comparison.FALSE), {"readOnly": False}, True),
    (Field("readOnly", Comparison.FALSE), {"readOnly": "False"}, True),
    (Field("readOnly", Comparison.FALSE), {}, False),
    # What is missing is not known to differ: below a NOT it counts as false.
    (Not(Field("errorCode", Comparison.EQUALS, ("x",))), {}, True),
    (Not(any_of(Field("errorCode", Comparison.EQUALS, ("x",)), Field("readOnly", Comparison.TRUE))), {}, True),
    (Not(Field("userIdentity.type", Comparison.EQUALS, ("Root",))), {"userIdentity": None}, True),
    (Not(Field("errorCode", Comparison.PRESENT)), {"errorCode": ""}, True),
    (Field("requestParameters.a", Comparison.ABSENT), {"requestParameters": {"a": None}}, True),
    (Field("requestParameters.a", Comparison.ABSENT), {"requestParameters": None}, True),
]


def test_a_comparison_holds_as_in_a_timeline(tmp_path: Path) -> None:
    table = AthenaTable([{"eventID": str(n), **record} for n, (_, record, _) in enumerate(COMPARISONS)], tmp_path)
    for number, (condition, record, holds) in enumerate(COMPARISONS):
        sighting = EventHistory(TARGET).sighting(parse_event(json.dumps(record)))
        found = table.event_ids(condition_sql(condition).literal)
        assert (str(number) in found, predicate(condition)(sighting)) == (holds, holds), (condition, record)


def test_a_value_is_no_part_of_the_text() -> None:
    sql = condition_sql(Field("errorCode", Comparison.EQUALS, ("it's", "b")))
    assert (sql.text, sql.parameters) == ("errorcode IN (?, ?)", ("it's", "b"))
    assert sql.literal == "errorcode IN ('it''s', 'b')"


def test_the_conditions_call_these_functions_only() -> None:
    called = [
        functions_of(f"SELECT 1 FROM logs WHERE {condition_sql(condition).literal}")
        for condition in CONDITIONS.values()
    ]
    assert set[str]().union(*called) == FUNCTIONS


# What Athena documents of each function, which DuckDB does as well.
PINNED = {
    "coalesce": ("coalesce(NULL, 'b')", "b"),
    "json_extract_scalar": ("json_extract_scalar('{\"a\": {\"b\": true}}', '$.a.b')", "true"),
    "lower": ("lower('AbC')", "abc"),
    "regexp_like": ("regexp_like('a-kali-b', '(?i)\\bKALI\\b')", True),
    "starts_with": ("starts_with('bedrock-mantle', 'bedrock-')", True),
    "strpos": ("strpos('abc', 'c')", 3),
    "trim": ("trim('  a ')", "a"),
}


def test_each_function_is_pinned(tmp_path: Path) -> None:
    table = AthenaTable([{}], tmp_path)
    answers = {name: table.rows(f"SELECT {PINNED[name][0]} FROM logs") for name in FUNCTIONS}
    assert answers == {name: [(value,)] for name, (_, value) in PINNED.items()}


def test_a_difference_between_athena_and_duckdb_is_known(tmp_path: Path) -> None:
    # Athena: NULL. No rule compares a field that is an object.
    call = "json_extract_scalar('{\"a\": {\"b\": 1}}', '$.a')"
    assert AthenaTable([{}], tmp_path).rows(f"SELECT {call} FROM logs") == [('{"b":1}',)]
