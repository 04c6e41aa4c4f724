"""A hunt with Athena lists whom all records list, and whatever fails says how to continue."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.errors import UsageError
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Hunt, Identity
from bks_tui.core.timeline.timeline import ScanEstimate
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.story.account import demo_account
from bks_tui.operations.hunt.athena import athena_hunt
from tests.support.athena import START, STOP, attacked, in_duckdb, logged
from tests.support.hunts import names, signals
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import MALLORY, PHANTOM, days_ago, quiet_account, record_iam_event, session_in

TWO_MONTHS = AthenaSearch(days=60)
OWN = AthenaSearch(days=60, account_id="111122223333")


@pytest.fixture(autouse=True)
def few_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only three days are listed, where the cost does not matter."""
    monkeypatch.setattr("bks_tui.core.athena.estimate.MOST_LISTED", 1)


def updates(
    account: SimulatedAccount, search: AthenaSearch = TWO_MONTHS, cancelled: threading.Event | None = None
) -> list[object]:
    stop = cancelled or threading.Event()
    return list(athena_hunt(session_in(account), search, stop, lambda: NOW, SHORT_PATIENCE))


def result(
    account: SimulatedAccount, search: AthenaSearch = TWO_MONTHS, cancelled: threading.Event | None = None
) -> Hunt:
    last = updates(account, search, cancelled)[-1]
    assert isinstance(last, Hunt)
    return last


def reasons(found: Hunt) -> list[str]:
    return [gap.reason for gap in found.gaps]


def queries(account: SimulatedAccount) -> int:
    return sum(call.operation == START for call in account.calls)


def seen(found: tuple[Identity, ...]) -> dict[str, tuple[int, dict[str, int]]]:
    """The calls and the signals of each identity."""
    return {identity.name: (identity.events, signals(identity)) for identity in found}


@pytest.fixture(scope="module")
def demo() -> SimulatedAccount:
    account = demo_account(NOW)
    account.athena("us-east-1").looks = ()
    return account


def test_it_lists_whom_all_records_list_with_the_same_calls_and_signals(demo: SimulatedAccount) -> None:
    found = result(demo, OWN)
    gatherer = Gatherer()
    events = (parse_event(event.record) for event in demo.trail.all())
    gatherer.add(each for each in events if each.time and each.time >= days_ago(60) and not each.problem)
    assert seen(found.identities) == seen(gatherer.identities)
    assert found.complete


def test_the_same_sql_in_a_database_lists_the_same(demo: SimulatedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = result(demo, OWN)
    monkeypatch.setattr(demo.athena("us-east-1"), "execute", in_duckdb)
    assert result(demo, OWN).identities == simulated.identities


def test_every_account_of_the_organization_is_searched() -> None:
    management = demo_account(NOW)
    member = management.members.find("222233334444")
    assert member
    member.record_event("Converse", region="eu-west-1", when=days_ago(1), actor=IamUser("BedrockAPIKey-s7ta"))
    found = result(management, AthenaSearch(days=2))
    assert ("222233334444", "BedrockAPIKey-s7ta") in {(each.account_id, each.name) for each in found.identities}
    assert len(found.coverage[0].accounts) == 7


def test_without_the_list_of_accounts_one_has_to_be_named() -> None:
    account = demo_account(NOW)
    account.faults.deny("organizations:ListAccounts")
    with pytest.raises(UsageError, match="has the accounts of an organization, which cannot be listed") as refused:
        result(account)
    assert "--account" in refused.value.remedy
    assert result(account, replace(OWN, days=2)).identities


def test_a_search_above_the_limit_starts_no_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.core.athena.estimate.MOST_LISTED", 1_000)
    account = attacked()
    with pytest.raises(UsageError, match="more than the limit"):
        result(account, replace(TWO_MONTHS, max_scan=100))
    assert queries(account) == 0


def test_the_cost_is_told_before() -> None:
    assert any(isinstance(update, ScanEstimate) for update in updates(attacked()))


def with_others() -> SimulatedAccount:
    """An account in which an ordinary user is given an API key, and made other calls too."""
    account = logged(quiet_account())
    created = {"serviceName": "bedrock.amazonaws.com"}
    record_iam_event(account, "CreateServiceSpecificCredential", 5, "alice", MALLORY, **created)
    account.record_event("ListBuckets", "s3.amazonaws.com", "us-east-1", when=days_ago(4), actor=IamUser("alice"))
    return account


def test_the_other_calls_of_who_is_listed_are_read_in_a_second_pass() -> None:
    account = with_others()
    (alice,) = result(account, AthenaSearch(days=7)).identities
    assert (alice.name, alice.events) == ("alice", 1)
    assert queries(account) == 4


def test_a_second_pass_above_the_limit_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.core.athena.estimate.MOST_LISTED", 1_000)
    account = with_others()
    found = result(account, AthenaSearch(days=7, max_scan=500))
    assert names(found) == ["alice"]
    assert reasons(found) == [
        "the other calls of 1 identities were not searched: that would scan more than --max-scan allows"
    ]


def test_phantom_users_need_no_second_pass() -> None:
    account = logged(quiet_account())
    account.record_event("Converse", region="eu-west-1", when=days_ago(1), actor=IamUser(PHANTOM))
    assert names(result(account, AthenaSearch(days=7))) == [PHANTOM]
    assert queries(account) == 2


def test_a_stop_ends_the_query_and_keeps_what_arrived() -> None:
    account, cancelled = with_others(), threading.Event()
    account.record_event("Converse", region="eu-west-1", when=days_ago(0.5), actor=IamUser(PHANTOM))
    athena = account.athena("us-east-1")
    account.faults.before(START, lambda: setattr(athena, "looks", ("RUNNING",) * 100_000), call=2)
    account.faults.after(START, cancelled.set, call=2)
    found = result(account, AthenaSearch(days=7), cancelled)
    assert names(found) == [PHANTOM]
    assert "stopped by you: 2026-02-23 to 2026-02-28 was not read completely" in reasons(found)[0]
    assert STOP in {call.operation for call in account.calls}


def test_a_query_that_fails_is_a_gap() -> None:
    account = with_others()
    account.athena("us-east-1").failure = "HIVE_CURSOR_ERROR"
    found = result(account, AthenaSearch(days=7))
    assert names(found) == ["alice"]
    assert "HIVE_CURSOR_ERROR" in reasons(found)[0]
