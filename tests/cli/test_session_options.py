"""The options that every command shares."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bks_tui.cli.session_options import Invocation, configured, session_options
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config
from tests.cli.conftest import Bks
from tests.support.keys import long_term_key


def invocation_of(*arguments: str, **variables: str) -> Invocation:
    """What a command receives of its command line."""
    received: list[Invocation] = []

    @click.group()
    @session_options
    def group(invocation: Invocation) -> None:
        pass

    @group.command()
    @session_options
    def command(invocation: Invocation) -> None:
        received.append(invocation)

    assert CliRunner().invoke(group, arguments, env=variables).exit_code == 0
    return received[0]


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        (["command"], SessionChoice()),
        (["--profile", "dev", "command"], SessionChoice(profile="dev")),
        (["command", "--profile", "dev"], SessionChoice(profile="dev")),
        (["--profile", "dev", "command", "--profile", "prod"], SessionChoice(profile="prod")),
        (["--region", "eu-west-1", "command", "--profile", "dev"], SessionChoice(profile="dev", region="eu-west-1")),
        (["--region", "eu-west-1", "command", "--region", "us-east-2"], SessionChoice(region="us-east-2")),
        (["--demo", "command"], SessionChoice(demo=True)),
        (["command", "--demo"], SessionChoice(demo=True)),
    ],
)
def test_they_stand_before_or_after_the_command_and_after_wins(arguments: list[str], choice: SessionChoice) -> None:
    assert invocation_of(*arguments).choice == choice


@pytest.mark.parametrize("arguments", [["--read-only", "command"], ["command", "--read-only"]])
def test_read_only_counts_before_and_after_the_command(arguments: list[str]) -> None:
    assert invocation_of(*arguments).read_only


@pytest.mark.parametrize(("value", "read_only"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_read_only_may_be_set_for_the_whole_machine(value: str, *, read_only: bool) -> None:
    assert invocation_of("command", BKS_READ_ONLY=value).read_only is read_only


FILE = Config(profile="file", region="eu-north-1")


@pytest.mark.parametrize(
    ("choice", "environment", "profile"),
    [
        (SessionChoice(), {}, "file"),
        (SessionChoice(profile="given"), {}, "given"),
        (SessionChoice(), {"AWS_PROFILE": "set"}, None),
        (SessionChoice(), {"AWS_DEFAULT_PROFILE": "set"}, None),
        (SessionChoice(), {"AWS_ACCESS_KEY_ID": "AKIAINVENTED00000000"}, None),
        (SessionChoice(), {"AWS_PROFILE": ""}, "file"),
        (SessionChoice(demo=True), {}, None),
    ],
)
def test_credentials_that_are_nearer_win_over_the_profile_of_the_config_file(
    choice: SessionChoice, environment: dict[str, str], profile: str | None
) -> None:
    assert configured(Invocation(choice, read_only=False), FILE, environment).choice.profile == profile


def test_the_region_of_the_config_file_is_for_where_nothing_else_names_one() -> None:
    choice = configured(Invocation(SessionChoice(region="eu-west-1"), read_only=False), FILE, {}).choice
    assert (choice.region, choice.default_region) == ("eu-west-1", "eu-north-1")


@pytest.mark.parametrize(
    ("given", "in_file", "variable", "read_only"),
    [
        (False, True, None, True),
        (False, True, "0", False),
        (True, True, "0", True),
        (True, False, None, True),
        (False, False, None, False),
    ],
)
def test_the_environment_may_lift_the_read_only_mode_of_the_config_file(
    *, given: bool, in_file: bool, variable: str | None, read_only: bool
) -> None:
    environment = {"BKS_READ_ONLY": variable} if variable else {}
    invocation = configured(Invocation(SessionChoice(), given), Config(read_only=in_file), environment)
    assert invocation.read_only is read_only


def test_a_broken_config_file_stops_a_command_that_asks_aws(bks: Bks, config_file: Path) -> None:
    config_file.write_text("read_onli = true")
    outcome = bks("--demo", "scan")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "unknown setting 'read_onli'" in outcome.stderr


def test_a_broken_config_file_does_not_stop_the_decoder(bks: Bks, config_file: Path) -> None:
    config_file.write_text("read_onli = true")
    assert bks("decode-key", long_term_key("BedrockAPIKey-0a1b-at-111122223333")).code == 0


def test_read_only_of_the_config_file_refuses_to_write(bks: Bks, config_file: Path) -> None:
    config_file.write_text("read_only = true")
    outcome = bks("--demo", "cleanup", "--force")
    assert outcome.code == 2
    assert "read-only mode" in outcome.stderr


def test_the_minimum_age_of_the_config_file_holds_the_younger(bks: Bks, config_file: Path) -> None:
    config_file.write_text('min_age = "1000d"')
    outcome = bks("--demo", "cleanup", "--dry-run", "--json")
    holds = [hold for target in json.loads(outcome.stdout)["targets"] for hold in target["holds"]]
    assert "younger than 24000 h" in holds
