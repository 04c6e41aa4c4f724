"""`bks doctor`: with credentials, without, with denied calls and without a network; and that it names nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bks_tui.core.permissions import PERMISSIONS
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import default_directory
from tests.cli.conftest import Bks
from tests.support.command import environment
from tests.support.responding import leaked_account
from tests.support.simulated import PHANTOM

INVENTED = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY": "invented"}


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    account = leaked_account()
    in_account(account)
    return account


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has no AWS configuration, and on which AWS is behind a port that refuses every connection."""
    for name, value in environment(tmp_path).items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))


def diagnosed(bks: Bks, *more: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """The exit code, the facts and the commands by their names."""
    outcome = bks("doctor", "--json", *more)
    document = json.loads(outcome.stdout)
    facts = {fact["name"]: fact for fact in document["facts"]}
    return outcome.code, facts, {each["command"]: each for each in document["commands"]}


@pytest.mark.usefixtures("account")
def test_everything_is_in_order_where_everything_is_allowed(bks: Bks) -> None:
    code, facts, commands = diagnosed(bks)
    assert (code, {each["access"] for each in commands.values()}) == (0, {"allowed"})
    assert (facts["clock"]["health"], facts["Regions"]["health"]) == ("ok", "ok")


def test_nothing_is_written(account: SimulatedAccount, bks: Bks, tmp_path: Path) -> None:
    bks("doctor")
    assert {call.operation for call in account.calls} == set(PERMISSIONS["doctor"])
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_is_denied_is_denied_for_each_command_that_makes_it(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:ListUsers")
    code, facts, commands = diagnosed(bks)
    assert (code, facts["iam:ListUsers"]["value"]) == (0, "denied")
    assert commands["scan"]["denied"] == ["iam:ListUsers"]
    assert commands["timeline"]["access"] == "allowed"


def test_without_the_simulator_what_was_not_tried_is_unknown(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:SimulatePrincipalPolicy")
    code, facts, commands = diagnosed(bks)
    assert (code, facts["policy simulator"]["health"]) == (3, "unknown")
    assert commands["cleanup"]["access"] == "unknown"
    assert "iam:DeleteUser" in commands["cleanup"]["unknown"]
    assert "iam:ListUsers" in commands["cleanup"]["allowed"]


def test_expired_credentials_have_failed_and_leave_everything_unknown(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.expire_token()
    code, facts, commands = diagnosed(bks)
    assert (code, facts["credentials"]["value"]) == (1, "expired")
    assert {each["access"] for each in commands.values()} == {"unknown"}


@pytest.mark.usefixtures("nowhere")
def test_without_credentials_the_rest_is_diagnosed(bks: Bks) -> None:
    outcome = bks("doctor")
    assert outcome.code == 1
    assert "FAILED   credentials  none that can be used" in outcome.stdout
    assert "ok       botocore" in outcome.stdout


@pytest.mark.usefixtures("nowhere")
def test_without_a_network_the_credentials_are_unknown(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in INVENTED.items():
        monkeypatch.setenv(name, value)
    outcome = bks("doctor")
    assert outcome.code == 3
    assert "UNKNOWN  credentials  not verified: no answer from AWS" in outcome.stdout


def test_a_config_file_that_cannot_be_used_is_a_fact(account: SimulatedAccount, bks: Bks, config_file: Path) -> None:
    del account
    config_file.write_text('profle = "invented"')
    code, facts, _ = diagnosed(bks)
    assert (code, facts["config file"]["health"]) == (1, "failed")
    assert "invented" not in json.dumps(facts)


@pytest.mark.usefixtures("account")
def test_a_journal_that_was_changed_has_failed(bks: Bks) -> None:
    bks("revoke-key", PHANTOM, "--contain", "--force")
    assert diagnosed(bks)[1]["journal"]["value"].endswith("intact")
    path = default_directory(demo=False) / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"begun", b"begum", 1))
    code, facts, _ = diagnosed(bks)
    assert (code, facts["journal"]["health"]) == (1, "failed")


@pytest.mark.usefixtures("account")
def test_a_journal_that_others_can_read_is_a_warning(bks: Bks) -> None:
    bks("revoke-key", PHANTOM, "--contain", "--force")
    path = default_directory(demo=False) / "journal.jsonl"
    path.chmod(0o644)
    code, facts, _ = diagnosed(bks)
    assert (code, facts["journal"]["remedy"]) == (0, "Run 'chmod 600 ~/.local/state/bks/journal.jsonl'.")


# What a bug report must not contain: the account, the caller, the profile, the home, and values of variables.
def test_no_account_person_or_secret_is_named(
    account: SimulatedAccount, bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in INVENTED.items():
        monkeypatch.setenv(name, value)
    bks("revoke-key", PHANTOM, "--contain", "--force")
    account.faults.deny("iam:ListUsers")
    outcome = bks("doctor", "--profile", "incident-of-ana")
    named = (account.account_id, account.caller_arn, PHANTOM, "incident-of-ana", str(tmp_path), *INVENTED.values())
    assert [text for text in named if text in outcome.stdout + outcome.stderr] == []


def test_names_are_shown_if_that_is_asked_for(account: SimulatedAccount, bks: Bks) -> None:
    _, facts, _ = diagnosed(bks, "--with-names", "--profile", "incident")
    assert facts["account"]["value"] == account.account_id
    assert (facts["caller"]["value"], facts["profile"]["value"]) == (account.caller_arn, "incident")


@pytest.mark.usefixtures("account")
def test_long_values_are_folded_below_their_beginning(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.cli.terminal.output.on_terminal", lambda: True)
    monkeypatch.setattr("bks_tui.cli.terminal.output.width", lambda: 80)
    lines = bks("doctor").stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "policy simulator" in line)
    assert max(map(len, lines)) <= 80
    assert lines[at + 1].startswith(" " * lines[at].index("asked"))
