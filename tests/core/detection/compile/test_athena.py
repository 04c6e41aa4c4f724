"""Rules as queries of Athena: by a few functions, each of which is pinned, and with a limit of the partitions."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from bks_tui.core.detection import sql
from bks_tui.core.detection.compile.athena import FUNCTIONS, PERIOD, to_athena
from bks_tui.core.detection.watch import WATCHED_RULES
from tests.support.athena_table import AthenaTable, functions_of

# What Athena documents of each function, which DuckDB does as well.
PINNED = {
    "count": ("count(DISTINCT eventname)", 2),
    "date_format": ("max(date_format(DATE '2026-01-02', '%Y/%m/%d'))", "2026/01/02"),
    "from_iso8601_timestamp": (
        "max(from_iso8601_timestamp(eventtime))",
        datetime(2026, 1, 2, 3, 4, 6, tzinfo=timezone.utc),
    ),
    "lag": ("min(before)", "a"),
    "nullif": ("max(nullif(eventname, 'b'))", "a"),
    "regexp_extract": ("max(regexp_extract('client/1.0 os/linux', '(?i)OS/(\\w+)', 1))", "linux"),
}
RECORDS = [
    {"eventName": name, "eventTime": f"2026-01-02T03:04:0{second}Z"} for second, name in ((4, "a"), (5, "b"), (6, "b"))
]


def test_the_queries_call_these_functions_only() -> None:
    called = set[str]().union(*(functions_of(to_athena(rule).text or "") for rule in WATCHED_RULES))
    assert called == FUNCTIONS | sql.FUNCTIONS


def test_each_function_is_pinned(tmp_path: Path) -> None:
    table = AthenaTable(RECORDS, tmp_path)
    rows = "(SELECT *, lag(eventname, 1) OVER (ORDER BY eventtime) AS before FROM logs)"
    answers = {name: table.rows(f"SELECT {PINNED[name][0]} FROM {rows} WHERE eventtime < '2027'") for name in FUNCTIONS}
    assert answers == {name: [(value,)] for name, (_, value) in PINNED.items()}


def test_a_difference_between_athena_and_duckdb_is_known(tmp_path: Path) -> None:
    # Athena: NULL. The queries treat both alike.
    call = "regexp_extract('a', 'b')"
    table = AthenaTable([{}], tmp_path)
    assert table.rows(f"SELECT {call}, coalesce(nullif({call}, ''), 'x') FROM logs") == [("", "x")]


def test_every_query_limits_the_partitions_that_it_reads() -> None:
    for rule in WATCHED_RULES:
        assert f"FROM cloudtrail_logs\nWHERE {PERIOD}\n" in (to_athena(rule).text or "")


def test_a_query_of_one_call_in_full() -> None:
    rule = next(rule for rule in WATCHED_RULES if rule.signal.name == "log-group-opened")
    assert (
        to_athena(rule).text
        == """\
-- Log group opened to API keys (log-group-opened, HIGH)
-- Anyone who has an API key for CloudWatch Logs can write to it from anywhere.
-- Technique: T1685.002 Disable or Modify Tools: Disable or Modify Cloud Log
-- Condition: logs: `PutBearerTokenAuthentication` and succeeded. Whoever makes the call.
-- Noise: Platform teams and deployments that manage trails, logs, guardrails, models or agents.
-- Replace cloudtrail_logs by the name of your table, and its partition "timestamp" by that of your table.
-- A trail must log the calls of the rule to the bucket of the table.
SELECT eventtime, eventid, eventsource, eventname, awsregion, recipientaccountid, useridentity.arn, sourceipaddress, \
useragent, errorcode
FROM cloudtrail_logs
WHERE "timestamp" >= date_format(current_date - INTERVAL '90' DAY, '%Y/%m/%d')
AND (
    (starts_with(eventsource, 'logs.') OR starts_with(eventsource, 'logs-'))
    AND eventname = 'PutBearerTokenAuthentication'
    AND coalesce(errorcode, '') = ''
)
ORDER BY eventtime, eventid
"""
    )
