"""A hunt as CSV: one row for each identity, the worst first, the columns named as in the JSON.

No row says how complete it is: the caller prints that separately.
"""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.timeline.source import Counts
from bks_tui.export.csv_cells import csv_text
from bks_tui.export.hunt.to_json import identity_fields

COLUMNS = (
    "severity",
    "name",
    "kind",
    "account_id",
    "role",
    "arn",
    "other_names",
    "phantom_of",
    "used_api_key",
    "first_use",
    "last_use",
    "first_seen",
    "last_seen",
    "events",
    "events_on_it",
    "signals",
    "addresses",
    "regions",
    "models",
    "access_key_ids",
    "api_key_uses",
    "sessions",
    "changed_by",
    "notes",
)


def hunt_csv(hunt: Hunt) -> str:
    """All identities."""
    return csv_text(COLUMNS, _rows(hunt))


def _rows(hunt: Hunt) -> Iterator[dict[str, object]]:
    for identity in hunt.identities:
        yield {
            **identity_fields(identity),
            "signals": [seen.signal.name for seen in identity.signals],
            "addresses": _counted(identity.addresses),
            "regions": _counted(identity.regions),
            "models": _counted(identity.models),
            "sessions": _counted(identity.sessions),
            "changed_by": _counted(identity.changed_by),
        }


def _counted(counts: Counts) -> list[str]:
    """Each value with its number of events, in few characters."""
    return [f"{value} ({count})" for value, count in counts]
