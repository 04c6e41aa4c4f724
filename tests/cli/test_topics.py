"""`bks help`: the README by topics, and the commands by their words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bks_tui
from tests.cli.conftest import Bks

TOPICS = (
    *("start", "incident", "cleaning", "prevention", "undo", "statuses", "commands"),
    *("exit", "keys", "config", "json", "iam", "speed", "limits", "written"),
)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_a_section_of_the_readme(bks: Bks, topic: str) -> None:
    outcome = bks("help", topic)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    heading, *lines = outcome.stdout.rstrip("\n").split("\n")
    assert outcome.code == 0
    assert heading.removeprefix("## ").lower().startswith(topic)
    assert [line for line in [heading, *lines] if line not in readme.split("\n")] == []
    assert not any(line.startswith(("![", "<!--")) for line in lines)


def test_without_a_topic_all_are_listed_with_the_commands(bks: Bks) -> None:
    listed = [line.split()[0] for line in bks("help").stdout.split("\n") if line.startswith("  ")]
    assert set(TOPICS) <= set(listed)
    assert {"scan", "cleanup", "help"} <= set(listed)


@pytest.mark.parametrize("words", [["scan"], ["scp", "apply"], ["journal", "undo"]])
def test_a_command_is_told_about_as_by_its_own_help(bks: Bks, words: list[str]) -> None:
    assert bks("help", *words).stdout == bks(*words, "--help").stdout


@pytest.mark.parametrize("words", [["nonsense"], ["scan", "nonsense"], ["incident", "nonsense"]])
def test_what_is_neither_is_told_with_the_topics(bks: Bks, words: list[str]) -> None:
    outcome = bks("help", *words)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert f"there is no command and no topic {' '.join(words)!r}" in outcome.stderr
    assert ", ".join(TOPICS) in outcome.stderr


def test_on_a_terminal_it_is_set_for_reading(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    told = bks("help", "keys").stdout
    assert "## " not in told
    assert "config file" in told
    assert "config-file" not in told


def test_once_installed_it_is_read_from_beside_the_package(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("# bks\n\n## Start here\n\nas it was installed\n")
    monkeypatch.setattr(bks_tui, "__file__", str(tmp_path / "__init__.py"))
    assert bks("help", "start").stdout == "## Start here\n\nas it was installed\n"
