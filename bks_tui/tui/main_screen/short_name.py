"""A user's name as the footer has room for it."""

from __future__ import annotations

from collections.abc import Container

from bks_tui.core.services import SERVICES
from bks_tui.core.text import ELLIPSIS, sanitize

# The footer has room for this much of a name beside its other keys, at 80 columns.
SHORT_NAME_WIDTH = 12

_PHANTOM_PREFIXES = tuple(prefix for service in SERVICES for prefix in service.phantom_prefixes)


def short_name(name: str, names: Container[str], width: int = SHORT_NAME_WIDTH) -> str:
    """A name in at most `width` characters: without the prefix of a phantom where the rest is unique among `names`."""
    prefix = next((one for one in _PHANTOM_PREFIXES if name.startswith(one)), "")
    rest = name[len(prefix) :]
    others = [one + rest for one in ("", *_PHANTOM_PREFIXES) if one != prefix]
    short = sanitize(rest if rest and not any(other in names for other in others) else name)
    if len(short) <= width:
        return short
    # Both ends tell one from another: phantoms differ in their last letters.
    kept = width - len(ELLIPSIS)
    return short[: kept // 2] + ELLIPSIS + short[len(short) - (kept - kept // 2) :]
