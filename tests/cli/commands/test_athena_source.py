"""`bks timeline` and `bks report` with --athena: the logs of a trail, within what they may cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.athena import START, attacked
from tests.support.tables import for_each
from tests.support.trails import PHANTOM

PERIOD = ("--since", "2026-02-23", "--until", "2026-03-02")


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a table of its logs, in the place of AWS."""
    account = attacked()
    account.athena("us-east-1").looks = ()
    in_account(account)
    return account


def document(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


@pytest.mark.usefixtures("account")
def test_the_events_of_a_trail_are_printed(bks: Bks) -> None:
    outcome = bks("timeline", PHANTOM, "--athena", *PERIOD, "--json")
    read = document(outcome.stdout)
    assert outcome.code == 0
    assert len(read["events"]) == 14
    assert [each["source"] for each in read["sources"]] == ["Athena"]
    assert read["sources"][0]["bytes"] == 180 * 16


@pytest.mark.usefixtures("account")
def test_the_cost_is_told_before(bks: Bks) -> None:
    told = bks("timeline", PHANTOM, "--athena", *PERIOD).stderr
    assert "Athena: 2 queries on 30 partitions, at most 2.9 KB: US$ 0.00 at list price" in told


@pytest.mark.usefixtures("account")
def test_what_is_older_than_event_history_can_be_searched(bks: Bks) -> None:
    assert bks("timeline", PHANTOM, "--athena", "--since", "2025-09-01", "--until", "2026-03-02").code == 0


def test_above_the_limit_nothing_is_queried(bks: Bks, account: SimulatedAccount) -> None:
    outcome = bks("timeline", PHANTOM, "--athena", *PERIOD, "--max-scan", "1KB")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "the query would scan about 2.9 KB (US$ 0.00), more than the limit of 1 KB" in outcome.stderr
    assert START not in {call.operation for call in account.calls}


@pytest.mark.usefixtures("account")
def test_the_limit_can_be_in_the_config_file(bks: Bks, config_file: Path) -> None:
    config_file.write_text('max_scan = "2KB"\n')
    assert "more than the limit of 2 KB" in bks("timeline", PHANTOM, "--athena", *PERIOD).stderr


def test_a_gap_makes_it_incomplete_and_says_how_to_continue(bks: Bks, account: SimulatedAccount) -> None:
    account.athena("us-east-1").failure = "HIVE_CURSOR_ERROR"
    outcome = bks("timeline", PHANTOM, "--athena", *PERIOD)
    assert outcome.code == 3
    assert "continue with --since 2026-03-01 --until 2026-03-04" in " ".join(outcome.stdout.split())


def test_a_report_reads_the_user_and_the_trail(bks: Bks, account: SimulatedAccount) -> None:
    outcome = bks("report", PHANTOM, "--athena", *PERIOD, "--format", "json")
    read = document(outcome.stdout)
    assert len(read["timeline"]["events"]) == 14
    assert "iam:GetUser" in {call.operation for call in account.calls}


def test_a_report_on_another_account_does_not_take_a_user_of_this_one_for_it(
    bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    account = attacked()
    table = account.athena("us-east-1").databases["bks"].tables["cloudtrail"]
    table.parameters["projection.account.values"] = "111122223333,222233334444"
    in_account(account)
    told = bks("report", PHANTOM, "--athena", *PERIOD, "--account", "222233334444").stdout
    assert "account 222233334444, of which only the logs were read" in " ".join(told.split())
    assert "iam:GetUser" not in {call.operation for call in account.calls}


CONTRADICTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "table": (("--table", "a.b"), "--table needs --athena"),
    "workgroup": (("--workgroup", "a"), "--workgroup needs --athena"),
    "limit": (("--max-scan", "1GB"), "--max-scan needs --athena"),
    "size": (("--athena", "--max-scan", "much"), "'much' is not a size"),
    "name": (("--athena", "--table", "trail"), "trail is not DATABASE.TABLE"),
    "files": (("--athena", "--from", "."), "--athena and --from contradict each other"),
    "Region": (("--athena", "--current-region"), "--current-region searches event history"),
    "period": (("--athena", "--days", "3", "--since", "2026-01-01"), "--days and --since contradict each other"),
    "role": (("--athena", "--role-name", "x"), "do not apply to --athena"),
    "account": (("--athena", "--account", "1"), "does not have the logs of account 1"),
}


@pytest.mark.usefixtures("account")
@for_each("case", CONTRADICTIONS)
def test_options_that_contradict_each_other_are_refused(bks: Bks, case: tuple[tuple[str, ...], str]) -> None:
    options, why = case
    outcome = bks("timeline", PHANTOM, *options)
    assert outcome.code == 2
    assert why in outcome.stderr


def test_the_demo_answers_without_a_database(bks: Bks) -> None:
    outcome = bks(
        "--demo", "timeline", "BedrockAPIKey-q7zf", "--athena", "--days", "3", "--region", "us-east-1", "--json"
    )
    assert "CreateInference" in {event["event_name"] for event in document(outcome.stdout)["events"]}
