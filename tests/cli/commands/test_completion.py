"""What a shell completes at the press of tab."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Bks


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("bks sc", {"scan", "schema", "scp"}),
        ("bks scp app", {"apply"}),
        ("bks org ro", {"role"}),
        ("bks cleanup --dry", {"--dry-run"}),
    ],
)
def test_a_shell_gets_what_may_come_next(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, typed: str, offered: set[str]
) -> None:
    monkeypatch.setenv("_BKS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    told = {line.partition(",")[2] for line in bks().stdout.splitlines()}
    assert told == offered


@pytest.mark.parametrize(
    ("shell", "says"), [("bash", "complete -o"), ("zsh", "#compdef bks"), ("fish", "--command bks")]
)
def test_each_shell_gets_its_own_script(bks: Bks, shell: str, says: str) -> None:
    assert says in bks("completion", shell).stdout
