"""The person at this machine: AWS knows only the credentials."""

from __future__ import annotations

import getpass
import os
import socket
from functools import cache


@cache
def person() -> str:
    """The name of the user and of the machine: `ana@laptop`."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"
