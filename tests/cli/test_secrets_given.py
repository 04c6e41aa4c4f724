"""A secret in the place of any argument, option, variable, setting or pasted text is in nothing that bks says."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from bks_tui.cli.main import bks as root
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.combinations import combinations
from tests.support.keys import pieces
from tests.support.secrets import SECRETS
from tests.support.simulated import simulated_account

pytestmark = pytest.mark.no_cover

KINDS = (
    "secret access key without marks",
    "secret access key with a slash",
    "secret access key with both",
    "API key",
    "the first 30 characters of an API key",
    "the start of a short-term API key",
    "session token IQoJb3JpZ2lu",
    "64 hexadecimal digits",
    "profile",
    "row of a CSV file",
    "variable",
    "JSON",
)


def secret_part(text: str) -> str:
    """The part of a pasted text that is the secret."""
    return (
        max(text.replace('"', " ").split(), key=len).rpartition("SecretAccessKey")[2].split(",")[-1].split("=", 1)[-1]
    )


def commands(
    command: click.Command = root, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group of bks, by its words."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            found = command.get_command(context, word)
            assert found
            yield from commands(found, (*words, word))


def value(parameter: click.Parameter) -> str:
    """A value that a parameter takes."""
    return str(parameter.type.choices[0]) if isinstance(parameter.type, click.Choice) else "svc-invented"


def arguments(command: click.Command, but: click.Parameter | None = None) -> list[str]:
    """What a command needs to be run, without one parameter."""
    given = []
    for parameter in command.params:
        if parameter.name == "dry_run":
            given.append("--dry-run")
        elif parameter.required and parameter is not but:
            option = [] if isinstance(parameter, click.Argument) else [parameter.opts[-1]]
            given += [*option, value(parameter)]
    return given


@dataclass(frozen=True)
class Shape:
    """A way of giving a text to a command: what comes before it, as part of which word, and what after it."""

    before: tuple[str, ...]
    word: str
    after: tuple[str, ...] = ()

    def of(self, text: str) -> tuple[str, ...]:
        """The arguments with this text."""
        return (*self.before, self.word.replace("TEXT", text), *self.after)


def shapes() -> Iterator[tuple[str, Shape]]:
    """Every way of giving bks a text, by a name for it."""
    for words, command in commands():
        line = " ".join(words) or "bks"
        for parameter in command.params:
            needed = arguments(command, parameter)
            # A group does nothing without a command.
            after = (*needed, *(["list"] if words and isinstance(command, click.Group) else [] if words else ["scan"]))
            name = parameter.opts[-1]
            if isinstance(parameter, click.Argument):
                yield f"{line} {name}", Shape((*words, *needed), "TEXT")
            else:
                yield f"{line} {name} TEXT", Shape((*words, name), "TEXT", after)
                yield f"{line} {name}=TEXT", Shape(words, f"{name}=TEXT", after)
        for word in ("TEXT", "--TEXT", "-TEXT"):
            yield f"{line} {word}", Shape((*words, *arguments(command)), word)


SHAPES = dict(shapes())


@pytest.fixture(autouse=True)
def account(in_account: Callable[[SimulatedAccount], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_account(simulated_account())
    # Some arguments name files.
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))


def printed(bks: Bks, tmp_path: Path, *given: str) -> str:
    """All that bks says and leaves to be reported."""
    outcome = bks(*given)
    crashes = [file.read_text() for file in tmp_path.rglob("crash-*.txt")]
    assert crashes == []
    return outcome.stdout + outcome.stderr


def leaks(secret: str, text: str) -> set[str]:
    """The pieces of a secret in a text."""
    # What all keys begin with is no secret.
    return {piece for piece in pieces(secret_part(secret)) if piece in text and piece not in "bedrock-api-key-"}


# Each shape is tried with every sixth kind, and the next shape with others.
@pytest.mark.parametrize(("first", "shape"), combinations(range(6), SHAPES, every=6))
def test_no_command_repeats_a_secret(bks: Bks, tmp_path: Path, first: int, shape: str) -> None:
    kinds = KINDS[first::6]
    leaked = {kind for kind in kinds if leaks(SECRETS[kind], printed(bks, tmp_path, *SHAPES[shape].of(SECRETS[kind])))}
    assert leaked == set()


@pytest.mark.parametrize("command", ["timeline", "revoke-key", "report", "release", "decode-key"])
def test_no_command_repeats_what_is_piped(
    bks: Bks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    more = ["--dry-run"] if command in ("revoke-key", "release") else []
    leaked = set()
    for kind, secret in SECRETS.items():
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(secret.encode()), isatty=lambda: False))
        if leaks(secret, printed(bks, tmp_path, command, "-", *more)):
            leaked.add(kind)
    assert leaked == set()


VARIABLES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "BKS_READ_ONLY",
)


@pytest.mark.parametrize("variable", VARIABLES)
def test_no_variable_is_repeated(bks: Bks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    leaked = set()
    for kind in KINDS:
        monkeypatch.setenv(variable, SECRETS[kind])
        if leaks(SECRETS[kind], printed(bks, tmp_path, "scan")):
            leaked.add(kind)
    assert leaked == set()


SETTINGS = {
    "profile": "profile = {}",
    "region": "region = {}",
    "age": "min_age = {}",
    "switch": "read_only = {}",
    "theme": "theme = {}",
    "a setting": "{} = 1",
    "an action": "[keys]\n{} = []",
    "a key": "[keys]\ncontain = {}",
    "twice": "{0} = 1\n{0} = 2",
    "in a table": "[{}]\na = 1\n[{}]\na = 1",
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_no_setting_is_repeated(bks: Bks, tmp_path: Path, config_file: Path, setting: str) -> None:
    leaked = set()
    for kind in KINDS:
        config_file.write_text(setting.format(*[json.dumps(SECRETS[kind])] * 2))
        if leaks(SECRETS[kind], printed(bks, tmp_path, "scan")):
            leaked.add(kind)
    assert leaked == set()


def test_every_command_is_tried() -> None:
    assert {name.split()[0] for name in SHAPES} >= {"bks", *root.list_commands(click.Context(root))}
    assert len(SHAPES) > 200
