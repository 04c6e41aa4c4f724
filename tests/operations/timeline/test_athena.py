"""A timeline from Athena: the same SQL in a database gives the same events, and whatever fails says how to continue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import find_signals
from bks_tui.core.errors import DeniedError, UsageError
from bks_tui.core.timeline.log_query import LogQuery
from bks_tui.core.timeline.timeline import QueryProgress, ScanEstimate, Timeline
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, RoleSession, Root
from bks_tui.demo.story.account import demo_account
from tests.support import athena
from tests.support.athena import RESULTS, START, attacked, gap_reasons, in_duckdb, logged, updates
from tests.support.athena_search import TWO_MONTHS, calls, list_at_most, result
from tests.support.scans import NOW
from tests.support.trails import PHANTOM, attacked_account, days_ago, names, quiet_account, rename
from tests.support.trails import result as from_history

SESSION_KEY = "ASIAINVENTED00000001"


@pytest.fixture
def account() -> SimulatedAccount:
    return attacked()


@pytest.fixture(autouse=True)
def few_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only three days are listed, where the cost does not matter."""
    list_at_most(1, monkeypatch)


def ids(events: tuple[Event, ...]) -> set[str]:
    return {event.event_id for event in events}


# --- the same events as other sources ------------------------------------------------------------


@pytest.fixture(scope="module")
def demo() -> SimulatedAccount:
    account = demo_account(NOW)
    account.athena("us-east-1").looks = ()
    return account


ROLE = "arn:aws:iam::111122223333:role/DeployPipeline"
BUILD = "arn:aws:sts::111122223333:assumed-role/DeployPipeline/build-4711"
ROOT = "arn:aws:iam::111122223333:root"
BUCKET = "arn:aws:s3:::example-exports"


def target_of(demo: SimulatedAccount, name: str) -> str:
    """A target of each kind in the demo's history."""
    leaked = demo.users["BedrockAPIKey-q7zf"]
    made = {"alias": leaked.credentials[0].alias, "access key": leaked.access_keys[0].access_key_id}
    return made.get(name) or name


@pytest.mark.parametrize(
    "name", ["BedrockAPIKey-q7zf", "backup-operator", "alias", "access key", ROLE, BUILD, ROOT, BUCKET]
)
def test_the_same_sql_in_a_database_selects_the_events_that_the_rules_select(
    demo: SimulatedAccount, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = target_of(demo, name)
    simulated = result(demo, target)
    monkeypatch.setattr(demo.athena("us-east-1"), "execute", in_duckdb)
    found = result(demo, target)
    wanted = LogQuery(simulated.target, account_id=demo.account_id, since=found.since, until=found.until)
    records = (parse_event(event.record) for event in demo.trail.all())
    expected = {each.event_id: each for each in records if not each.problem and wanted.concerns(each)}
    assert {each.event_id: replace(each, record="") for each in found.events} == {
        event_id: replace(each, record="") for event_id, each in expected.items()
    }
    assert found.signals == simulated.signals == find_signals(expected.values(), found.target)


def test_it_is_as_event_history_shows_it(account: SimulatedAccount) -> None:
    assert ids(result(account).events) == ids(from_history(attacked_account()).events)


def test_data_events_and_older_ones_are_found_too() -> None:
    account = logged(quiet_account())
    for days in (1, 400):
        account.record_event(
            "CreateInference",
            "bedrock-mantle.amazonaws.com",
            "eu-west-1",
            when=days_ago(days),
            actor=IamUser(PHANTOM),
            managementEvent=False,
        )
    assert names(result(account, search=AthenaSearch(days=500))) == ["CreateInference"] * 2


def test_a_further_name_is_searched_as_well() -> None:
    account = logged(quiet_account())
    rename(account, PHANTOM, "innocent", days=5)
    account.record_event("Converse", region="eu-west-1", when=days_ago(1), actor=IamUser("innocent"))
    found = result(account)
    assert (names(found), found.target.other_names) == (["UpdateUser", "Converse"], ("innocent",))


def test_the_sessions_of_the_target_are_searched_for_three_days() -> None:
    account = logged(quiet_account())
    account.record_event(
        "AssumeRole",
        "sts.amazonaws.com",
        "us-east-1",
        when=days_ago(40),
        actor=IamUser(PHANTOM),
        responseElements={"credentials": {"accessKeyId": SESSION_KEY}},
    )
    used = RoleSession("Admin", "x", access_key_id=SESSION_KEY)
    account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(39.9), actor=used)
    assert names(result(account)) == ["AssumeRole", "ListBuckets"]
    days = [call.parameters["ExecutionParameters"][1:3] for call in account.calls if call.operation == START]
    assert days[-1] == ["'2026/01/21'", "'2026/01/24'"]


def test_another_account_of_the_organization_is_searched_by_its_partition() -> None:
    management = demo_account(NOW)
    member = management.members.find("222233334444")
    assert member
    member.record_event("Converse", region="eu-west-1", when=days_ago(1), actor=IamUser("BedrockAPIKey-s7ta"))
    management.record_event("Converse", region="eu-west-1", when=days_ago(1), actor=IamUser("BedrockAPIKey-s7ta"))
    found = result(management, "BedrockAPIKey-s7ta", AthenaSearch(account_id="222233334444"))
    assert [event.account_id for event in found.events] == ["222233334444"]
    assert (found.account.account_id, found.account.caller_arn) == ("222233334444", "")


def test_only_the_chosen_regions_are_searched(account: SimulatedAccount) -> None:
    found = result(account, search=replace(TWO_MONTHS, regions=("eu-west-1",)))
    assert set(names(found)) == {"InvokeModel"}
    assert gap_reasons(found) == ["IAM events are in this Region, but it was not chosen: they were not searched"]


def test_the_newest_events_are_kept(account: SimulatedAccount) -> None:
    found = result(account, search=replace(TWO_MONTHS, max_events=2))
    assert (names(found), found.capped, found.complete) == (["Converse", "ListBuckets"], True, False)


def test_an_event_names_the_table_that_has_it(account: SimulatedAccount) -> None:
    found = result(account)
    assert found.origins == {event.event_id: ("bks.cloudtrail",) for event in found.events}


@pytest.mark.parametrize("size", [1, 3, 15])
def test_results_are_read_whole_in_whatever_pages(account: SimulatedAccount, size: int) -> None:
    account.faults.truncate_pages(size, RESULTS)
    assert len(result(account).events) == 14


# --- what it says on the way ---------------------------------------------------------------------


def test_the_cost_is_told_before_the_first_query(account: SimulatedAccount) -> None:
    seen = []
    for update in updates(account, PHANTOM):
        seen.append(type(update))
        if isinstance(update, ScanEstimate):
            assert START not in calls(account)
    assert seen.index(ScanEstimate) < seen.index(QueryProgress)


def test_the_estimate_is_what_the_queries_scan(account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    list_at_most(1_000, monkeypatch)
    found = list(updates(account, PHANTOM, TWO_MONTHS))
    (estimated,) = [update for update in found if isinstance(update, ScanEstimate)]
    scanned = found[-1].coverage[0].bytes if isinstance(found[-1], Timeline) else 0
    assert scanned <= estimated.bytes <= 1.2 * scanned


def test_it_says_what_it_covers(account: SimulatedAccount) -> None:
    found = result(account, search=AthenaSearch(days=7))
    (coverage,) = found.coverage
    assert (coverage.source, coverage.accounts, coverage.gaps) == ("Athena", ("111122223333",), ())
    assert (coverage.first_day, coverage.last_day) == (days_ago(7).date(), NOW.date())
    assert coverage.bytes > 0
    assert found.complete


def test_the_search_can_be_repeated_by_its_options(account: SimulatedAccount) -> None:
    assert result(account, search=AthenaSearch(days=7)).search_options == (
        "--athena",
        "--since",
        "2026-02-23T12:00:00Z",
        "--until",
        "2026-03-02T12:00:00Z",
    )


# --- what prevents it ----------------------------------------------------------------------------


def test_a_search_above_the_limit_starts_no_query(account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    list_at_most(1_000, monkeypatch)
    with pytest.raises(UsageError, match="more than the limit"):
        result(account, search=replace(TWO_MONTHS, max_scan=100))
    assert START not in calls(account)


def no_table(account: SimulatedAccount) -> None:
    del account.athena("us-east-1").databases["bks"]


def no_workgroup(account: SimulatedAccount) -> None:
    del account.athena("us-east-1").workgroups["bks"]


def no_output(account: SimulatedAccount) -> None:
    del account.athena("us-east-1").workgroups["bks"].configuration["ResultConfiguration"]


@pytest.mark.parametrize(
    ("prepare", "search", "why"),
    [
        (no_table, AthenaSearch(), "no table bks.cloudtrail in us-east-1"),
        (no_workgroup, AthenaSearch(), "the workgroup bks does not exist in us-east-1"),
        (no_output, AthenaSearch(), "the workgroup bks has no location for results"),
        (lambda _: None, AthenaSearch(account_id="999988887777"), "does not have the logs of account 999988887777"),
        (lambda _: None, AthenaSearch(since=NOW + timedelta(days=1)), "The period is empty"),
    ],
)
def test_what_cannot_be_searched_is_refused_before_any_query(
    account: SimulatedAccount, prepare: object, search: AthenaSearch, why: str
) -> None:
    assert callable(prepare)
    prepare(account)
    with pytest.raises(UsageError, match=why) as refused:
        result(account, search=search)
    assert refused.value.remedy
    assert START not in calls(account)


def test_without_permission_to_list_the_files_the_cost_is_unknown_and_nothing_is_queried(
    account: SimulatedAccount,
) -> None:
    account.faults.deny("s3:ListObjectsV2")
    with pytest.raises(DeniedError, match="s3:ListObjectsV2"):
        result(account)
    assert START not in calls(account)


def test_a_table_that_finds_no_file_is_a_gap() -> None:
    account = logged(quiet_account())
    account.trails[0].prefix = "moved"
    assert gap_reasons(result(account)) == [
        "no log file of account 111122223333 is where the table bks.cloudtrail looks: s3://example-logs"
    ]


def test_root_is_found_by_its_kind() -> None:
    account = logged(quiet_account())
    account.record_event("ConsoleLogin", "signin.amazonaws.com", "us-east-1", when=days_ago(1), actor=Root())
    account.athena("us-east-1").execute = in_duckdb
    assert names(result(account, "arn:aws:iam::111122223333:root")) == ["ConsoleLogin"]


def test_a_table_that_begins_later_is_a_gap(account: SimulatedAccount) -> None:
    table = account.athena("us-east-1").databases["bks"].tables["cloudtrail"]
    table.parameters["projection.timestamp.range"] = "2026/02/01,NOW"
    assert gap_reasons(result(account)) == [
        "the table bks.cloudtrail begins on 2026-02-01: nothing before was searched"
    ]


def test_a_target_of_another_account_is_searched_there() -> None:
    target = parse_target("arn:aws:iam::222233334444:user/BedrockAPIKey-s7ta", datetime.now(timezone.utc))
    found = athena.result(demo_account(NOW), target)
    assert found.coverage[0].accounts == ("222233334444",)
