"""What a shell completes at the press of tab."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks

# What a shell would do something with if it were inserted as it is.
ACTING = ("$(touch made)", "`touch made`", "a;touch made", "a b", "*", "~", "-rf", "a\nb", "{a,b}", "!!", "é", "a:b")


def completed(bks: Bks, monkeypatch: pytest.MonkeyPatch, typed: str) -> list[str]:
    """What bash is told to offer."""
    with monkeypatch.context() as shell:
        shell.setenv("_BKS_COMPLETE", "bash_complete")
        shell.setenv("COMP_WORDS", typed)
        shell.setenv("COMP_CWORD", str(typed.count(" ")))
        outcome = bks()
    assert (outcome.code, outcome.stderr) == (0, "")
    return [line.partition(",")[2] for line in outcome.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("bks sc", {"scan", "schema", "scp"}),
        ("bks scp app", {"apply"}),
        ("bks org ro", {"role"}),
        ("bks cleanup --dry", {"--dry-run"}),
        ("bks help jou", {"journal"}),
        ("bks scp show 5-", {"5-block-phantom-user-creation"}),
        ("bks scp apply 5 --target r", {"root"}),
        ("bks scan --fail-on at", {"at-risk"}),
        ("bks timeline X --format st", {"stix"}),
        ("bks detections show quar", {"quarantined"}),
        ("bks permissions cl", {"cleanup"}),
    ],
)
def test_a_shell_gets_what_may_come_next(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, typed: str, offered: set[str]
) -> None:
    assert set(completed(bks, monkeypatch, typed)) == offered


@pytest.mark.parametrize(
    ("shell", "says"), [("bash", "complete -o"), ("zsh", "#compdef bks"), ("fish", "--command bks")]
)
def test_each_shell_gets_its_own_script(bks: Bks, shell: str, says: str) -> None:
    assert says in bks("completion", shell).stdout


def aws_files(monkeypatch: pytest.MonkeyPatch, directory: Path, *names: str) -> None:
    (directory / "config").write_text("".join(f"[profile {name}]\nregion = x\n" for name in names) + "[sso-session no]")
    (directory / "credentials").write_text("[default]\n[of-keys]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(directory / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(directory / "credentials"))


def test_profiles_come_from_both_files(bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_files(monkeypatch, tmp_path, "prod", "stage")
    assert completed(bks, monkeypatch, "bks scan --profile ") == ["prod", "stage", "default", "of-keys"]


def test_what_a_shell_would_act_on_is_not_offered(bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_files(monkeypatch, tmp_path, *ACTING, "prod")
    assert completed(bks, monkeypatch, "bks --profile ") == ["prod", "default", "of-keys"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_runs_nothing_of_a_hostile_name(bks: Bks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    aws_files(monkeypatch, tmp_path, *ACTING, "prod")
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bks_tui "$@"\n')
    program.chmod(0o700)
    steps = (
        bks("completion", "bash").stdout,
        'COMP_WORDS=(bks --profile ""); COMP_CWORD=2',
        f'_bks_completion "{program}"',
        'eval "echo ${COMPREPLY[*]}"',
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        ["bash", "--norc", "-c", "\n".join(steps)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["prod", "default", "of-keys"]
    assert not (tmp_path / "made").exists()


def test_users_accounts_runs_and_operations_come_from_this_machine(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bks("--demo", "scan", "--org").code in (0, 3)
    bks("--demo", "revoke-key", "BedrockAPIKey-hh0t", "--contain", "--force")
    users = completed(bks, monkeypatch, "bks --demo timeline Bed")
    assert "BedrockAPIKey-hh0t" in users
    # Its name contains a mark that turns text round.
    assert not any("txt" in name for name in users)
    operations = [each.operation_id for each in Journal(default_directory(demo=True)).operations()]
    assert completed(bks, monkeypatch, "bks --demo journal show ") == [each[:8] for each in reversed(operations)]
    assert completed(bks, monkeypatch, "bks --demo release ") == ["BedrockAPIKey-hh0t"]
    assert completed(bks, monkeypatch, "bks --demo evidence Bed") == users
    assert completed(bks, monkeypatch, "bks --demo scan --diff ")[0] == "last"
    targets = completed(bks, monkeypatch, "bks --demo scp apply 1 --target ")
    assert [target[:3] for target in targets[:2]] == ["roo", "ou-"]
    assert len(targets[-1]) == 12
    # The files of the demo account are kept apart.
    assert completed(bks, monkeypatch, "bks timeline Bed") == []


def test_files_that_cannot_be_used_offer_nothing(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = default_directory(demo=False) / "runs"
    runs.mkdir(parents=True)
    (runs / "20260302T120000Z-1a2b3c.jsonl").write_text("broken")
    (default_directory(demo=False) / "journal.jsonl").mkdir()
    assert completed(bks, monkeypatch, "bks timeline ") == []
    assert completed(bks, monkeypatch, "bks journal show ") == []


@pytest.mark.parametrize("typed", ["bks timeline ", "bks --profile ", "bks scp apply 1 --target "])
def test_a_shell_does_not_wait_for_boto3(typed: str) -> None:
    program = "import sys, bks_tui.__main__ as m\ntry: m.main()\nexcept SystemExit: pass\nprint('boto' in sys.modules)"
    environment = {
        **os.environ,
        "_BKS_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    done = subprocess.run(
        [sys.executable, "-c", program.replace("'boto'", "'botocore'")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False"
