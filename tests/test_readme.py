"""What the README says is what the program does."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from bks_tui.cli.main import bks
from bks_tui.core.permissions import permission_table
from bks_tui.core.risk import Status
from bks_tui.export import words
from bks_tui.tui.actions import key_table

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")

CONTEXT = click.Context(bks)
COMMANDS = {word: command for word in bks.list_commands(CONTEXT) if (command := bks.get_command(CONTEXT, word))}


def test_the_keys_are_those_of_the_table_of_actions() -> None:
    begin, end = "<!-- keys: made from bks_tui/tui/actions.py -->\n", "\n<!-- /keys -->"
    assert README[README.index(begin) + len(begin) : README.index(end)] == key_table()


def test_the_permissions_are_those_of_the_table() -> None:
    begin, end = "<!-- permissions: made from bks_tui/core/permissions.py -->\n", "\n<!-- /permissions -->"
    assert README[README.index(begin) + len(begin) : README.index(end)] == permission_table()


@pytest.mark.parametrize("status", Status)
def test_every_status_is_explained(status: Status) -> None:
    assert f"| `{words.status(status)}` |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_listed(name: str) -> None:
    assert f"| `bks {name}` |" in README


@pytest.mark.parametrize(
    "option",
    sorted(
        {
            option
            for command in COMMANDS.values()
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        }
    ),
)
def test_every_option_of_a_command_is_mentioned(option: str) -> None:
    assert option in README
