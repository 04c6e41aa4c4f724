"""Which part of a paste an input may show: a name or a search word, never a possible secret."""

from __future__ import annotations

import os
import re
from datetime import datetime

from bks_tui.core.harmless import is_harmless
from bks_tui.core.keys.decoded_key import Decoded
from bks_tui.core.text import sanitize

# Longer pastes are logs and files: decoding one takes too long while a person types.
_LONGEST = 1_000
# Half of a key, a secret access key or a token: long runs of base64 that mix all kinds of characters.
_RUN = re.compile(r"[A-Za-z0-9+/=]{32,}")
_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9+/=]"))


def typed_line(text: str, now: datetime) -> str | None:
    """The first line of a paste, as an input takes it; None for what holds a key or may hold a secret.

    `now` (aware) is what decoding asks for.
    """
    if len(text) > _LONGEST or _may_hold_a_secret(text, now):
        return None
    return next((sanitize(line.strip()) for line in text.splitlines() if line.strip()), None)


def typed_path(text: str, now: datetime) -> str | None:
    """A pasted path, as an input for paths takes it: one that exists may look like anything but a key."""
    line = text.strip().strip("'\"")
    if not (0 < len(line) <= _LONGEST and line.isprintable()) or _decoded(line, now).keys:
        return typed_line(text, now)
    return line if is_harmless(line) or os.path.lexists(line) else typed_line(text, now)


def _decoded(text: str, now: datetime) -> Decoded:
    # Its patterns take long to compile: before the first paint nobody needs them.
    from bks_tui.core.keys.decode import decode

    return decode(text, now)


def _may_hold_a_secret(text: str, now: datetime) -> bool:
    decoded = _decoded(text, now)
    if decoded.keys or decoded.malformed:
        return True
    return any(all(kind.search(run) for kind in _KINDS) for run in _RUN.findall(text))
