"""The messages that were shown: kept, to be read again and copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen

from bks_tui.core.document import Cell, Paragraph, Section, Tone
from bks_tui.export import formatting as words
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.times import MomentCell
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.messages import CopyRequested

# The oldest ones are dropped.
MOST_KEPT = 500
_TONES = {"information": Tone.PLAIN, "warning": Tone.WARNING, "error": Tone.DANGER}
_COLUMNS = (Column("Time (UTC)", 19), Column("Message", 20, flexible=True))


@dataclass(frozen=True, slots=True)
class Notice:
    """A message as it was shown. `field` is what is copied of it: a path, else the text."""

    when: datetime
    severity: str
    field: CopyField
    text: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """A row of the history: when, and the beginning of the text."""
        line = " ".join(self.text.split())
        when = MomentCell(words.format_seconds_utc(self.when), Tone.DIM, self.when, "%Y-%m-%d %H:%M:%S")
        return when, Cell(line, _TONES[self.severity])


class HistoryScreen(ModalScreen[None]):
    """The messages, the newest first, and the one under the cursor in full."""

    BINDINGS = [("escape,q,l", "dismiss", "Close")]

    def __init__(self, notices: Sequence[Notice]) -> None:
        super().__init__()
        self._notices = tuple(reversed(notices))

    def compose(self) -> ComposeResult:
        """The list, and the selected message."""
        with DialogFrame(classes="dialog -tall") as frame:
            frame.border_title = Content("Messages")
            frame.keys = "enter copies · esc closes"
            yield VirtualTable(_COLUMNS, id="notices")
            yield TextPane(id="notice")

    def on_mount(self) -> None:
        """Fill the list and take the keys."""
        table = self.query_one(VirtualTable)
        table.show([str(row) for row in range(len(self._notices))], lambda row: self._notices[row].cells)
        table.focus()
        self._show_selected()

    @property
    def _selected(self) -> Notice | None:
        row = self.query_one(VirtualTable).selected
        return self._notices[int(row)] if row is not None else None

    @on(VirtualTable.CursorMoved)
    def _show_selected(self) -> None:
        notice = self._selected
        lines = notice.text.splitlines() if notice else ["no messages so far"]
        self.query_one(TextPane).show([Section(lines[0], tuple(map(Paragraph, lines[1:])))])

    @on(VirtualTable.Opened)
    def _copy(self, event: VirtualTable.Opened) -> None:
        event.stop()
        if self._selected:
            self.post_message(CopyRequested(self._selected.field))
