"""`bks cost`: what it prints where, and what its exit code says."""

from __future__ import annotations

import csv
import io
import json
import stat
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.account import demo_account
from tests.cli.conftest import Bks
from tests.support.events import PHANTOM, START
from tests.support.invocations import PROMPT, as_lines, call_record, invocation_path, log_record
from tests.support.logs import delivered, log_path, write_log

LEAKED = "BedrockAPIKey-q7zf"
UNPRICED = "some.model-v1:0"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with both kinds of logs: two calls with tokens, one without, and one to a model without a price."""
    folder = tmp_path / "logs"
    write_log(folder, log_path("us-west-2", START.date()), delivered([call_record(number) for number in range(3)]))
    write_log(folder, invocation_path(), as_lines([log_record(0), log_record(1), log_record(8, model=UNPRICED)]))
    return folder


@pytest.fixture
def demo(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    account = demo_account(datetime.now(timezone.utc))
    in_account(account)
    return account


def document(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def test_the_sum_comes_first_then_each_model_and_region_and_what_is_missing(bks: Bks, logs: Path) -> None:
    outcome = bks("cost", PHANTOM, "--from", str(logs))
    lines = [line.strip() for line in outcome.stdout.splitlines()]
    assert outcome.code == 0
    assert lines[:3] == [
        "Cost  at least US$ 0.02",
        "Tokens  3,000 input, 1,500 output, in 3 of 4 successful calls",
        "From  model-invocation logs, number of calls",
    ]
    assert "Missing  1 call without tokens" in lines
    assert "Missing  no price is known" in lines
    assert f"- No price is known of {UNPRICED}: give it with --prices." in lines
    assert lines[-1] == "complete: everything that was searched could be read"


def test_mantle_and_the_claude_platform_are_said_to_be_invisible(bks: Bks, logs: Path) -> None:
    outcome = bks("cost", PHANTOM, "--from", str(logs))
    assert "Use through bedrock-mantle and the Claude Platform is invisible here" in outcome.stdout


@pytest.mark.parametrize("options", [[], ["--json"], ["--csv", "-"]])
def test_no_prompt_is_printed(bks: Bks, logs: Path, options: list[str]) -> None:
    outcome = bks("cost", PHANTOM, "--from", str(logs), *options)
    assert PROMPT not in outcome.stdout + outcome.stderr


def test_json_is_the_whole_of_standard_output(bks: Bks, logs: Path) -> None:
    outcome = bks("cost", PHANTOM, "--from", str(logs), "--json")
    read = document(outcome.stdout)
    assert (read["schema"], read["low"], read["high"], read["calls"]) == ("bks.cost/1", "0.021", None, 4)
    priced, unpriced = read["rows"]
    assert (priced["low"], priced["high"], priced["tokens"]["input"]) == ("0.021", None, 2_000)
    assert (unpriced["model"], unpriced["low"], unpriced["high"]) == (UNPRICED, None, None)
    assert "complete" in outcome.stderr


def test_csv_is_written_beside_the_text_for_the_owner_only(bks: Bks, logs: Path, tmp_path: Path) -> None:
    file = tmp_path / "cost.csv"
    outcome = bks("cost", PHANTOM, "--from", str(logs), "--csv", str(file))
    assert [row["model"] for row in csv.DictReader(file.read_text().splitlines())][-1] == UNPRICED
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"wrote 2 rows to {file}" in outcome.stderr


def test_csv_leaves_what_is_unknown_empty(bks: Bks, logs: Path) -> None:
    rows = list(csv.DictReader(bks("cost", PHANTOM, "--from", str(logs), "--csv", "-").stdout.splitlines()))
    assert [(row["low"], row["high"], row["upper_input_tokens"]) for row in rows] == [("0.021", "", ""), ("", "", "")]


def test_own_prices_are_used_and_named(bks: Bks, logs: Path, tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text(json.dumps({"source": "our contract", "models": {UNPRICED: {"input": 1_000, "output": 2_000}}}))
    outcome = bks("cost", PHANTOM, "--from", str(logs), "--prices", str(file), "--json")
    row = document(outcome.stdout)["rows"][0]
    assert (row["model"], row["low"], row["high"], row["price_source"]) == (UNPRICED, "2", "2", "our contract")


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read: no such file"), ("{}", "has no models"), ("x" * (2 << 20), "has more than")],
)
def test_a_file_of_prices_that_cannot_be_used_is_refused(
    bks: Bks, logs: Path, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "prices.json"
    if content is not None:
        file.write_text(content)
    outcome = bks("cost", PHANTOM, "--from", str(logs), "--prices", str(file))
    assert (outcome.code, outcome.stdout) in ((1, ""), (2, ""))
    assert said in outcome.stderr


def test_json_and_csv_cannot_both_be_standard_output(bks: Bks, logs: Path) -> None:
    assert bks("cost", PHANTOM, "--from", str(logs), "--json", "--csv", "-").code == 2


def test_a_damaged_log_is_exit_code_3(bks: Bks, logs: Path) -> None:
    file = write_log(logs, "more.json", as_lines([log_record(20), log_record(21)])[:-50])
    outcome = bks("cost", PHANTOM, "--from", str(logs))
    assert outcome.code == 3
    assert f"gap: all Regions, {file}: it is damaged" in outcome.stdout


def test_logs_may_come_from_standard_input(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(as_lines([log_record(0)]))))
    outcome = bks("cost", PHANTOM, "--from", "-", "--json")
    assert document(outcome.stdout)["calls"] == 1


@pytest.mark.usefixtures("demo")
def test_in_aws_each_region_has_the_best_source(bks: Bks) -> None:
    outcome = bks("cost", LEAKED, "--json")
    best = {row["region"]: row["sources"][0] for row in document(outcome.stdout)["rows"]}
    assert outcome.code == 0
    assert best["us-west-2"] == "model-invocation logs"
    assert best["us-east-1"] == "CloudWatch metrics of all callers"
    assert best["ap-southeast-3"] == "number of calls"


@pytest.mark.usefixtures("demo")
def test_the_calls_may_come_from_athena(bks: Bks) -> None:
    outcome = bks("cost", LEAKED, "--athena", "--days", "2", "--region", "eu-north-1", "--json")
    (row,) = document(outcome.stdout)["rows"]
    assert (row["region"], row["calls"] > 0, row["high"] is not None) == ("eu-north-1", True, True)


def test_a_denied_call_is_exit_code_3(bks: Bks, demo: SimulatedAccount) -> None:
    demo.faults.deny("bedrock:GetModelInvocationLoggingConfiguration")
    outcome = bks("cost", LEAKED, "--region", "us-west-2", "--region", "us-east-1")
    assert outcome.code == 3
    assert "gap: us-west-2, bedrock:GetModelInvocationLoggingConfiguration: AWS denied" in outcome.stdout


@pytest.mark.usefixtures("demo")
def test_a_report_has_the_same_cost(bks: Bks) -> None:
    regions = ("--region", "us-west-2", "--region", "us-east-1")
    alone, within = bks("cost", LEAKED, "--json", *regions), bks("report", LEAKED, "--format", "json", *regions)
    assert document(within.stdout)["cost"]["rows"] == document(alone.stdout)["rows"]


def test_a_report_is_incomplete_if_tokens_could_not_be_read(bks: Bks, demo: SimulatedAccount) -> None:
    demo.faults.deny("cloudwatch:GetMetricData")
    read = document(bks("report", LEAKED, "--format", "json", "--region", "us-east-1").stdout)
    assert not read["complete"]
    assert any(line.startswith("us-east-1, cloudwatch:GetMetricData: AWS denied") for line in read["not_read"])


def test_a_report_of_files_has_the_tokens_of_their_logs(bks: Bks, logs: Path) -> None:
    outcome = bks("report", PHANTOM, "--from", str(logs), "--format", "json")
    read = document(outcome.stdout)
    assert (read["cost"]["low"], read["cost"]["counted"]) == ("0.021", 3)
    assert any("the cost is at least US$ 0.02" in sentence for sentence in read["summary"])


def test_a_timeline_has_a_line_of_it(bks: Bks, logs: Path) -> None:
    outcome = bks("timeline", PHANTOM, "--from", str(logs))
    assert "  cost            unknown: no tokens recorded in 3 calls to 1 model (number of calls)" in outcome.stdout
