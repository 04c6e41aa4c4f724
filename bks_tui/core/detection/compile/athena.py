"""Rules as queries of Athena over AWS's table of CloudTrail's logs. A pattern is a query with windows.

Calls at the same second are in the order of their ids, as in a timeline.
"""

from __future__ import annotations

from bks_tui.core.detection import Rule
from bks_tui.core.detection.compile.translation import Translation, comments
from bks_tui.core.detection.conditions import CLIENT, MODEL, Burst, Condition, Distinct, Repeated
from bks_tui.core.detection.sql import column, condition_sql
from bks_tui.core.detection.watch import WINDOW_DAYS

# What a query calls besides the functions of conditions.
FUNCTIONS = frozenset({"count", "date_format", "from_iso8601_timestamp", "lag", "nullif", "regexp_extract"})
TABLE = "cloudtrail_logs"
# The partitions of the table that AWS documents. Without a limit, a query reads the whole table and costs as much.
PERIOD = f"\"timestamp\" >= date_format(current_date - INTERVAL '{WINDOW_DAYS}' DAY, '%Y/%m/%d')"
_NEEDS = (
    f'Replace {TABLE} by the name of your table, and its partition "timestamp" by that of your table.',
    "A trail must log the calls of the rule to the bucket of the table.",
)

_COLUMNS = (
    *("eventtime", "eventid", "eventsource", "eventname", "awsregion", "recipientaccountid"),
    *("useridentity.arn", "sourceipaddress", "useragent", "errorcode"),
)
_IDENTITY = "coalesce(useridentity.arn, useridentity.username, useridentity.principalid, useridentity.invokedby)"
_USER = f"coalesce(nullif({column('requestParameters.userName')}, ''), useridentity.username, useridentity.arn)"
_MODEL = f"coalesce(nullif({column('requestParameters.modelId')}, ''), nullif({column('requestParameters.model')}, ''))"
_NAMED_MODEL = "^arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)/(.+)$"
_VALUES = {
    MODEL: f"coalesce(nullif(regexp_extract({_MODEL}, '{_NAMED_MODEL}', 1), ''), {_MODEL})",
    # The program and its operating system, without versions.
    CLIENT: r"CASE useragent WHEN '' THEN '' ELSE lower(regexp_extract(useragent, '^[^/\s]*') || ' ' || "
    r"coalesce(regexp_extract(useragent, '(?i)(?:\bos/\w+|\(\w+)'), '')) END",
}


def to_athena(rule: Rule, table: str = TABLE, period: str = PERIOD) -> Translation:
    """The rule, without a target, as a file of SQL. `period` is a condition that limits the partitions."""
    query = _query(rule, table, period)
    return Translation(f"{comments('--', rule, (), _NEEDS)}\n{query}\n", (), _NEEDS)


def _query(rule: Rule, table: str, period: str) -> str:
    condition = rule.condition
    if isinstance(condition, Distinct):
        value = _VALUES.get(condition.path) or f"nullif({column(condition.path)}, '')"
        return _distinct(condition, _calls(condition.of, table, period, _IDENTITY, f", {value} AS value"))
    if isinstance(condition, Burst):
        return _burst(condition, _calls(condition.of, table, period, _IDENTITY))
    if isinstance(condition, Repeated):
        shown = f", {condition_sql(condition.or_shown_by).literal} AS is_shown"
        return _repeated(condition, _calls(condition.of, table, period, _USER, shown))
    where = condition_sql(condition).literal
    return f"SELECT {_columns()}\nFROM {table}\nWHERE {period}\nAND {where}\nORDER BY eventtime, eventid"


def _calls(condition: Condition, table: str, period: str, who: str, more: str = "") -> str:
    where = condition_sql(condition).literal
    time = "from_iso8601_timestamp(eventtime) AS called_at"
    return f"calls AS (\nSELECT *, {time}, {who} AS who{more}\nFROM {table}\nWHERE {period}\nAND {where}\n)"


def _distinct(pattern: Distinct, calls: str) -> str:
    """Each call whose value is new within the window, if there are enough different values in it."""
    window = _interval(pattern.seconds or 0)
    return f"""\
WITH {calls},
ordered AS (
SELECT *, lag(called_at) OVER (PARTITION BY who, value ORDER BY called_at, eventid) AS seen_at
FROM calls
WHERE value IS NOT NULL
)
SELECT {_columns("this.")}, count(DISTINCT earlier.value) AS number_of_values
FROM ordered AS this
JOIN ordered AS earlier
  ON earlier.who = this.who
  AND earlier.called_at >= this.called_at - {window}
  AND (earlier.called_at < this.called_at OR (earlier.called_at = this.called_at AND earlier.eventid <= this.eventid))
WHERE this.seen_at IS NULL OR this.seen_at < this.called_at - {window}
GROUP BY {", ".join(str(number) for number in range(1, len(_COLUMNS) + 1))}
HAVING count(DISTINCT earlier.value) >= {pattern.at_least}
ORDER BY 1, 2"""  # noqa: S608 - made of constants of rules only


def _burst(pattern: Burst, calls: str) -> str:
    """The call that completes a burst."""
    return f"""\
WITH {calls},
counted AS (
SELECT *, lag(called_at, {pattern.calls - 1}) OVER (PARTITION BY who ORDER BY called_at, eventid) AS began_at
FROM calls
),
marked AS (
SELECT *, coalesce(began_at >= called_at - {_interval(pattern.seconds)}, false) AS in_burst
FROM counted
),
compared AS (
SELECT *, lag(in_burst) OVER (PARTITION BY who ORDER BY called_at, eventid) AS was_in_burst
FROM marked
)
SELECT {_columns()}
FROM compared
WHERE in_burst AND NOT coalesce(was_in_burst, false)
ORDER BY 1, 2"""  # noqa: S608 - made of constants of rules only


def _repeated(pattern: Repeated, calls: str) -> str:
    """Each call for which there were enough before, or that shows it."""
    return f"""\
WITH {calls},
counted AS (
SELECT *, lag(called_at, {pattern.times - 1}) OVER (PARTITION BY who ORDER BY called_at, eventid) AS began_at
FROM calls
)
SELECT {_columns()}
FROM counted
WHERE began_at >= called_at - {_interval(pattern.seconds or 0)} OR is_shown
ORDER BY 1, 2"""  # noqa: S608 - made of constants of rules only


def _columns(table: str = "") -> str:
    return ", ".join(table + column for column in _COLUMNS)


def _interval(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    return f"INTERVAL '{seconds}' SECOND" if rest else f"INTERVAL '{days}' DAY"
