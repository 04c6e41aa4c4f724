"""What README.md and docs/ say is what the program does."""

from __future__ import annotations

import re
import textwrap
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import click
import pytest

from bks_tui.cli.main import bks
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.settings import Config
from bks_tui.export.scan import statuses
from bks_tui.storage.config_file import config_path, read_config
from bks_tui.tui.keymap import Keymap
from tests.support.generated import TABLES, written

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}

CONTEXT = click.Context(bks)
COMMANDS = {word: command for word in bks.list_commands(CONTEXT) if (command := bks.get_command(CONTEXT, word))}


@pytest.mark.parametrize("name", TABLES)
def test_a_generated_table_is_the_one_of_the_code(name: str) -> None:
    assert written(name) == TABLES[name]()


def test_the_measurements_have_their_place() -> None:
    assert "**A scan.**" in written("speed")


def test_the_readme_fits_about_one_screen_of_a_browser() -> None:
    assert len(README.splitlines()) <= 130


@pytest.mark.parametrize("topic", sorted(DOCS))
def test_the_readme_links_to_every_topic(topic: str) -> None:
    assert f"(docs/{topic}.md)" in README


@pytest.mark.parametrize("status", Status)
def test_every_status_is_explained(status: Status) -> None:
    assert f"| `{statuses.status(status)}` |" in DOCS["statuses"]


@pytest.mark.parametrize("kind", HoldKind)
def test_every_hold_is_explained(kind: HoldKind) -> None:
    assert f"\n| `{kind.value}` |" in DOCS["statuses"]


@pytest.mark.parametrize("kind", HoldKind)
def test_it_is_said_which_holds_cannot_be_overridden(kind: HoldKind) -> None:
    (row,) = re.findall(rf"^\| `{kind.value}` \|.*$", DOCS["statuses"], re.MULTILINE)
    assert ("cannot be overridden" in row) is (kind in NEVER_INCLUDED)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_listed(name: str) -> None:
    assert f"| `bks {name}` |" in README
    assert f"| `bks {name}` |" in DOCS["commands"]


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
    assert option in DOCS["commands"]


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_explained(code: ExitCode) -> None:
    assert f"\n| {code.value} | " in DOCS["exit-codes"]


@pytest.mark.parametrize(
    "schema", [file.name.removesuffix(".json") for file in (files("bks_tui") / "schemas").iterdir()]
)
def test_every_schema_is_listed(schema: str) -> None:
    assert f"\n| `bks.{schema}/" in DOCS["json"]


def test_the_config_file_that_it_shows_sets_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config_path().parent.mkdir(parents=True)
    lines = re.findall(r"(?:^(?:    .*)?\n)+", DOCS["config"], re.MULTILINE)
    config_path().write_text(textwrap.dedent("".join(lines)))
    config = read_config()
    assert [
        field.name for field in fields(Config) if getattr(config, field.name) == getattr(Config(), field.name)
    ] == []
    assert Keymap(config.keys).bindings


@pytest.mark.parametrize(
    "term",
    [
        *("cut off", "tells of", "told", "take back", "takes back", "taken back", "put back", "made again"),
        *("goes on with", "go on with", "makes anew", "gone for good", "take off", "takes it off", "spare"),
    ],
)
def test_no_document_uses_a_term_that_was_replaced(term: str) -> None:
    documents = {"README.md": README, **DOCS}
    for name in ("SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "scps/README.md"):
        documents[name] = (ROOT / name).read_text(encoding="utf-8")
    assert [name for name, text in documents.items() if re.search(rf"\b{term}\b", text, re.IGNORECASE)] == []
