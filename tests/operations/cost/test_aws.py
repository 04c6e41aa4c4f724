"""The cost with what AWS tells: the logs of each Region, wherever they are, then metrics; every failure is a gap."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.cost.cost import Cost
from bks_tui.core.cost.money import Money
from bks_tui.core.cost.usage import TokenSource
from bks_tui.core.errors import CallerChangedError
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.state.model_use import InvocationFile, InvocationLogs, MetricPoint
from bks_tui.operations.cost import region_logs
from bks_tui.operations.cost.cost import cost
from bks_tui.operations.timeline.timeline import timeline
from tests.support.invocations import PROMPT, SONNET, as_lines, log_record
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import PHANTOM, days_ago, quiet_account, session_in

WEST, EAST = "us-west-2", "us-east-1"
A_CALL = Decimal("0.0105")
LOGGING, LIST, GET, METRICS = (
    "bedrock:GetModelInvocationLoggingConfiguration",
    "s3:ListObjectsV2",
    "s3:GetObject",
    "cloudwatch:GetMetricData",
)


def an_account() -> SimulatedAccount:
    account = quiet_account(regions=(EAST, WEST))
    account.model_use.logs[WEST] = InvocationLogs(WEST, "example-logs", "logs")
    return account


def call(account: SimulatedAccount, number: int = 0, region: str = WEST, *, log: bool = True, **fields: Any) -> None:
    """A call of the phantom user in CloudTrail, and if `log` in the model-invocation log of the Region."""
    when = days_ago(1 + number / 1440)
    asked: dict[str, Any] = {"requestParameters": {"modelId": SONNET}, "requestID": f"request-{number}"}
    account.record_event("Converse", region=region, when=when, actor=IamUser(PHANTOM), **asked, **fields)
    if log:
        arn = account.arn(f"user/{PHANTOM}")
        record = log_record(number, region=region, arn=arn, accountId=account.account_id)
        account.model_use.logs[region].records.append({**record, "timestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}"})


def meter(
    account: SimulatedAccount, region: str = EAST, tokens: tuple[int, int, int, int] = (1_000, 500, 0, 0)
) -> None:
    account.model_use.count(region, SONNET, MetricPoint(days_ago(1), tokens))


def read(account: SimulatedAccount, *, files: LogSearch | None = None, stopped: bool = False) -> Cost:
    session, cancelled = session_in(account), threading.Event()
    target = parse_target(PHANTOM, NOW)
    updates: Iterator[Any] = timeline(session, target, TimelineOptions(), cancelled, lambda: NOW, SHORT_PATIENCE)
    found: Cost | None = None
    for update in cost(updates, cancelled, session=session, files=files):
        if isinstance(update, Timeline) and stopped:
            cancelled.set()
        if isinstance(update, Cost):
            found = update
    assert found
    return found


def calls(account: SimulatedAccount) -> set[str]:
    return {each.operation for each in account.calls}


def test_the_logs_are_found_by_the_logging_of_the_region() -> None:
    account = an_account()
    for number in range(3):
        call(account, number)
    found = read(account)
    assert (found.money, found.complete) == (Money(3 * A_CALL, 3 * A_CALL), True)
    assert found.sources == (TokenSource.LOGS,)
    assert "Model-invocation logs in AWS: 3 records, 3 of them successful calls of the target." in found.notes
    assert PROMPT not in repr(found)


def test_no_metrics_are_read_where_logs_have_every_call() -> None:
    account = an_account()
    call(account)
    read(account)
    assert METRICS not in calls(account)


def test_only_the_files_of_the_hours_of_the_calls_are_read() -> None:
    account = an_account()
    call(account)
    others = account.model_use.logs[WEST].records
    others += [{**log_record(9), "timestamp": f"{days_ago(days):%Y-%m-%dT%H:%M:%SZ}"} for days in (2, 3, 4)]
    read(account)
    keys = [each.parameters["Key"] for each in account.calls if each.operation == GET]
    assert len(keys) == 1
    assert f"/{WEST}/{days_ago(1):%Y/%m/%d/%H}/" in keys[0]


def test_a_region_without_logs_has_the_metrics_of_all_callers_as_its_upper_bound() -> None:
    account = an_account()
    call(account, region=EAST, log=False)
    meter(account)
    meter(account)
    (row,) = read(account).rows
    # A long prompt cannot be excluded.
    assert row.money == Money(None, Decimal("0.0345"))
    assert row.upper
    assert (row.upper.input, row.upper.output) == (2_000, 1_000)
    assert f"{EAST}: model-invocation logging is off." in read(account).notes


def test_a_region_without_logs_and_metrics_is_unknown() -> None:
    account = an_account()
    call(account, 0)
    call(account, 1, region=EAST, log=False)
    found = read(account)
    assert found.money == Money(A_CALL, None)
    assert f"{EAST}: CloudWatch has no metrics of {SONNET} in this period." in found.notes
    assert found.complete


def test_logs_in_a_log_group_are_named() -> None:
    account = an_account()
    account.model_use.logs[EAST] = InvocationLogs(EAST, log_group="/my/logs")
    call(account, region=EAST, log=False)
    assert any("the log group /my/logs only" in note for note in read(account).notes)


def test_logging_without_a_file_of_these_hours_is_named() -> None:
    account = an_account()
    call(account, log=False)
    assert f"{WEST}: model-invocation logging is on, but has no file of these hours." in read(account).notes


DENIED: Mapping[str, str] = {LOGGING: EAST, LIST: WEST, GET: WEST, METRICS: EAST}


@pytest.mark.parametrize("operation", DENIED)
def test_a_call_that_is_denied_is_a_gap_and_the_rest_is_read(operation: str) -> None:
    account = an_account()
    call(account, 0)
    call(account, 1, region=EAST, log=False)
    meter(account)
    account.faults.deny(operation)
    found = read(account)
    assert (DENIED[operation], operation) in [(gap.region, gap.source) for gap in found.token_gaps]
    assert not found.complete
    assert found.calls == 2


def test_metrics_on_several_pages_are_summed() -> None:
    account = an_account()
    call(account, region=EAST, log=False)
    meter(account, tokens=(1, 2, 3, 4))
    account.faults.truncate_pages(1, METRICS)
    (row,) = read(account).rows
    assert row.upper
    assert (row.upper.input, row.upper.output, row.upper.cache_read, row.upper.cache_write) == (1, 2, 3, 4)


def test_a_damaged_file_is_a_gap_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account()
    call(account)
    (file,) = account.model_use.logs[WEST].files(account)[1:]
    monkeypatch.setattr(type(file), "content", property(lambda _: b"\x1f\x8bdamaged"), raising=False)
    monkeypatch.setattr(InvocationLogs, "files", lambda _self, _account: [file])
    (gap,) = read(account).token_gaps
    assert gap.source == f"s3://example-logs/{file.key}"


def deliver(monkeypatch: pytest.MonkeyPatch, *files: InvocationFile) -> None:
    """Put exactly these files into the bucket."""
    monkeypatch.setattr(InvocationLogs, "files", lambda _self, _account: sorted(files, key=lambda file: file.key))


def moved(account: SimulatedAccount, old: str, new: str) -> InvocationFile:
    """The only log file, in another place."""
    (file,) = account.model_use.logs[WEST].files(account)[1:]
    return replace(file, key=file.key.replace(old, new))


def test_prompts_in_files_of_their_own_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account()
    call(account)
    deliver(monkeypatch, moved(account, f"{days_ago(1):/%H/}", f"{days_ago(1):/%H/}data/"))
    assert read(account).counted == 0
    assert GET not in calls(account)


@pytest.mark.parametrize(("hours", "number"), [(0, 1), (1, 1), (2, 0), (-1, 0)])
def test_a_call_may_be_logged_in_the_next_hour(monkeypatch: pytest.MonkeyPatch, hours: int, number: int) -> None:
    account = an_account()
    call(account)
    when = days_ago(1)
    deliver(monkeypatch, moved(account, f"{when:%Y/%m/%d/%H}", f"{when + timedelta(hours=hours):%Y/%m/%d/%H}"))
    assert read(account).counted == number


def test_more_files_than_may_be_read_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account()
    call(account)
    one = moved(account, ".json.gz", "1.json.gz")
    deliver(monkeypatch, one, moved(account, ".json.gz", "2.json.gz"))
    for bound, most in (("_MOST_FILES", 1), ("_MOST_BYTES", one.size)):
        with monkeypatch.context() as patch:
            patch.setattr(region_logs, bound, most)
            found = read(account)
            assert [gap.reason.startswith("1 file of example-logs beyond") for gap in found.token_gaps] == [True]
            assert found.counted == 1


def test_a_file_that_is_too_large_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account()
    call(account)
    monkeypatch.setattr(region_logs, "_LARGEST_FILE", 10)
    (gap,) = read(account).token_gaps
    assert "the answer to s3:GetObject has more than" in gap.reason


def test_of_another_account_only_its_events_are_known() -> None:
    account = an_account()
    call(account)
    session, cancelled = session_in(account), threading.Event()
    *_, whole = timeline(session, parse_target(PHANTOM, NOW), TimelineOptions(), cancelled, lambda: NOW, SHORT_PATIENCE)
    assert isinstance(whole, Timeline)
    account.calls.clear()
    elsewhere = replace(whole, account=replace(whole.account, account_id="222233334444", caller_arn=""))
    *_, found = cost(iter([elsewhere]), cancelled, session=session)
    assert isinstance(found, Cost)
    assert "made in account 222233334444: its model-invocation logs and metrics were not read" in found.notes[0]
    assert account.calls == []


def test_nothing_more_is_read_with_a_session_that_belongs_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    account = an_account()
    call(account)

    def changed(*_: object) -> None:
        raise CallerChangedError("ana", "mallory")

    monkeypatch.setattr(region_logs, "invocation_logging", changed)
    found = read(account)
    assert [gap.reason.endswith("no further calls were made") for gap in found.token_gaps] == [True]
    assert calls(account).isdisjoint({LIST, GET, METRICS})


def test_a_search_that_is_stopped_says_so() -> None:
    account = an_account()
    call(account)
    (gap,) = read(account, stopped=True).token_gaps
    assert gap.reason == "stopped by you before everything was read"


def test_nothing_more_is_asked_where_no_model_was_called() -> None:
    account = an_account()
    read(account)
    assert calls(account).isdisjoint(DENIED)


def test_what_files_tell_need_not_be_read_again(tmp_path: Any) -> None:
    account = an_account()
    call(account)
    arn, of = account.arn(f"user/{PHANTOM}"), account.account_id
    (tmp_path / "a.json").write_bytes(as_lines([log_record(0, arn=arn, accountId=of)]))
    found = read(account, files=LogSearch((tmp_path,)))
    assert found.money == Money(A_CALL, A_CALL)
    assert calls(account).isdisjoint(DENIED)
