"""Each function that the query of a target calls, by what it does in a database. Those of rules are pinned there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bks_tui.core.athena.sql import FUNCTIONS, contains, execution_parameters, resource_contains
from bks_tui.core.detection.sql import FUNCTIONS as CONDITION_FUNCTIONS
from bks_tui.core.detection.sql import Sql
from tests.support.athena import in_duckdb

ARN = "arn:aws:iam::111122223333:user/alice"


def selected(condition: Sql, **record: Any) -> bool:
    """Whether a record passes a condition."""
    text = f'SELECT eventid FROM "bks"."cloudtrail" WHERE {condition.text}'
    return bool(in_duckdb(text, execution_parameters(condition.parameters), [{"eventID": "1", **record}]))


def test_the_functions_are_these() -> None:
    assert {"any_match", "json_format"} == FUNCTIONS - CONDITION_FUNCTIONS
    assert "strpos" in CONDITION_FUNCTIONS


@pytest.mark.parametrize(
    ("value", "agent", "holds"),
    [
        ("curl", "curl/8", True),
        ("CURL", "curl/8", False),
        ("x", None, False),
        ("it's", "so it's", True),
        ("%", "a", False),
    ],
)
def test_strpos_finds_a_text_as_it_is(value: str, agent: str | None, holds: bool) -> None:
    assert selected(contains("useragent", value), userAgent=agent) is holds


@pytest.mark.parametrize(
    ("resources", "holds"),
    [
        ([{"ARN": "arn:aws:s3:::b"}, {"ARN": ARN}], True),
        ([{"ARN": "arn:aws:s3:::b"}], False),
        ([{"accountId": "1"}], False),
        ([], False),
        (None, False),
    ],
)
def test_any_match_looks_at_every_resource(resources: list[dict[str, str]] | None, holds: bool) -> None:
    assert selected(resource_contains("/alice"), resources=resources) is holds


def test_json_format_of_a_struct_has_the_names_of_its_fields() -> None:
    text = 'SELECT json_format(CAST(useridentity AS JSON)) AS useridentity FROM "bks"."cloudtrail"'
    (row,) = in_duckdb(text, [], [{"eventID": "1", "userIdentity": {"type": "IAMUser", "userName": 'a"b'}}])
    read = json.loads(str(row["useridentity"]))
    assert (read["type"], read["username"], read["accesskeyid"]) == ("IAMUser", 'a"b', None)
