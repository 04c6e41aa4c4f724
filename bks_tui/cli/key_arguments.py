"""API keys given where none is expected: a usage error must not repeat them on the screen."""

from __future__ import annotations

import re

from bks_tui.core.services import SERVICES

_PREFIXES = [
    prefix for service in SERVICES for prefix in (service.long_term_prefix, service.short_term_prefix) if prefix
]
_KEY = re.compile(rf"(?:{'|'.join(_PREFIXES)})[A-Za-z0-9+/=_%-]{{8}}|[A-Za-z0-9+=]{{40}}")


def looks_like_key(argument: str) -> bool:
    """Whether an argument may hold an API key or a part of one. Errs on the side of yes."""
    return _KEY.search(argument) is not None
