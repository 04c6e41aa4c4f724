"""The identities of a log folder as they are shown, to be saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bks_tui.export.hunt.to_csv import hunt_csv
from bks_tui.export.hunt.to_json import hunt_document
from bks_tui.export.view import ExportedView, with_view
from bks_tui.tui.logs.state import LogState
from bks_tui.tui.saving.listing import Listing


def identity_listing(state: LogState, now: datetime) -> Listing | None:
    """The identities that the filter leaves; None before the files were read."""
    if state.result is None:
        return None
    shown = replace(state.result, identities=tuple(state.shown(now).rows))
    described = f"'{state.text}' · worst first" if state.text else "worst first"
    view = ExportedView(len(shown.identities), len(state.identities), described)
    about = state.search.paths[0].name
    return Listing("identities", about, view, lambda: hunt_csv(shown), lambda: with_view(hunt_document(shown), view))
