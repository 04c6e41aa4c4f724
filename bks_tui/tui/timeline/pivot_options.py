"""Where an event leads, as options to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.document import Cell, Tone
from bks_tui.core.timeline.pivots import EventPivot
from bks_tui.tui.kit.option import Option

_ONLY_READ = ", among the events read"


def pivot_options(pivots: Sequence[EventPivot]) -> list[Option]:
    """One option for each; an address says that only the events that were read can be searched for it."""
    return [
        Option(
            str(number), Cell(pivot.what, Tone.DIM), Cell(pivot.text if pivot.target else f"{pivot.text}{_ONLY_READ}")
        )
        for number, pivot in enumerate(pivots)
    ]


def address_words(address: str, *, from_files: bool) -> str:
    """What the list shows then, and what it cannot show."""
    if from_files:
        return (
            f"Events from {address} in this timeline. A hunt lists the addresses of every identity in the files: "
            "see 'bks help hunt'."
        )
    return (
        f"Events from {address} among those read. CloudTrail's event history cannot be searched by address; "
        "a hunt lists those of every identity in log files: see 'bks help hunt'."
    )
