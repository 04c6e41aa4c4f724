"""What becomes of a command whose standard streams are closed, full, broken, or of another encoding."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.command import command, environment

# 4: the demo account has phantoms AT RISK. Whatever becomes of the streams, the exit code stays.
SCAN = ("--demo", "scan", "--quiet", "--fail-on", "at-risk")


def run_in_shell(tmp_path: Path, redirections: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run bks with a shell's redirections."""
    return subprocess.run(
        ["bash", "-c", f'"$@" {redirections}', "bash", *command(*arguments)],
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("redirections", [">&-", "2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_stream_that_takes_nothing_changes_no_exit_code(tmp_path: Path, redirections: str) -> None:
    done = run_in_shell(tmp_path, redirections, *SCAN)
    assert (done.returncode, done.stderr) == (4, "")


def test_narration_that_nobody_can_hear_stops_no_scan(tmp_path: Path) -> None:
    done = run_in_shell(tmp_path, "2>/dev/full", "--demo", "scan")
    assert done.returncode == 3
    assert "phantom users:" in done.stdout


def test_a_full_disk_behind_standard_output_is_reported(tmp_path: Path) -> None:
    done = run_in_shell(tmp_path, ">/dev/full", *SCAN)
    assert (done.returncode, done.stderr) == (
        1,
        "bks: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("output", [[], ["--json"]])
def test_a_reader_that_has_gone_changes_no_exit_code(tmp_path: Path, output: list[str]) -> None:
    with subprocess.Popen(
        command(*SCAN, *output), env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.close()
        _, stderr = child.communicate(timeout=120)
    assert (child.returncode, stderr) == (4, "")


def test_help_to_a_reader_that_has_gone_ends_quietly(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("--help"), env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.close()
        _, stderr = child.communicate(timeout=120)
    assert stderr == ""


def test_what_an_encoding_lacks_is_shown_as_an_escape(tmp_path: Path) -> None:
    done = run_in_shell(tmp_path, "", *SCAN, PYTHONIOENCODING="latin-1")
    assert done.returncode == 4
    assert r"\u25c9 ACTIVE" in done.stdout
