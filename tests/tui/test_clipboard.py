"""Copying reaches the terminal first, and a desktop only where there is one."""

from __future__ import annotations

import threading

import pyperclip
import pytest

from bks_tui.tui import clipboard
from bks_tui.tui.clipboard import copy_to_desktop, is_remote
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.messages import CopyRequested
from tests.support.app import app_over, scanned, small_account

NAME = "BedrockAPIKey-aaaa"


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What reached the desktop's clipboard: the text, and the thread it was copied in."""
    copied: list[tuple[str, str]] = []
    monkeypatch.setattr(pyperclip, "copy", lambda text: copied.append((text, threading.current_thread().name)))
    return copied


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"SSH_CONNECTION": ""}, False),
        ({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, True),
        ({"SSH_TTY": "/dev/pts/1"}, True),
        ({"SSH_CLIENT": "192.0.2.1 1 22"}, True),
        ({"DISPLAY": ":0"}, False),
    ],
)
def test_ssh_is_seen_in_the_environment(environment: dict[str, str], expected: bool) -> None:
    assert is_remote(environment) is expected


async def test_over_ssh_only_the_terminal_gets_the_copy(desktop: list[tuple[str, str]]) -> None:
    async with scanned(app_over(small_account(NAME))) as person:
        await person.press("y", "enter")
        assert person.app.clipboard == NAME
        assert person.told == "Copied: user name"
        assert desktop == []


async def test_on_a_desktop_both_get_the_copy_and_the_desktop_in_a_thread(
    desktop: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
        monkeypatch.delenv(variable, raising=False)
    async with scanned(app_over(small_account(NAME))) as person:
        await person.press("y", "enter")
        assert person.app.clipboard == NAME
        assert [text for text, _thread in desktop] == [NAME]
        assert desktop[0][1] != threading.current_thread().name


def test_a_desktop_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    released, ended = threading.Event(), threading.Event()

    def hang(_text: str) -> None:
        released.wait(10)
        ended.set()

    monkeypatch.setattr(clipboard, "_TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(pyperclip, "copy", hang)
    copy_to_desktop("text")
    assert not ended.is_set()
    released.set()


@pytest.mark.parametrize("error", [pyperclip.PyperclipException("no desktop"), OSError("no such tool")])
def test_no_desktop_is_no_error(
    error: Exception, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    def refuse(_text: str) -> None:
        raise error

    monkeypatch.setattr(pyperclip, "copy", refuse)
    copy_to_desktop("text")
    assert not recwarn.list


async def test_what_is_copied_is_harmless_to_paste() -> None:
    async with scanned(app_over(small_account(NAME))) as person:
        person.app.post_message(CopyRequested(CopyField("alias", "evil\x1b]52;c;AAAA\x07\ud800")))
        await person.settle()
        assert person.app.clipboard == r"evil\x1b]52;c;AAAA\x07\ud800"
