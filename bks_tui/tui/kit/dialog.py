"""The two dialogs, a text to read and a list to choose from, and what marks a screen as not dismissible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from bks_tui.core.document import Section
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable

# The part of the screen that a dialog may take, as in the styles; its frame with the gap above the options.
SHARE = 0.9
_AROUND_ABOUT = 3
_LEAST_ABOUT = 3
LEAST_LISTED = 3


class NotDismissible:
    """A screen that only its own keys close.

    A paste or the palette closes other dialogs; this one may be writing to AWS, or show what is shown only once.
    """

    def takes(self, line: str) -> bool:
        """Do what a pasted line means here; False if it means nothing."""
        del line
        return False


class TextScreen(ModalScreen[None]):
    """Sections to read."""

    BINDINGS = [("escape,q,question_mark", "dismiss", "Close")]

    def __init__(self, title: str, sections: Sequence[Section]) -> None:
        super().__init__()
        self._title = title
        self._sections = sections

    def compose(self) -> ComposeResult:
        """One frame with the text."""
        with DialogFrame(classes="dialog -tall") as frame:
            frame.border_title = Content(self._title)
            frame.keys = "/ searches · esc closes"
            yield TextPane()

    def on_mount(self) -> None:
        """Fill the frame."""
        pane = self.query_one(TextPane)
        pane.show(self._sections)
        pane.focus()

    def show(self, sections: Sequence[Section]) -> None:
        """Show another text."""
        self._sections = sections
        if self.is_mounted:
            self.query_one(TextPane).show(sections)


class ChoiceScreen(ModalScreen[str | None]):
    """A question with options; the answer is the id of an option, or None when the dialog was closed."""

    BINDINGS = [("escape,q", "dismiss(None)", "Close")]

    # What else can be done, for the frame.
    hint = ""

    def __init__(
        self, title: str, options: Sequence[Option], sections: Sequence[Section] = (), current: str | None = None
    ) -> None:
        super().__init__()
        self._current = current
        self._title = title
        self.options = {option.id: option for option in options}
        self._sections = sections

    def compose(self) -> ComposeResult:
        """What it is about, then the options."""
        with DialogFrame(classes="dialog") as frame:
            frame.border_title = Content(self._title)
            frame.keys = f"{self.hint}enter chooses{' · tab reads' if self._sections else ''} · esc closes"
            if self._sections:
                yield TextPane(classes="about")
            yield from self.listed()

    def listed(self) -> Iterator[Widget]:
        """The options to choose from."""
        labels = max((len(sanitize(option.label.text)) for option in self.options.values()), default=0)
        yield VirtualTable((Column("", min(labels, 40)), Column("", 10, flexible=True)))

    def on_mount(self) -> None:
        """Fill the list and take the keys."""
        for about in self.query(TextPane):
            about.show(self._sections)
        table = self.query_one(VirtualTable)
        table.styles.height = len(self.options)
        self.fill(list(self.options.values()))
        if self._current:
            table.select(self._current)
        self.entry.focus()

    @property
    def entry(self) -> Widget:
        """What takes the keys."""
        return self.query_one(VirtualTable)

    def fill(self, options: Sequence[Option]) -> None:
        """List these options."""
        keys = [option.id for option in options]
        self.query_one(VirtualTable).show(keys, lambda row: (options[row].label, options[row].hint))

    def on_resize(self) -> None:
        """Leave room for all options: what they are about scrolls where it is too long."""
        for about in self.query(TextPane):
            about.styles.max_height = max(
                _LEAST_ABOUT, int(self.size.height * SHARE) - _AROUND_ABOUT - len(self.options)
            )

    @on(VirtualTable.Opened)
    def _chosen(self, event: VirtualTable.Opened) -> None:
        event.stop()
        self.choose(event.key)

    def choose(self, option: str) -> None:
        """Answer with this option."""
        self.dismiss(option)
