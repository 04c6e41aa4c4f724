"""Saving a list: asks for a format and a path, and writes the file in a thread."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bks_tui.core.document import Cell, Paragraph, Section, Tone
from bks_tui.core.errors import BksError
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.save_path import SavePathScreen, SaveTarget, proposed_path
from bks_tui.tui.messages import FileSaved
from bks_tui.tui.saving.listing import Listing

_CSV, _JSON = "csv", "json"
_FORMATS = (
    Option(_CSV, Cell("CSV"), Cell("for a spreadsheet", Tone.DIM)),
    Option(_JSON, Cell("JSON"), Cell("for a program: the document of the command, with these rows", Tone.DIM)),
)


@dataclass(frozen=True, slots=True)
class ListSaved:
    """A list was written."""

    path: Path


def save_listing(host: JobOwner, listing: Listing, clock: Callable[[], datetime]) -> None:
    """Ask how and where to save a list as it is shown, and save it."""
    title = f"Export {listing.kind.replace('-', ' ')}: {sanitize(listing.about, 40)}"
    about = Section("", (Paragraph(f"{listing.described}: {sanitize(listing.view.described, 200)}"),))

    def chosen(form: str | None) -> None:
        if form:
            proposed = proposed_path(listing.kind, listing.about, clock(), form)
            host.app.push_screen(SavePathScreen(title, proposed, _require_target), partial(named, form))

    def named(form: str, target: SaveTarget | None) -> None:
        if target:
            remark = f"\n{listing.remark}" if listing.remark and form == _CSV else ""
            host.start_job(
                "export",
                partial(write_listing, listing, form, target),
                lambda saved: host.post_message(FileSaved(listing.described, saved.path, remark)),
                failed,
            )

    def failed(error: BksError) -> None:
        host.notify(f"Not exported: {error} {error.remedy}", severity="error", timeout=15)

    host.app.push_screen(ChoiceScreen(title, _FORMATS, (about,)), chosen)


def write_listing(listing: Listing, form: str, target: SaveTarget, cancelled: threading.Event) -> Iterator[ListSaved]:
    """Write a list to a private file. Raises FileError."""
    from bks_tui.storage.private_file import write_private

    text = listing.csv() if form == _CSV else f"{json.dumps(listing.document(), indent=2, ensure_ascii=True)}\n"
    if not cancelled.is_set():
        target.require_free()
        write_private(target.path, text)
        yield ListSaved(target.path.resolve())


def _require_target(path: Path) -> None:
    from bks_tui.storage.private_file import require_target

    require_target(path)
