"""`bks help`: the files of docs/, and the commands by their words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bks_tui
from tests.cli.conftest import Bks

DOCS = Path(__file__).parents[3] / "docs"
TOPICS = (
    *("cleanup", "commands", "config", "cost", "detections", "doctor", "evidence", "exit-codes", "files", "filter"),
    *("findings", "formats", "hunt", "incident", "journal", "json", "keys", "limits", "logs", "organizations"),
    *("permissions", "prevention", "rating", "speed", "start", "statuses"),
)
FORMER = {"cleaning": "cleanup", "exit": "exit-codes", "iam": "permissions", "undo": "journal", "written": "files"}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_a_file_of_the_docs(bks: Bks, topic: str) -> None:
    outcome = bks("help", topic)
    document = (DOCS / f"{topic}.md").read_text(encoding="utf-8").split("\n")
    heading, *lines = outcome.stdout.partition("\nUsage: ")[0].rstrip("\n").split("\n")
    assert (outcome.code, heading) == (0, document[0])
    assert heading.startswith("# ")
    assert [line for line in lines if line not in document] == []
    assert not any(line.startswith(("![", "<!--")) for line in lines)


@pytest.mark.parametrize("topic", FORMER)
def test_a_topic_keeps_its_former_name(bks: Bks, topic: str) -> None:
    heading = (DOCS / f"{FORMER[topic]}.md").read_text(encoding="utf-8").split("\n")[0]
    assert bks("help", topic).stdout.startswith(f"{heading}\n")


def test_without_a_topic_all_are_listed_with_the_commands(bks: Bks) -> None:
    lines = [line.split() for line in bks("help").stdout.split("\n") if line.startswith("  ")]
    listed = {line[0] for line in lines}
    assert set(TOPICS) <= listed
    assert {"scan", "cleanup", "help"} <= listed
    assert ["incident", "Incident:", "a", "key", "has", "leaked"] in lines


@pytest.mark.parametrize("word", ["cleanup", "journal", "permissions"])
def test_a_word_that_is_a_topic_and_a_command_shows_both(bks: Bks, word: str) -> None:
    shown = bks("help", word).stdout
    assert shown.startswith("# ")
    assert shown.endswith(f"\n\n{bks(word, '--help').stdout}")


@pytest.mark.parametrize("words", [["scan"], ["scp", "apply"], ["journal", "undo"]])
def test_a_command_is_explained_as_by_its_own_help(bks: Bks, words: list[str]) -> None:
    assert bks("help", *words).stdout == bks(*words, "--help").stdout


@pytest.mark.parametrize("words", [["nonsense"], ["scan", "nonsense"], ["incident", "nonsense"]])
def test_any_other_word_is_refused_and_the_topics_are_listed(bks: Bks, words: list[str]) -> None:
    outcome = bks("help", *words)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert f"there is no command and no topic {' '.join(words)!r}" in outcome.stderr
    assert ", ".join(TOPICS) in outcome.stderr


def test_on_a_terminal_it_is_formatted(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = bks("help", "keys").stdout
    assert "# " not in shown
    assert "config file" in shown
    assert "config.md" not in shown


def test_once_installed_it_is_read_from_the_package(bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "start.md").write_text("# Getting started\n\nas it was installed\n")
    monkeypatch.setattr(bks_tui, "__file__", str(tmp_path / "__init__.py"))
    assert bks("help", "start").stdout == "# Getting started\n\nas it was installed\n"
