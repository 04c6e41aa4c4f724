"""Every command in a code block of README.md, docs/ and scps/README.md runs as printed, on the demo account.

`--demo` is added to each, and `--dry-run` where it changes AWS. A block after `<!-- not run: REASON -->` is left out.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import click
import pytest

from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.cli import main
from bks_tui.cli.session_options import Invocation
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import Faults
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.organization import SHOP
from bks_tui.demo.story.sample_key import sample_key
from bks_tui.operations import connect
from tests.cli.conftest import Bks
from tests.support.typed import Typed

ROOT = Path(__file__).parents[2]
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "scps" / "README.md")

LEAKED = "BedrockAPIKey-q7zf"
# What a reader puts in the place of these words; "ID" is that of an operation.
MEANT = {"USER": LEAKED, "ou-…": "ou-ab12-00000004", "20260302T12": "last"}
CHANGES_AWS = {"apply", "cleanup", "release", "remove", "resume", "revoke-key", "undo"}

CONTEXT = click.Context(main.bks)


def blocks(text: str) -> Iterator[str]:
    """The code blocks of a document that are to be run."""
    for match in re.finditer(r"(?P<before>.*)\n\n(?P<block>(?:    .*(?:\n|\Z))+)", text):
        if not match["before"].startswith("<!-- not run: "):
            yield match["block"]


def printed() -> Iterator[tuple[str, ...]]:
    """The words of each command line of bks, without comments and `--demo`."""
    for document in DOCUMENTS:
        for block in blocks(document.read_text(encoding="utf-8")):
            lines = [line.strip() for line in block.splitlines()]
            for line in (line for line in lines if f"{line} ".startswith("bks ")):
                yield tuple(word for word in shlex.split(line, comments=True)[1:] if word != "--demo")


ALL = sorted(set(printed()))
COMMANDS = [words for words in ALL if set(words) & set(main.bks.list_commands(CONTEXT))]
OPENINGS = [words for words in ALL if words not in COMMANDS]


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimulatedAccount:
    """One demo account for all commands of a test, at full speed, and a directory with a file to decode."""
    account = demo_account(datetime.now(timezone.utc))
    monkeypatch.setattr(connect, "_demo_account", lambda: account)
    monkeypatch.setattr(RateLimiter, "acquire", lambda _pace: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leak.log").write_text(f"AWS_BEARER_TOKEN_BEDROCK={sample_key()}\n")
    (tmp_path / "accounts.csv").write_text(f"account_id,role\n{SHOP},\n")
    return account


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Give the next command this standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def operation_before(bks: Bks, account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch) -> str:
    """Contain the leaked key, then its user, which fails half-way; the id of that second operation."""
    give(monkeypatch, sample_key())
    assert bks("--demo", "revoke-key", "-", "--contain", "--force").code == 0
    with monkeypatch.context() as patch:
        patch.setattr(account, "faults", Faults())
        account.faults.deny("iam:UpdateAccessKey", LEAKED)
        assert bks("--demo", "revoke-key", LEAKED, "--contain", "--force").code == 1
    return bks("--demo", "journal", "list").stdout.splitlines()[-1].split()[0]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_runs_as_printed(
    bks: Bks, account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    meant = {**MEANT}
    if {"ID", "release"} & set(words):
        meant["ID"] = operation_before(bks, account, monkeypatch)
    if {"--resume", "--diff"} & set(words):
        for kind in ((), ("--org",)):
            bks("--demo", "scan", *kind)
    give(monkeypatch, sample_key())
    changes_aws = CHANGES_AWS & set(words) and words[0] != "help"
    dry_run = ["--dry-run"] if changes_aws and "--dry-run" not in words else []
    outcome = bks("--demo", *(meant.get(word, word) for word in words), *dry_run)
    # Some of the demo account cannot be read, and a phantom user is at risk.
    assert outcome.code in {0, 3, *([4] if "--fail-on" in words else [])}, outcome.stderr


@pytest.mark.parametrize("words", OPENINGS, ids=" ".join)
def test_without_a_command_the_app_opens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    opened: list[Invocation] = []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["bks", "--demo", *words])
    monkeypatch.setattr(sys, "stdin", Typed())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(SystemExit) as exit_:
        main.run(opened.append)
    assert (exit_.value.code, len(opened)) == (0, 1)


def test_there_are_commands_of_each_sort() -> None:
    assert len(COMMANDS) > 30
    assert ("scan",) in COMMANDS
    assert () in OPENINGS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_named_in_sentences_exist(document: Path) -> None:
    spans = re.findall(r"`bks ([^`]+)`", document.read_text(encoding="utf-8"))
    assert [span for span in spans if not exists(span)] == []


def exists(span: str) -> bool:
    """Whether a command, named in a sentence, is one of bks with such options."""
    words = [word for word in shlex.split(span) if word not in {"--demo", "…"}]
    if words[:1] in (["help"], ["permissions"], ["COMMAND"]):
        return True
    command: click.Command | None = main.bks
    options = {option for parameter in main.bks.params for option in parameter.opts} | {"--help"}
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            command = command.get_command(CONTEXT, word)
            if command is None:
                return word.isupper()
            options |= {option for parameter in _parameters(command) for option in parameter.opts}
        elif word.startswith("--") and word not in options:
            return False
    return True


def _parameters(command: click.Command) -> list[click.Parameter]:
    """The parameters of a command; of a group, also those of the command that it implies."""
    implied = (
        command.get_command(CONTEXT, getattr(command, "implied", "")) if isinstance(command, click.Group) else None
    )
    return [*command.params, *(implied.params if implied else ())]
