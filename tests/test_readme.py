"""What the README says is what the program does."""

from __future__ import annotations

import re
import textwrap
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import click
import pytest

from bks_tui.cli.main import bks
from bks_tui.cli.narration import ExitCode
from bks_tui.config import config_path, read_config
from bks_tui.core.config import Config
from bks_tui.core.permissions import permission_table
from bks_tui.core.risk import Status
from bks_tui.export import words
from bks_tui.tui.actions import key_table
from bks_tui.tui.keymap import Keymap

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


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_explained(code: ExitCode) -> None:
    assert f"\n| {code.value} | " in README


@pytest.mark.parametrize(
    "schema", [file.name.removesuffix(".json") for file in (files("bks_tui") / "schemas").iterdir()]
)
def test_every_schema_is_listed(schema: str) -> None:
    assert f"\n| `bks.{schema}/" in README


def test_no_topic_of_the_help_is_a_command_or_another_topic() -> None:
    topics = [heading.lower() for heading in re.findall(r"^## (\w+)", README, re.MULTILINE)]
    assert len({*topics, *COMMANDS}) == len(topics) + len(COMMANDS)


def test_the_config_file_that_it_shows_sets_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    section = README.partition("## Config file\n")[2].partition("\n## ")[0]
    config_path().parent.mkdir(parents=True)
    config_path().write_text(textwrap.dedent("".join(re.findall(r"(?:^(?:    .*)?\n)+", section, re.MULTILINE))))
    config = read_config()
    assert [
        field.name for field in fields(Config) if getattr(config, field.name) == getattr(Config(), field.name)
    ] == []
    assert Keymap(config.keys).bindings
