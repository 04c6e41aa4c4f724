"""Copying that works over SSH: OSC 52 to the terminal, and the desktop's clipboard when there is one here."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pyperclip

# Without a display xclip never returns; the thread then ends with the process.
_TIMEOUT_SECONDS = 2.0


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether this program runs at the far end of SSH, where its own clipboard belongs to no one."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def copy_to_desktop(text: str) -> None:
    """Copy with the desktop's own tools; does nothing where there are none. Blocks for 2 s at most."""

    def copy() -> None:
        try:
            pyperclip.copy(text)
        except (pyperclip.PyperclipException, OSError):
            # OSC 52 was sent already, and is all there is on a machine without a desktop.
            return

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    thread.join(_TIMEOUT_SECONDS)
