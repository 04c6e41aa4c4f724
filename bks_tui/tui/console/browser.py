"""The browser of this desktop, where there is one: a link is opened without a shell, and without credentials."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from bks_tui.tui.clipboard import is_remote

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
# What a browser does not need to know.
_SECRET_PREFIXES = ("AWS_", "BKS_")


def can_open(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser would open before the person: there is a display, and it is not at the near end of SSH."""
    has_display = platform == "darwin" or any(environment.get(name) for name in _DISPLAYS)
    return has_display and not is_remote(environment)


def open_url(url: str, environment: Mapping[str, str]) -> bool:
    """Ask the browser to open a link; False if nothing could be started. Whether it did open it is not known."""
    # A process of its own, apart from this terminal: a browser that writes, or reads keys, would spoil the screen.
    # Isolated, so that a file in the current directory is not imported as `webbrowser`.
    command = [sys.executable, "-I", "-m", "webbrowser", url]
    kept = {name: value for name, value in environment.items() if not name.startswith(_SECRET_PREFIXES)}
    try:
        # The link is one of `core.account.console`, in which every text is encoded, and there is no shell.
        subprocess.Popen(  # noqa: S603
            command,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
