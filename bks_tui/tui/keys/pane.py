"""The key decoder: paste or type a key; the secret is never shown or kept."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.document import Section
from bks_tui.core.errors import BksError
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.keys.presenter import no_key_sections, result_cells
from bks_tui.tui.keys.worker import Pasted, Result, read_paste
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.kit.virtual_table import VirtualTable

_COLUMNS = (
    Column("User or access key", 20, flexible=True),
    Column("Account", 12),
    Column("Service", 14, rank=2),
    Column("Key", 10, rank=1),
)


def _with_earlier(found: Sequence[Result], earlier: Sequence[Result]) -> Sequence[Result]:
    """The new results, then the earlier ones that differ in more than their place."""
    known = set(map(_without_places, found))
    return (*found, *(one for one in earlier if _without_places(one) not in known))


def _without_places(result: Result) -> Result:
    return result if isinstance(result, Principal) else replace(result, places=())


class DecoderPane(Vertical, Titled, JobOwner):
    """One line to type into, the keys found, and the one under the cursor in full."""

    class Selected(Message):
        """Another result is selected, or none."""

    class OwnerWanted(Message):
        """A person wants to see the user of the selected result."""

    def __init__(self, clock: Callable[[], datetime], keymap: Keymap, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._clock = clock
        self._keymap = keymap
        self._results: Sequence[Result] = ()
        self._demo_key: str | None = None
        self.known_names: Callable[[], Container[str]] = frozenset

    def compose(self) -> ComposeResult:
        """Where to type, what was found, and one of it in full."""
        yield QuietInput(password=True, placeholder="paste anywhere in bks, or type a key here")
        yield VirtualTable(_COLUMNS, id="results")
        yield TextPane(id="card")

    def on_mount(self) -> None:
        """Nothing has been decoded yet."""
        self.clear()

    @property
    def input(self) -> QuietInput:
        """Where a key is typed."""
        return self.query_one(QuietInput)

    @property
    def results(self) -> VirtualTable:
        """The keys found, and the principals that are named."""
        return self.query_one(VirtualTable)

    @property
    def entry(self) -> VirtualTable | QuietInput:
        """What takes the focus: the results, or the line to type into while there are none."""
        return self.results if self._results else self.input

    @property
    def reading(self) -> Widget:
        """What takes the focus where nobody types a key: in the masked input each command would become a dot."""
        return self.results if self._results else self.query_one("#card")

    @property
    def selected(self) -> Result | None:
        """The result under the cursor."""
        row = self.results.selected
        return self._results[int(row)] if row is not None else None

    def decode(self, text: str) -> None:
        """Read `text` in a thread; the text itself goes nowhere else."""
        self.input.value = ""
        self.start_job("decode", lambda _cancelled: [read_paste(text, self._clock())], self._decoded, self._not_decoded)

    def _not_decoded(self, error: BksError) -> None:
        self.notify(f"Not decoded: {error}. {error.remedy}", severity="error")

    def clear(self) -> None:
        """Dismiss the results."""
        was_read = self.results.has_focus
        self._show((), no_key_sections(None, self._keymap, self._demo_key))
        if was_read:
            self.reading.focus()

    def offer(self, demo_key: str | None) -> None:
        """Show a key of the demo account to paste while there are no results; None outside the demo account."""
        if demo_key != self._demo_key:
            self._demo_key = demo_key
            if not self._results:
                self.clear()

    def show_card(self, sections: Sequence[Section], *, keep_place: bool = False) -> None:
        """Show a result in full."""
        self.query_one(TextPane).show(sections, keep_place=keep_place)

    def _show(self, results: Sequence[Result], card: Sequence[Section]) -> None:
        self._results = results
        self.results.display = bool(results)
        self.results.styles.height = min(len(results), 5) + 1
        self.results.show([str(row) for row in range(len(results))], lambda row: result_cells(results[row]))
        self.show_card(card)
        self.post_message(self.Selected())

    def _decoded(self, pasted: Pasted) -> None:
        found = pasted.results
        # A long paste takes a while: the focus stays where a person went in the meantime.
        is_here = self.has_pseudo_class("focus-within")
        if self._results and not found:
            self.notify("No AWS API key in the pasted text; the earlier results are still shown.", severity="warning")
        else:
            self._show(_with_earlier(found, self._results), no_key_sections(pasted.decoded, self._keymap))
            self.results.cursor = 0
        if is_here and not (self.input.has_focus and not self._results):
            self.reading.focus()

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        typed = message.value.strip()
        if typed:
            # A bare word may be anything, also a secret; the name of a listed user is one.
            self.decode(f'"{typed}"' if typed in self.known_names() else typed)

    @on(VirtualTable.CursorMoved)
    def _moved(self, message: VirtualTable.CursorMoved) -> None:
        message.stop()
        self.post_message(self.Selected())

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        message.stop()
        if self.selected:
            self.post_message(self.OwnerWanted())
