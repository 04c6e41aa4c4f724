"""A pane of sections to read, with the keys of a pager."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Input

from bks_tui.core.document import Section
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import bindings
from bks_tui.tui.kit.content import DrawnLine, section_lines
from bks_tui.tui.kit.search_bar import SearchBar
from bks_tui.tui.kit.text_search import SearchedText, TextSearch
from bks_tui.tui.kit.times import ShowsTimes, TimeStyle
from bks_tui.tui.kit.titled import Titled

# A mark that is seen without colours; the current match has another one than the others.
_MATCH, _CURRENT = "reverse", "reverse bold underline"
_CURSOR = "›"


class SectionsView(ShowsTimes):
    """Sections as high as they need, wrapped to the width there is; drawn as Content, never as markup.

    Only the lines that are seen are drawn, so that a long text scrolls as a short one does.
    """

    class Redrawn(Message):
        """The text is another, with times in another style."""

    sections = reactive[Sequence[Section]]((), layout=True)
    search = reactive(TextSearch(), always_update=True)
    # What is selected, in a text that has something to select.
    selected = reactive[object](None)

    def __init__(self) -> None:
        super().__init__()
        self._wrapped: tuple[Sequence[Section], int, TimeStyle, SearchedText, Sequence[DrawnLine]] | None = None

    def _wrap(self, width: int) -> tuple[SearchedText, Sequence[DrawnLine]]:
        known, style = self._wrapped, self.times.style
        if known is None or known[0] is not self.sections or known[1:3] != (width, style):
            lines = section_lines(self.times.sections(self.sections), width)
            known = self._wrapped = (self.sections, width, style, SearchedText(lines), lines)
        return known[3], known[4]

    @property
    def lines(self) -> Sequence[DrawnLine]:
        """The lines at the width of now."""
        return self._wrap(self.content_size.width)[1]

    @property
    def text(self) -> SearchedText:
        """The lines, to be searched."""
        return self._wrap(self.content_size.width)[0]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width."""
        return max(1, len(self._wrap(width)[1]))

    def redraw_times(self) -> None:
        """Draw again: what was found in the text may be elsewhere now."""
        super().redraw_times()
        self.post_message(self.Redrawn())

    def render(self) -> Content:
        """All lines, for a selection by the mouse."""
        return Content("\n").join([line.content for line in self.lines])

    def render_line(self, y: int) -> Strip:
        """Draw one line, with what is marked in it."""
        lines, width = self.lines, self.content_size.width
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        content = lines[y].content
        is_selected = lines[y].item is not None and lines[y].item == self.selected
        if is_selected:
            # A mark as well as a style: it is found on a screen without colours too.
            content = (Content(_CURSOR) + content[1:]).stylize("reverse bold")
        for mark in self.search.marks(y):
            style = _CURRENT if mark.is_current else _MATCH
            content = content.stylize(f"not {style}" if is_selected else style, mark.start, mark.end)
        selection = self.text_selection
        if selection and (span := selection.get_span(y)):
            start, end = span
            chosen = self.screen.get_visual_style("screen--selection")
            content = content.stylize(chosen, start, len(content) if end == -1 else end)
        drawn = Visual.to_strips(self, content, width, 1, self.visual_style, apply_selection=False)
        return (drawn[0] if drawn else Strip.blank(width, self.rich_style)).apply_offsets(0, y)


class TextPane(VerticalScroll, Titled, can_focus=True):
    """Sections that scroll, and that can be searched."""

    BINDINGS = [*bindings(Scope.TEXT), Binding("escape", "close_search", show=False)]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._search = TextSearch()
        self._is_searching = False

    def compose(self) -> ComposeResult:
        """One text."""
        yield SectionsView()

    @property
    def view(self) -> SectionsView:
        """The text."""
        return self.query_one(SectionsView)

    def show(self, sections: Sequence[Section], *, keep_place: bool = False) -> None:
        """Show these sections, from the top unless the reader's place is to be kept."""
        self.view.sections = sections
        if keep_place:
            self._search_again()
        else:
            self.action_close_search()
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Another width wraps the text otherwise."""
        self._search_again()

    @on(SectionsView.Redrawn)
    def _redrawn(self, message: SectionsView.Redrawn) -> None:
        message.stop()
        self._search_again()

    def _search_again(self) -> None:
        if self._is_searching:
            self._mark(self._search.again(self.view.text))

    def _mark(self, search: TextSearch) -> None:
        self._search = search
        self.view.search = search
        for bar in self.query(SearchBar):
            bar.count(search.described)

    def _go(self, search: TextSearch) -> None:
        """Mark what was found, and scroll to the current match."""
        self._mark(search)
        if search.line is not None:
            self.reveal_line(search.line)

    def reveal_line(self, line: int) -> None:
        """Scroll to a line, unless it is seen."""
        top, height = self.scroll_offset.y, self.lines_seen
        if not top <= line < top + height:
            self.scroll_to(y=max(0, line - height // 3), animate=False)

    @property
    def lines_seen(self) -> int:
        """How many lines of the text are seen at once."""
        return max(1, self.scrollable_content_region.height - int(self._is_searching))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a search its keys are those of the screen."""
        if action in ("next_match", "previous_match", "close_search"):
            return self._is_searching
        return super().check_action(action, parameters)

    async def on_focus(self) -> None:
        """Have the line to type into ready: mounted only when it is asked for, it would miss the first letters."""
        if not self.query(SearchBar):
            await self.mount(SearchBar())

    def action_search(self) -> None:
        """Search as a person types."""
        for bar in self.query(SearchBar):
            self._is_searching = bar.display = True
            # At once: the next key is the first letter, not a command.
            self.screen.set_focus(bar.input)
        self.refresh_bindings()

    def action_next_match(self) -> None:
        """To the next match."""
        self._go(self._search.step(1))

    def action_previous_match(self) -> None:
        """To the match before."""
        self._go(self._search.step(-1))

    def action_close_search(self) -> None:
        """No search, and nothing marked."""
        if not self._is_searching:
            return
        self._is_searching = False
        for bar in self.query(SearchBar):
            if bar.input.has_focus:
                self.screen.set_focus(self, scroll_visible=False)
            bar.input.value = ""
            bar.display = False
        self._mark(TextSearch())
        self.refresh_bindings()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if self._is_searching:
            self._go(TextSearch.begun(message.value, self.view.text, self.scroll_offset.y))

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        if message.value:
            self.screen.set_focus(self, scroll_visible=False)
        else:
            self.action_close_search()
