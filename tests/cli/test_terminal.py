"""`bks scan` as a person sees it on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.support.command import command, environment
from tests.support.keys import long_term_key

pytestmark = pytest.mark.no_cover


@dataclass(frozen=True)
class Seen:
    """What a terminal got, and what it showed in the end, scrolled-off lines included."""

    sent: str
    lines: list[str]


def on_terminal(tmp_path: Path, columns: int, *arguments: str, redirections: str = "", **more: str) -> Seen:
    """Run bks on a terminal until it ends."""
    child: pexpect.spawn[str] = pexpect.spawn(
        "bash",
        ["-c", f'"$@" {redirections}', "bash", *command(*arguments)],
        env=environment(tmp_path, TERM="xterm-256color", **more),
        dimensions=(1_000, columns),
        encoding="utf-8",
        timeout=120,
    )
    child.expect(pexpect.EOF)
    sent = child.before or ""
    child.close()
    screen = pyte.Screen(columns, 1_000)
    pyte.Stream(screen).feed(sent)
    return Seen(sent, [line.rstrip() for line in screen.display])


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_fills_the_terminal_and_no_more(tmp_path: Path, columns: int) -> None:
    lines = on_terminal(tmp_path, columns, "--demo", "scan", "--quiet").lines
    assert lines[0] == "Phantom users"
    assert lines[1].split() == ["Status", "User", "API", "keys", "Access", "keys", "Password", "Age", "Holds"]
    assert all(line.startswith(("! AT RISK", "? UNKNOWN")) for line in lines[3:13])


def test_statuses_are_coloured(tmp_path: Path) -> None:
    assert "\x1b[1;31m! AT RISK" in on_terminal(tmp_path, 80, "--demo", "scan", "--quiet").sent


def test_no_color_means_no_colour(tmp_path: Path) -> None:
    sent = on_terminal(tmp_path, 80, "--demo", "scan", NO_COLOR="1").sent
    assert "! AT RISK" in sent
    assert "\x1b[1;31m" not in sent
    assert "\x1b[38;" not in sent


def test_progress_is_counted_and_gone_in_the_end(tmp_path: Path) -> None:
    seen = on_terminal(tmp_path, 80, "--demo", "scan", "--json", redirections=">/dev/null")
    assert "reading users" in seen.sent
    assert [line for line in seen.lines if "reading users" in line] == []
    assert seen.lines[0].startswith("DEMO account")


@pytest.mark.parametrize(
    ("arguments", "redirections"), [(["--quiet"], ">/dev/null"), ([], "2>&1 >/dev/null | cat"), ([], "2>/dev/null")]
)
def test_no_progress_is_shown_where_it_is_not_wanted(tmp_path: Path, arguments: list[str], redirections: str) -> None:
    sent = on_terminal(tmp_path, 80, "--demo", "scan", *arguments, redirections=redirections).sent
    assert "reading users" not in sent


def test_ctrl_c_ends_a_scan_at_once_with_one_word(tmp_path: Path) -> None:
    child: pexpect.spawn[str] = pexpect.spawn(
        command()[0],
        [*command("--demo", "scan")[1:]],
        # Where the interruption falls into an import, Python itself leaves a file open, and tells only tests.
        env=environment(tmp_path, TERM="xterm-256color", PYTHONWARNINGS="error,ignore::ResourceWarning"),
        encoding="utf-8",
        timeout=120,
    )
    child.expect("reading users")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "bks: interrupted" in (child.before or "")
    assert "Traceback" not in (child.before or "")


@pytest.mark.parametrize("columns", [80, 120])
def test_a_timeline_fits_the_terminal_with_the_lines_below_it(tmp_path: Path, columns: int) -> None:
    seen = on_terminal(tmp_path, columns, "--demo", "timeline", "BedrockAPIKey-m2vd", redirections="2>/dev/null")
    assert seen.lines[0].split() == ["First", "(UTC)", "Event", "Actor"]
    assert "HIGH Access key or" in "\n".join(seen.lines)
    assert "\x1b[1;31mHIGH" in seen.sent
    # Folded by bks at a space, and not by the terminal within a word.
    note = next(number for number, line in enumerate(seen.lines) if line.startswith("  caveat: Data events"))
    assert seen.lines[note + 1].startswith("    ")


def test_a_key_is_asked_for_without_echo(tmp_path: Path) -> None:
    key = long_term_key()
    child: pexpect.spawn[str] = pexpect.spawn(
        command()[0],
        [*command("--demo", "timeline", "-")[1:]],
        env=environment(tmp_path, TERM="xterm-256color"),
        encoding="utf-8",
        timeout=120,
    )
    child.expect("Nothing is shown")
    child.send(f"{key}\r\r")
    child.expect(pexpect.EOF)
    child.close()
    assert "belongs to account 210987654321" in (child.before or "")
    assert key not in (child.before or "")
    assert child.exitstatus == 2


def test_the_notes_of_a_decoded_key_are_folded_between_words(tmp_path: Path) -> None:
    lines = on_terminal(tmp_path, 60, "decode-key", long_term_key("alice+1-at-123456789012"), redirections="2>&-").lines
    assert "  - The user name is from the time when the key was created." in lines
    assert "    The user may have been renamed since, and another user" in lines


def test_messages_are_folded_between_words_and_commands_are_not(tmp_path: Path) -> None:
    seen = on_terminal(tmp_path, 80, "--demo", "scan", "--org", "--account", "333344445555", redirections=">/dev/null")
    assert "  arn:aws:iam::333344445555:role/OrganizationAccountAccessRole could not be" in seen.lines
    assert "\r\n" not in seen.sent[seen.sent.index("bks scan --resume") :].rstrip()
