"""The options that every command shares."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from bks_tui.cli.options import Invocation, session_options
from bks_tui.core.account import SessionChoice


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
def test_read_only_counts_wherever_it_stands(arguments: list[str]) -> None:
    assert invocation_of(*arguments).read_only


@pytest.mark.parametrize(("value", "read_only"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_read_only_may_be_set_for_the_whole_machine(value: str, *, read_only: bool) -> None:
    assert invocation_of("command", BKS_READ_ONLY=value).read_only is read_only
