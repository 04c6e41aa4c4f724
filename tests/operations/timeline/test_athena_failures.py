"""Whatever fails while Athena is searched is a gap that says how to continue, and what arrived is kept."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bks_tui.core.timeline.timeline import EventsFound, Gap, Timeline
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.athena import LOOK, RESULTS, START, STOP, attacked, gap_reasons, logged, updates
from tests.support.athena_search import TWO_MONTHS, calls, list_at_most, result
from tests.support.trails import PHANTOM, names, quiet_account, record_iam_event, rename


@pytest.fixture
def account() -> SimulatedAccount:
    return attacked()


@pytest.fixture(autouse=True)
def few_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only three days are listed, where the cost does not matter."""
    list_at_most(1, monkeypatch)


JANUARY = "2026-01-01 to 2026-01-31 was not read completely; continue with --since 2026-01-01 --until 2026-01-31"
ALL = "2026-01-01 to 2026-03-02 was not read completely; continue with --since 2026-01-01 --until 2026-03-02"


def spread() -> SimulatedAccount:
    """An account in which something happened in each of three months."""
    account = logged(quiet_account())
    for days in (1, 20, 40, 50):
        record_iam_event(account, "CreateAccessKey", days)
    return account


def test_a_month_above_the_limit_of_the_workgroup_is_a_gap_and_the_others_are_read() -> None:
    account = spread()
    account.athena("us-east-1").workgroups["bks"].configuration["BytesScannedCutoffPerQuery"] = 200
    found = result(account)
    assert gap_reasons(found) == [f"the query reached the limit of the workgroup bks: {JANUARY}"]
    assert len(found.events) == 2


def test_a_query_that_fails_is_a_gap_and_the_others_are_read() -> None:
    account = spread()
    account.athena("us-east-1").failure = "HIVE_CURSOR_ERROR: a broken file"
    found = result(account)
    (reason,) = gap_reasons(found)
    assert reason.startswith("the query failed: HIVE_CURSOR_ERROR: a broken file: 2026-03-01 to 2026-03-02 was not")
    assert len(found.events) == 3


def test_a_throttled_start_is_waited_out(account: SimulatedAccount) -> None:
    account.faults.throttle(START, calls=2)
    assert result(account).complete


def test_a_start_that_is_always_throttled_is_a_gap() -> None:
    account = spread()
    account.faults.throttle(START, calls=None)
    (reason,) = gap_reasons(result(account))
    assert reason.startswith("AWS throttled athena:StartQueryExecution for too long: 2026-01-01 to 2026-03-02")


def test_a_session_that_expires_keeps_what_arrived_and_says_how_to_continue() -> None:
    account = spread()
    account.faults.before(RESULTS, lambda: account.faults.expire_token(after=1))
    found = result(account)
    (reason,) = gap_reasons(found)
    assert names(found) == ["CreateAccessKey"]
    assert "expired" in reason
    assert reason.endswith("continue with --since 2026-01-01 --until 2026-02-28")


def test_a_denied_query_is_one_gap() -> None:
    account = spread()
    account.faults.deny(START)
    (reason,) = gap_reasons(result(account))
    assert ALL in reason


def test_what_was_learned_too_late_for_the_limit_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    list_at_most(1_000, monkeypatch)
    account = logged(quiet_account())
    rename(account, PHANTOM, "innocent", days=5)
    (reason,) = gap_reasons(result(account, search=replace(TWO_MONTHS, max_scan=200)))
    assert reason.endswith("that would scan more than --max-scan allows")


def never_end(account: SimulatedAccount) -> None:
    """Queries that are started from now on run longer than anybody looks."""
    account.athena("us-east-1").looks = ("RUNNING",) * 100_000


@pytest.mark.parametrize(("moment", "call"), [(START, 2), (LOOK, 4), (LOOK, 5)])
def test_a_stop_ends_the_query_and_keeps_what_arrived(moment: str, call: int) -> None:
    account, cancelled = spread(), threading.Event()
    account.faults.before(START, lambda: never_end(account), call=2)
    account.faults.after(moment, cancelled.set, call)
    *_, last = updates(account, PHANTOM, TWO_MONTHS, cancelled)
    assert isinstance(last, Timeline)
    assert names(last) == ["CreateAccessKey"]
    assert gap_reasons(last)[0].startswith("stopped by you: 2026-01-01 to 2026-02-28 was not read completely")
    assert calls(account)[-1] == STOP
    assert [query.state for query in account.athena("us-east-1").queries.values()] == ["SUCCEEDED", "CANCELLED"]


def test_a_stop_between_two_pages_keeps_the_first() -> None:
    account, cancelled = spread(), threading.Event()
    account.faults.truncate_pages(2, RESULTS)
    seen = []
    for update in updates(account, PHANTOM, TWO_MONTHS, cancelled):
        seen += [event.event_id for event in update.events] if isinstance(update, EventsFound) else []
        if len(seen) == 2:
            cancelled.set()
    assert isinstance(update, Timeline)
    assert len(update.events) == 2
    assert gap_reasons(update)[0].startswith("stopped by you: 2026-01-01")


def test_each_event_and_gap_is_yielded_once() -> None:
    account = spread()
    rename(account, PHANTOM, "innocent", days=5)
    found = list(updates(account, PHANTOM, TWO_MONTHS))
    events = [event.event_id for update in found if isinstance(update, EventsFound) for event in update.events]
    gaps = [update for update in found if isinstance(update, Gap)]
    assert len(events) == len(set(events)) == 5
    assert len(gaps) == len(set(gaps))
