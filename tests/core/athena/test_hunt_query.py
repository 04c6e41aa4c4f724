"""The SQL of a hunt: pinned for some rules, and for all of them it selects what the rules select."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timezone
from functools import cache
from typing import Any

from bks_tui.core.athena.query import QueryRange, Slice, hunt_candidates, single_calls
from bks_tui.core.athena.sql import FUNCTIONS, LONGEST_QUERY, execution_parameters
from bks_tui.core.athena.table import LogTable
from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import RULES, find_signals
from bks_tui.core.detection.conditions import ByTarget, OnTarget
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.plain import plain
from bks_tui.core.detection.sighting import EventHistory
from bks_tui.core.hunt.rules import LISTING_CONDITIONS
from bks_tui.demo.story.account import demo_account
from tests.support.athena import in_duckdb

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
TABLE = LogTable("bks", "cloudtrail", "logs", "${account}/${region}/${timestamp}", "timestamp", "account", "region")
MARCH = QueryRange(Slice(date(2026, 3, 1), date(2026, 3, 2)), ("111122223333",))
ALL = QueryRange(Slice(date(2013, 11, 1), date(2026, 3, 2)))
CALLS = tuple(each for condition in LISTING_CONDITIONS for each in single_calls(condition))
SOME = tuple(rule.condition for rule in RULES if rule.signal.name in ("agreement-deleted", "quota-requested"))

PARTITIONS = """\
"account" = '111122223333'
  AND "timestamp" BETWEEN '2026/03/01' AND '2026/03/02'
  AND (
"""
RULES_AS_SQL = """
    OR (
        (starts_with(eventsource, 'servicequotas.') OR starts_with(eventsource, 'servicequotas-'))
        AND eventname = 'RequestServiceQuotaIncrease'
        AND json_extract_scalar(requestparameters, '$.serviceCode') = 'bedrock'
    )
    OR ((starts_with(eventsource, 'bedrock.') OR starts_with(eventsource, 'bedrock-')) AND \
eventname = 'DeleteFoundationModelAgreement')
)"""


def test_a_hunt_asks_for_phantom_users_api_keys_and_the_calls_of_the_rules() -> None:
    query = hunt_candidates(TABLE, MARCH, SOME).literal
    where = query.partition("\nWHERE ")[2]
    assert where.startswith(PARTITIONS)
    assert where.endswith(RULES_AS_SQL)
    between = where.removeprefix(PARTITIONS).removesuffix(RULES_AS_SQL)
    # How these conditions are written is pinned where they are compiled.
    assert all(
        each in between for each in ("'BedrockAPIKey-'", "'AeaApiKey-'", "'$.callWithBearerToken'", "'$.userName'")
    )


def test_all_rules_fit_into_one_query_of_the_listed_functions() -> None:
    query = hunt_candidates(TABLE, ALL, LISTING_CONDITIONS)
    called = set(re.findall(r"(\w+)\(", query.text)) - {"CAST", "IN", "TRY_CAST", "OR", "AND", "NOT", "WHERE"}
    assert called <= FUNCTIONS
    assert len(query.text) < LONGEST_QUERY / 2
    assert execution_parameters(query.parameters)


def placed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records in some partition."""
    return [{**each, "account": "111122223333", "region": "us-east-1", "timestamp": "2026/03/01"} for each in records]


@cache
def records_of_the_demo() -> list[dict[str, Any]]:
    events = demo_account(NOW).trail.all()
    return [json.loads(event.record) for event in events if not parse_event(event.record).problem]


@cache
def found_in_the_demo() -> frozenset[str | None]:
    query = hunt_candidates(TABLE, ALL, LISTING_CONDITIONS)
    rows = in_duckdb(query.text, execution_parameters(query.parameters), placed(records_of_the_demo()))
    return frozenset(row["eventid"] for row in rows)


def test_the_same_sql_in_a_database_selects_the_records_that_the_rules_select() -> None:
    holds = [predicate(plain(each)) for each in (ByTarget(), OnTarget(), *CALLS)]
    history = EventHistory(parse_target("nobody-at-all", NOW))
    events = [parse_event(json.dumps(record)) for record in records_of_the_demo()]
    wanted = {event.event_id for event in events if any(each(history.sighting(event)) for each in holds)}
    assert found_in_the_demo() == wanted
    assert 0 < len(wanted) < len(events)


def test_no_signal_of_a_phantom_user_is_lost() -> None:
    target = parse_target("BedrockAPIKey-q7zf", NOW)
    events = [parse_event(json.dumps(record)) for record in records_of_the_demo()]
    own = [event for event in events if target.is_actor(event.actor)]
    assert set(find_signals(own, target)) <= found_in_the_demo()
