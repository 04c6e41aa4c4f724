"""A link is opened where a browser is, and copied elsewhere; nothing secret goes with it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from bks_tui.tui.console.browser import can_open, open_url
from tests.support.app import app_over, scanned, small_account

NAME = "BedrockAPIKey-aaaa"
URL = "https://us-east-1.console.aws.amazon.com/console/home"
SSH = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
DISPLAY = {"DISPLAY": ":0"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The processes that were started."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: calls.append({"command": command, **options}))
    return calls


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        (DISPLAY, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({**DISPLAY, **SSH}, "linux", False),
        ({**DISPLAY, "SSH_TTY": "/dev/pts/1"}, "linux", False),
        (SSH, "darwin", False),
    ],
)
def test_a_browser_needs_a_display_on_this_side_of_ssh(
    environment: dict[str, str], platform: str, expected: bool
) -> None:
    assert can_open(environment, platform) is expected


def test_a_browser_is_started_without_a_shell_this_terminal_or_credentials(started: list[dict[str, Any]]) -> None:
    assert open_url(URL, {"AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "y", "BKS_X": "z", **DISPLAY})
    (call,) = started
    assert call["command"] == [sys.executable, "-I", "-m", "webbrowser", URL]
    assert not call.get("shell")
    assert call["env"] == DISPLAY
    assert {call[name] for name in ("stdin", "stdout", "stderr")} == {subprocess.DEVNULL}


def test_where_nothing_can_be_started_it_is_not_said_to_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert not open_url(URL, {})


async def test_over_ssh_the_link_is_copied_and_shown_with_its_account(started: list[dict[str, Any]]) -> None:
    account = small_account(NAME)
    async with scanned(app_over(account)) as person:
        await person.press("o")
        assert f"/users/details/{NAME}?section=security_credentials" in person.app.clipboard
        assert "https://us-east-1.console.aws.amazon.com/iam/home#/users" in person.text
        assert f"in account {account.account_id}" in person.text
    assert started == []


async def test_on_a_desktop_it_is_opened_and_not_copied(
    started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    async with scanned(app_over(small_account(NAME))) as person:
        await person.press("o")
        assert "Your browser was asked to open it." in person.text
        assert person.app.clipboard == ""
    (call,) = started
    assert call["command"][-1].endswith(f"/users/details/{NAME}?section=security_credentials")


async def test_a_call_of_bks_has_no_page() -> None:
    async with scanned(app_over(small_account(NAME))) as person:
        await person.press("5", "o")
        assert "Console: the console has no page about a call" in person.told
