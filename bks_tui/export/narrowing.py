"""The filter of a result as the member `filter` of a JSON document; without a filter there is none."""

from __future__ import annotations

from bks_tui.core.filter.narrowing import Narrowing
from bks_tui.core.harmless import without_secrets


def narrowing_member(narrowing: Narrowing | None) -> dict[str, object]:
    """The member, or nothing."""
    if narrowing is None:
        return {}
    return {
        "filter": {
            "text": without_secrets(narrowing.text),
            "shown": narrowing.shown,
            "hidden": narrowing.hidden,
            "unread": narrowing.unread,
        }
    }
