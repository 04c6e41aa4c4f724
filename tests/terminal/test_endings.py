"""However bks ends or is stopped, the terminal is as it was; and where the terminal is gone, bks ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.command import command, environment
from tests.support.keys import SECRET, long_term_key
from tests.support.terminal import Terminal, on_terminal

pytestmark = pytest.mark.no_cover

SIZE = (100, 30)
KEY = long_term_key("BedrockAPIKey-d5wy-at-111122223333")
PROMPT = "Nothing is shown"

# What the app switches on, and what switches it off again.
MODES = {
    "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "pastes": (b"\x1b[?2004h", b"\x1b[?2004l"),
    "mouse": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "mouse moves": (b"\x1b[?1003h", b"\x1b[?1003l"),
    "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
}


@contextmanager
def in_shell(tmp_path: Path, **more: str) -> Iterator[Terminal]:
    """An interactive shell with job control."""
    variables = environment(tmp_path, PS1="shell> ", HISTFILE="/dev/null", **more)
    with on_terminal(["bash", "--norc", "--noprofile", "--noediting", "-i"], variables, SIZE) as terminal:
        terminal.shows("shell>")
        yield terminal


def run(terminal: Terminal, *words: str) -> None:
    terminal.write(" ".join([*(f"'{word}'" for word in words)]) + "\n")


def echoes(terminal: Terminal) -> bool:
    """Whether the terminal shows what is typed."""
    return bool(termios.tcgetattr(terminal.child.child_fd)[3] & termios.ECHO)


def process_of(terminal: Terminal) -> int:
    """The only child of the shell."""
    found = subprocess.run(["pgrep", "-P", str(terminal.child.pid)], capture_output=True, text=True, check=True)
    return int(found.stdout)


def send(terminal: Terminal, number: signal.Signals) -> None:
    """Send the program on the terminal a signal."""
    assert terminal.child.pid
    os.kill(terminal.child.pid, number)


def is_off(sent: bytes, mode: str) -> bool:
    switched_on, switched_off = MODES[mode]
    return sent.rfind(switched_off) > sent.rfind(switched_on) > -1


def until_prompt_is_hidden(terminal: Terminal, times: int = 1) -> None:
    terminal.until(lambda _: terminal.sent.count(PROMPT.encode()) == times and not echoes(terminal))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT], ids=lambda n: n.name)
def test_a_signal_at_the_prompt_leaves_echo_and_pastes_as_they_were(tmp_path: Path, number: signal.Signals) -> None:
    with on_terminal(command("decode-key"), environment(tmp_path), SIZE) as terminal:
        until_prompt_is_hidden(terminal)
        send(terminal, number)
        terminal.until(lambda _: is_off(terminal.sent, "pastes"))
        terminal.ended()
        assert echoes(terminal)
        assert b"Traceback" not in terminal.sent


@pytest.mark.parametrize("keys", ["\x03", "\x1c", "\x04", "\n"], ids=["ctrl-c", "ctrl-backslash", "ctrl-d", "enter"])
def test_a_key_that_ends_the_prompt_leaves_echo_as_it_was(tmp_path: Path, keys: str) -> None:
    with on_terminal(command("decode-key"), environment(tmp_path), SIZE) as terminal:
        until_prompt_is_hidden(terminal)
        terminal.write(keys)
        terminal.ended()
        assert echoes(terminal)


def test_a_timeout_of_the_shell_leaves_echo_as_it_was(tmp_path: Path) -> None:
    with in_shell(tmp_path) as terminal:
        run(terminal, "timeout", "--foreground", "3", *command("decode-key"))
        until_prompt_is_hidden(terminal)
        terminal.until(lambda _: echoes(terminal))


def test_while_the_prompt_is_stopped_the_shell_echoes(tmp_path: Path) -> None:
    with in_shell(tmp_path) as terminal:
        run(terminal, *command("decode-key"))
        until_prompt_is_hidden(terminal)
        terminal.write("\x1a")
        terminal.shows("Stopped")
        assert is_off(terminal.sent, "pastes")
        assert echoes(terminal)


@pytest.mark.parametrize("stop", ["\x1a", signal.SIGSTOP], ids=["ctrl-z", "SIGSTOP"])
def test_a_prompt_that_was_stopped_asks_again_and_echoes_no_key(tmp_path: Path, stop: str | signal.Signals) -> None:
    with in_shell(tmp_path) as terminal:
        run(terminal, *command("decode-key"))
        until_prompt_is_hidden(terminal)
        if isinstance(stop, str):
            terminal.write(stop)
        else:
            os.kill(process_of(terminal), stop)
        terminal.shows("Stopped")
        terminal.write("fg\n")
        until_prompt_is_hidden(terminal, times=2)
        terminal.write(f"{KEY}\n\n")
        terminal.shows("BedrockAPIKey-d5wy")
        terminal.until(lambda _: echoes(terminal))
        assert KEY[:12].encode() not in terminal.sent
        assert SECRET[:12].encode() not in terminal.sent


def test_a_scan_that_is_ended_shows_the_cursor_again(tmp_path: Path) -> None:
    with on_terminal(command("--demo", "scan"), environment(tmp_path), SIZE) as terminal:
        terminal.until(lambda _: MODES["hidden cursor"][0] in terminal.sent)
        send(terminal, signal.SIGTERM)
        terminal.until(lambda _: is_off(terminal.sent, "hidden cursor"))
        terminal.ended()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT], ids=lambda n: n.name)
def test_a_signal_ends_the_app_and_restores_the_terminal(tmp_path: Path, number: signal.Signals) -> None:
    with on_terminal(command("--demo"), environment(tmp_path), SIZE) as terminal:
        terminal.shows("account 111122223333")
        send(terminal, number)
        terminal.until(lambda _: all(is_off(terminal.sent, mode) for mode in MODES))
        assert terminal.ended() == 128 + number
        assert echoes(terminal)
        assert b"Traceback" not in terminal.sent


def test_a_signal_ends_an_app_that_only_just_starts(tmp_path: Path) -> None:
    with on_terminal(command("--demo"), environment(tmp_path), SIZE) as terminal:
        terminal.until(lambda _: MODES["alternate screen"][0] in terminal.sent)
        send(terminal, signal.SIGTERM)
        terminal.until(lambda _: is_off(terminal.sent, "alternate screen"))
        assert terminal.ended() == 128 + signal.SIGTERM


# Runs `bks --demo` with its event loop held once the screen is there.
_HELD = """
import sys, threading
from bks_tui.tui import app, endings
endings._GRACE_SECONDS = 0.5
app.BksApp.on_ready = lambda self: (print("held", flush=True, file=sys.__stdout__), threading.Event().wait())
sys.argv = ["bks", "--demo"]
from bks_tui.__main__ import main
main()
"""


def test_a_signal_ends_even_an_app_that_answers_no_more(tmp_path: Path) -> None:
    with on_terminal([sys.executable, "-c", _HELD], environment(tmp_path), SIZE) as terminal:
        terminal.shows("held")
        send(terminal, signal.SIGTERM)
        terminal.until(lambda _: all(is_off(terminal.sent, mode) for mode in MODES))
        assert terminal.ended() == 128 + signal.SIGTERM
        assert echoes(terminal)


def test_the_app_that_is_stopped_gives_the_terminal_to_the_shell_and_takes_it_back(tmp_path: Path) -> None:
    with in_shell(tmp_path) as terminal:
        run(terminal, *command("--demo"))
        terminal.shows("account 111122223333")
        terminal.write("\x1a")
        terminal.until(lambda _: b"Stopped" in terminal.sent)
        assert [mode for mode in MODES if not is_off(terminal.sent, mode)] == []
        assert echoes(terminal)
        before = len(terminal.sent)
        terminal.write("fg\n")
        terminal.until(lambda _: not is_off(terminal.sent, "alternate screen") and not echoes(terminal))
        # The terminal has lost what it showed.
        terminal.until(lambda _: b"Users" in terminal.sent[before:])
        terminal.write("q")
        terminal.until(lambda _: is_off(terminal.sent, "alternate screen") and echoes(terminal))


# Runs a program on a terminal of its own that goes away once the program has written `awaited` to it, with the hangup
# ignored as by nohup; then waits for the program's end and tells how it came.
_WITHOUT_TERMINAL = """
import os, pty, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
awaited = sys.argv[1].encode()
child, master = pty.fork()
if not child:
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while awaited not in seen:
    seen += os.read(master, 65536)
os.close(master)
# Ends this program, which then has printed nothing, if the other does not end.
signal.alarm(30)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(
    ("arguments", "awaited", "code"),
    [(["--demo"], "\x1b[?1049h", "129"), (["--demo"], "111122223333", "129"), (["decode-key"], PROMPT, "1")],
    ids=["the app at its start", "the app", "the prompt"],
)
def test_what_has_lost_its_terminal_ends_although_the_hangup_is_ignored(
    tmp_path: Path, arguments: list[str], awaited: str, code: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_TERMINAL, awaited, *command(*arguments)],
        env=environment(tmp_path, TERM="xterm-256color"),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout.split() == [code]
