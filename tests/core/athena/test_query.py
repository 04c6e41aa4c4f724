"""The SQL for each kind of target is pinned; values are never in it, and nothing is called but what is listed."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

import pytest

from bks_tui.core.athena.query import Slice, candidates, mentions, month_slices
from bks_tui.core.athena.sql import FUNCTIONS, execution_parameters, identifier
from bks_tui.core.athena.table import LogTable
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.source import Period

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
ACCOUNT = "111122223333"
FOLDER = "AWSLogs/o-exampleorg/${account}/CloudTrail/${region}/${timestamp}"
COLUMNS = frozenset({"eventcategory", "sharedeventid", "sessioncredentialfromconsole"})
TABLE = LogTable(
    "bks", "cloudtrail", "logs", FOLDER, "timestamp", "account", "region", columns=COLUMNS, has_credential_id=True
)
OLD_TABLE = LogTable("logs", "trail", "logs", "AWSLogs/x/${day}", "day")
FEBRUARY = Slice(date(2026, 2, 1), date(2026, 2, 28))

WHOLE = """\
SELECT
    eventversion,
    json_format(CAST(useridentity AS JSON)) AS useridentity,
    eventtime,
    eventsource,
    eventname,
    awsregion,
    sourceipaddress,
    useragent,
    errorcode,
    errormessage,
    requestparameters,
    responseelements,
    additionaleventdata,
    requestid,
    eventid,
    readonly,
    json_format(CAST(resources AS JSON)) AS resources,
    eventtype,
    recipientaccountid,
    eventcategory,
    sharedeventid,
    sessioncredentialfromconsole
FROM "bks"."cloudtrail"
WHERE "account" = '111122223333'
  AND "region" IN ('eu-west-1', 'us-east-1')
  AND "timestamp" BETWEEN '2026/02/01' AND '2026/02/28'
  AND eventtime BETWEEN '2026-02-01T12:00:00Z' AND '2026-03-02T12:00:00Z'
  AND (useridentity.accesskeyid = 'AKIAINVENTED00000666'
    OR useridentity.credentialid = 'AKIAINVENTED00000666'
    OR strpos(requestparameters, '"AKIAINVENTED00000666"') > 0
    OR strpos(requestparameters, '/AKIAINVENTED00000666"') > 0
    OR strpos(responseelements, '"AKIAINVENTED00000666"') > 0
    OR strpos(responseelements, '/AKIAINVENTED00000666"') > 0
    OR any_match(resources, r -> strpos(r.arn, 'AKIAINVENTED00000666') > 0))"""

USER = """\
(useridentity.username = 'alice'
    OR strpos(useridentity.arn, '/alice') > 0
    OR strpos(useridentity.principalid, ':alice') > 0
    OR strpos(useridentity.sessioncontext.sessionissuer.arn, '/alice') > 0
    OR strpos(requestparameters, '"alice"') > 0
    OR strpos(requestparameters, '/alice"') > 0
    OR strpos(responseelements, '"alice"') > 0
    OR strpos(responseelements, '/alice"') > 0
    OR any_match(resources, r -> strpos(r.arn, '/alice') > 0))"""

ROLE = """\
(useridentity.arn = 'arn:aws:iam::111122223333:role/Deploy'
    OR useridentity.sessioncontext.sessionissuer.arn = 'arn:aws:iam::111122223333:role/Deploy'
    OR strpos(requestparameters, '"Deploy"') > 0
    OR strpos(requestparameters, '/Deploy"') > 0
    OR strpos(responseelements, '"Deploy"') > 0
    OR strpos(responseelements, '/Deploy"') > 0
    OR any_match(resources, r -> strpos(r.arn, '/Deploy') > 0)
    OR strpos(requestparameters, '"arn:aws:iam::111122223333:role/Deploy"') > 0
    OR strpos(responseelements, '"arn:aws:iam::111122223333:role/Deploy"') > 0
    OR any_match(resources, r -> strpos(r.arn, 'arn:aws:iam::111122223333:role/Deploy') > 0))"""

SESSION = """\
(useridentity.arn = 'arn:aws:sts::111122223333:assumed-role/Deploy/b7'
    OR useridentity.sessioncontext.sessionissuer.arn = 'arn:aws:sts::111122223333:assumed-role/Deploy/b7'
    OR useridentity.username = 'b7'
    OR strpos(useridentity.arn, '/b7') > 0
    OR strpos(useridentity.principalid, ':b7') > 0
    OR strpos(useridentity.sessioncontext.sessionissuer.arn, '/b7') > 0
    OR strpos(requestparameters, '"Deploy"') > 0
    OR strpos(requestparameters, '/Deploy"') > 0
    OR strpos(responseelements, '"Deploy"') > 0
    OR strpos(responseelements, '/Deploy"') > 0
    OR any_match(resources, r -> strpos(r.arn, '/Deploy') > 0)
    OR strpos(requestparameters, '"arn:aws:sts::111122223333:assumed-role/Deploy/b7"') > 0
    OR strpos(responseelements, '"arn:aws:sts::111122223333:assumed-role/Deploy/b7"') > 0
    OR any_match(resources, r -> strpos(r.arn, 'arn:aws:sts::111122223333:assumed-role/Deploy/b7') > 0)
    OR strpos(requestparameters, '"b7"') > 0
    OR strpos(requestparameters, '/b7"') > 0
    OR strpos(responseelements, '"b7"') > 0
    OR strpos(responseelements, '/b7"') > 0
    OR any_match(resources, r -> strpos(r.arn, '/b7') > 0))"""

ROOT = """\
(useridentity.arn = 'arn:aws:iam::111122223333:root'
    OR useridentity.sessioncontext.sessionissuer.arn = 'arn:aws:iam::111122223333:root'
    OR useridentity.username = 'root'
    OR strpos(useridentity.arn, '/root') > 0
    OR strpos(useridentity.principalid, ':root') > 0
    OR strpos(useridentity.sessioncontext.sessionissuer.arn, '/root') > 0
    OR useridentity.type = 'Root'
    OR strpos(requestparameters, '"arn:aws:iam::111122223333:root"') > 0
    OR strpos(responseelements, '"arn:aws:iam::111122223333:root"') > 0
    OR any_match(resources, r -> strpos(r.arn, 'arn:aws:iam::111122223333:root') > 0)
    OR strpos(requestparameters, '"root"') > 0
    OR strpos(requestparameters, '/root"') > 0
    OR strpos(responseelements, '"root"') > 0
    OR strpos(responseelements, '/root"') > 0
    OR any_match(resources, r -> strpos(r.arn, '/root') > 0))"""

RESOURCE = """\
(useridentity.arn = 'arn:aws:s3:::logs'
    OR useridentity.sessioncontext.sessionissuer.arn = 'arn:aws:s3:::logs'
    OR strpos(requestparameters, '"arn:aws:s3:::logs"') > 0
    OR strpos(responseelements, '"arn:aws:s3:::logs"') > 0
    OR any_match(resources, r -> strpos(r.arn, 'arn:aws:s3:::logs') > 0))"""

OF_KIND = {
    "alice": USER,
    f"arn:aws:iam::{ACCOUNT}:role/Deploy": ROLE,
    f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/b7": SESSION,
    f"arn:aws:iam::{ACCOUNT}:root": ROOT,
    "arn:aws:s3:::logs": RESOURCE,
}


def query_for(text: str) -> LogQuery:
    since = datetime(2026, 2, 1, 12, tzinfo=timezone.utc)
    return LogQuery(parse_target(text, NOW), account_id=ACCOUNT, since=since, until=NOW)


def test_a_whole_query_names_its_partitions_its_period_and_the_target() -> None:
    asked = LogQuery(
        parse_target("AKIAINVENTED00000666", NOW),
        account_id=ACCOUNT,
        regions=("eu-west-1", "us-east-1"),
        since=datetime(2026, 2, 1, 12, tzinfo=timezone.utc),
        until=NOW,
    )
    assert candidates(TABLE, asked, FEBRUARY, (ACCOUNT,)).literal == WHOLE


@pytest.mark.parametrize("text", OF_KIND)
def test_each_kind_of_target_has_its_conditions(text: str) -> None:
    assert mentions(TABLE, query_for(text)).literal == OF_KIND[text]


def test_a_table_of_one_account_and_region_is_asked_by_the_column_instead() -> None:
    asked = LogQuery(parse_target("alice", NOW), regions=("eu-west-1",))
    where = candidates(OLD_TABLE, asked, FEBRUARY, (ACCOUNT,)).text.partition("WHERE ")[2].split("\n")
    assert where[:2] == ["awsregion = ?", '  AND "day" BETWEEN ? AND ?']


def test_no_value_is_in_the_text() -> None:
    hostile = parse_target("o+b.r@x", NOW)
    assert "o+b" not in candidates(TABLE, LogQuery(hostile), FEBRUARY, (ACCOUNT,)).text


@pytest.mark.parametrize("text", [*OF_KIND, "AKIAINVENTED00000666"])
def test_a_query_calls_only_the_listed_functions(text: str) -> None:
    called = set(re.findall(r"(\w+)\(", candidates(TABLE, query_for(text), FEBRUARY, (ACCOUNT,)).text))
    assert called - {"CAST"} <= FUNCTIONS


@pytest.mark.parametrize(
    ("value", "literal"),
    [("111122223333", "'111122223333'"), ("2026/01/01", "'2026/01/01'"), ("o'b''c", "'o''b''''c'")],
)
def test_every_value_is_a_string_of_sql(value: str, literal: str) -> None:
    assert execution_parameters([value]) == [literal]


def test_a_value_that_athena_would_refuse_is_refused_before() -> None:
    with pytest.raises(UsageError, match="1024 characters"):
        execution_parameters(["x" * 1023])


@pytest.mark.parametrize("name", ['a"b', "a b", "", "a;--", "a.b"])
def test_a_name_that_could_be_more_than_a_name_is_no_identifier(name: str) -> None:
    with pytest.raises(UsageError):
        identifier(name)


def test_a_period_is_cut_into_months_the_newest_first_with_a_day_for_late_files() -> None:
    period = Period(datetime(2025, 12, 30, tzinfo=timezone.utc), datetime(2026, 2, 3, 12, tzinfo=timezone.utc))
    assert month_slices(period, NOW) == (
        Slice(date(2026, 2, 1), date(2026, 2, 4)),
        Slice(date(2026, 1, 1), date(2026, 1, 31)),
        Slice(date(2025, 12, 30), date(2025, 12, 31)),
    )


def test_no_day_is_after_today_or_before_the_table_begins() -> None:
    period = Period(datetime(2020, 1, 1, tzinfo=timezone.utc), NOW)
    assert month_slices(period, NOW, date(2026, 2, 20)) == (
        Slice(date(2026, 3, 1), NOW.date()),
        Slice(date(2026, 2, 20), date(2026, 2, 28)),
    )
