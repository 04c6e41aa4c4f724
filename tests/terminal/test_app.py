"""The real `bks` on a terminal: it starts, paints, takes keys and pastes, and ends."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.command import command, environment
from tests.support.endpoint import endpoint
from tests.support.keys import SECRET, long_term_key
from tests.support.simulated import PHANTOM, simulated_account
from tests.support.terminal import Terminal, on_terminal

pytestmark = pytest.mark.no_cover

NARROW, WIDE = (80, 24), (120, 40)

# Some credentials, of nobody.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAINVENTED00000000", "AWS_SECRET_ACCESS_KEY": "invented"}


@contextmanager
def demo(tmp_path: Path, size: tuple[int, int] = NARROW) -> Iterator[Terminal]:
    """`bks --demo`, its first scan done."""
    with on_terminal(command("--demo"), environment(tmp_path), size) as terminal:
        terminal.shows("INCOMPLETE: 3 gaps")
        # A screen arrives in pieces, and not from top to bottom.
        terminal.until(lambda lines: "account 111122223333" in lines[0] and lines[-1].startswith("/ Filter"))
        yield terminal


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_demo_paints_the_triage_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    with demo(tmp_path, size) as terminal:
        lines = terminal.lines
        assert lines[0].split()[:3] == ["DEMO", "account", "111122223333"]
        assert "1 Users  AeaApiKey-p3lw · 55 of 55" in lines[2]
        assert lines[4].startswith("›! AT RISK     AeaApiKey-p3lw")
        assert lines[-1].startswith("/ Filter")
        assert len(lines) == size[1]


def test_in_a_locale_without_line_drawing_the_frames_are_ascii(tmp_path: Path) -> None:
    with on_terminal(command("--demo"), {**environment(tmp_path), "LC_ALL": "C"}, NARROW) as terminal:
        terminal.shows("= 1 Users  AeaApiKey-p3lw", ">! AT RISK     AeaApiKey-p3lw", "INCOMPLETE: 3 gaps")
        assert terminal.sent.isascii()


def test_keys_move_the_cursor_and_q_leaves_the_terminal_as_it_was_found(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.write("j\x1b[B")
        terminal.until(lambda lines: lines[6].startswith("›! AT RISK     BedrockAPIKey-hh0t"))
        terminal.write("q")
        assert terminal.ended() == 0
        for switched_on, switched_off in (
            (b"\x1b[?1049h", b"\x1b[?1049l"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
            (b"\x1b[?1000h", b"\x1b[?1000l"),
            (b"\x1b[?25l", b"\x1b[?25h"),
        ):
            assert terminal.sent.rfind(switched_off) > terminal.sent.rfind(switched_on) > -1


def test_a_paste_of_many_lines_is_decoded_and_its_secret_never_sent(tmp_path: Path) -> None:
    key = long_term_key("BedrockAPIKey-d5wy-at-111122223333")
    with demo(tmp_path) as terminal:
        terminal.paste(f"# .env\nAWS_BEARER_TOKEN_BEDROCK={key}\n")
        terminal.shows("4 Decoder", "›BedrockAPIKey-d5wy", "Held by backup-operator")
        assert SECRET[:12].encode() not in terminal.sent
        assert key[60:72].encode() not in terminal.sent


def test_an_idle_app_sends_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        # In the list, the filter, the list once more, and the decoder.
        for key in ("", "/", "\x1b", "4"):
            terminal.write(key)
            # A cursor that blinks would send something every half second; the age of the data ticks every 15.
            terminal.falls_silent(2)
        terminal.shows("━ 4 Decoder")


def test_to_the_end_of_a_long_text_is_one_step(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.write("?")
        terminal.shows("Help")
        terminal.falls_silent(1)
        before = len(terminal.sent)
        terminal.write("G")
        terminal.falls_silent(1)
        # An animation sends ten times as much.
        assert 0 < len(terminal.sent) - before < 15_000


def test_nothing_blinks(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.write("/")
        terminal.shows("words, or key:active")
        terminal.write("x4")
        terminal.shows("'x4'")
        terminal.write("q")
        styles = [part for found in re.findall(rb"\x1b\[([\d;]*)m", terminal.sent) for part in _attributes(found)]
        assert styles
        assert not {b"5", b"6"} & set(styles)


def _attributes(sgr: bytes) -> Iterator[bytes]:
    """The parts of a style that are not part of a colour."""
    parts = iter(sgr.split(b";"))
    for part in parts:
        if part in (b"38", b"48"):
            for _ in range(3 if next(parts) == b"2" else 1):
                next(parts)
        else:
            yield part


def test_without_credentials_it_opens_on_the_choice(tmp_path: Path) -> None:
    with on_terminal(command(), environment(tmp_path), NARROW) as terminal:
        terminal.shows("Which account?", "no AWS credentials were found", "Demo account", "Decode keys")
        terminal.write("\x1b")
        terminal.until(lambda lines: not any("Which account?" in line for line in lines))
        terminal.write("q")
        assert terminal.ended() == 0


def test_a_pasted_key_is_made_inactive_behind_an_endpoint(tmp_path: Path) -> None:
    account = simulated_account()
    key = account.add_api_key(PHANTOM)
    with endpoint(account) as url:
        variables = environment(tmp_path, AWS_ENDPOINT_URL=url, **CREDENTIALS)
        with on_terminal(command("--region", "eu-west-1"), variables, NARROW) as terminal:
            terminal.shows(PHANTOM, "account 111122223333", "complete")
            terminal.paste(long_term_key(f"{PHANTOM}-at-111122223333"))
            terminal.shows(f"Held by {PHANTOM} as {key.credential_id} (Active).")
            terminal.write("C")
            terminal.shows("nothing is written yet", "›Cancel", "Carry it out")
            assert key.status == "Active"
            terminal.write("j\r")
            terminal.shows("Done and verified in AWS.")
            assert key.status == "Inactive"
            terminal.write("\x1b")
            terminal.shows(f"Held by {PHANTOM} as {key.credential_id} (Inactive).")


def test_quitting_does_not_wait_for_an_endpoint_that_never_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        variables = environment(tmp_path, AWS_ENDPOINT_URL=url, **CREDENTIALS)
        with on_terminal(command(), variables, NARROW) as terminal:
            terminal.shows("connecting …")
            # A connection means that a call is under way; it is accepted and then left alone.
            connection, _ = silent.accept()
            with connection:
                terminal.write("q")
                assert terminal.ended() == 0


# Runs `bks --demo` with the import of boto3 held until a line can be read from a pipe.
_WITH_BOTO3_HELD = """
import builtins, pathlib, sys

def import_later(name, *others, imported=builtins.__import__):
    if name == "boto3" and pipe:
        pathlib.Path(pipe.pop()).read_text()
    return imported(name, *others)

pipe, sys.argv, builtins.__import__ = sys.argv[1:], ["bks", "--demo"], import_later
from bks_tui.__main__ import main
main()
"""


def test_the_first_paint_does_not_wait_for_boto3(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = [sys.executable, "-c", _WITH_BOTO3_HELD, str(pipe)]
    with on_terminal(words, environment(tmp_path), NARROW) as terminal:
        terminal.shows("1 Users  0 of 0", "connecting …", "/ Filter")
        terminal.write("4")
        terminal.shows("paste anywhere in bks")
        assert not any("account" in line for line in terminal.lines[:1])
        pipe.write_text("go on")
        terminal.shows("account 111122223333")


# Keys, each for another kind of update, and a text that is there, or is not there any more, when they took effect.
WALK = (
    ("jjj", "Detail  BedrockAPIKey-m2vd", None),
    ("k", "Detail  BedrockAPIKey-hh0t", None),
    ("5", "━ 5 ", None),
    ("\x1b", "━ 1 Users", "━ 5 "),
    ("?", "esc closes ─", None),
    ("\x1b", "? Help q Quit", "esc closes ─"),
    ("/", "words, or key:active", None),
    ("q7zf", "2 of 55", None),
    ("\x1b", "55 of 55", None),
    ("3", "━ 3 Timeline", None),
    ("4", "━ 4 Decoder", None),
)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_what_was_sent_in_parts_looks_as_what_is_drawn_at_once(tmp_path: Path, size: tuple[int, int]) -> None:
    with demo(tmp_path, size) as terminal:
        for keys, shown, gone in WALK:
            terminal.write(keys)
            terminal.shows(shown, gone=gone)
            terminal.falls_silent(0.3)
            in_parts = painted(terminal)
            redraw(terminal)
            at_once = painted(terminal)
            different = {place: (one, at_once[place]) for place, one in in_parts.items() if one != at_once[place]}
            assert different == {}, f"after {keys!r}"


def test_redraw_repairs_a_screen_that_something_else_wrote_on(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.write("?")
        terminal.shows("esc closes ─")
        terminal.falls_silent(0.3)
        before = painted(terminal)
        terminal.stream.feed(b"\x1b[10;1Hbroadcast message\x1b[11;1H\x1b[2K")
        redraw(terminal)
        assert painted(terminal) == before


def redraw(terminal: Terminal) -> None:
    """Press ctrl-l, and wait for as much as a screen."""
    before, cells = len(terminal.sent), terminal.screen.columns * terminal.screen.lines
    terminal.write("\x0c")
    terminal.until(lambda _: len(terminal.sent) - before > cells)
    terminal.falls_silent(0.3)


def painted(terminal: Terminal) -> dict[tuple[int, int], object]:
    """Every character with its colours, by line and column, but for the identity, which shows the age of the data."""
    screen = terminal.screen
    return {(y, x): screen.buffer[y][x] for y in range(2, screen.lines) for x in range(screen.columns)}
