"""How the five panes share the screen, and which of them is the current one.

The users are beside or above the current pane; a table has the whole width, with the detail above it where there is
room. On a very low screen the pane in use is alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from bks_tui.core.account.account import ApiCall
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.scan.findings import Finding
from bks_tui.core.text import pluralize, sanitize
from bks_tui.tui.calls.orders import CALL_ORDERS
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.kit.titled import Titled
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.divider import DividedPanes
from bks_tui.tui.main_screen.trail import NavigationHistory
from bks_tui.tui.memory import ViewMemory
from bks_tui.tui.scan.detail import LastUses, user_sections
from bks_tui.tui.scan.detail_pane import DetailPane
from bks_tui.tui.scan.facts import RememberedFacts
from bks_tui.tui.scan.rows import call_cells
from bks_tui.tui.scan.user_list import UserList
from bks_tui.tui.scan.view import UserView
from bks_tui.tui.timeline.pane import TimelinePane

PANES = ("users", "detail", "timeline", "decoder", "calls")
# They need the whole width.
_TABLES = ("timeline", "decoder", "calls")

# Of a subject in a title that has more parts.
_LONGEST_NAME = 40

_CALL_COLUMNS = (
    Column("Time (UTC)", 12, order="time"),
    Column("Call", 20, flexible=True, order="call"),
    Column("Region", 14, rank=2, order="region"),
    Column("Took", 8, right=True, rank=1, order="duration"),
    Column("Outcome", 12, order="outcome"),
)


class Panes(DividedPanes):
    """The panes, each under its number and name."""

    class DetailEntered(Message):
        """A person looks at the details of a user."""

    def __init__(self, clock: Callable[[], datetime], keymap: Keymap, memory: ViewMemory, *, id: str) -> None:
        super().__init__(id=id)
        self._memory = memory
        self.users = UserList(id="users", classes="pane -current -in-use")
        self.detail = DetailPane(id="detail", classes="pane -current")
        self.timeline = TimelinePane(clock, keymap, memory, id="timeline", classes="pane")
        self.decoder = DecoderPane(clock, keymap, id="decoder", classes="pane")
        self.calls = VirtualTable(_CALL_COLUMNS, id="calls", classes="pane")
        self._trail = NavigationHistory()
        self._subjects: dict[str, str] = {}
        self._abouts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The users, and the others, which take turns."""
        yield from (self.users, self.detail, self.timeline, self.decoder, self.calls)

    def on_mount(self) -> None:
        """Name the panes."""
        self._show_zoom()

    @property
    def zoomed(self) -> bool:
        """Whether the pane in use has the room of all; another one has it when the focus moves there."""
        return self._memory.zoomed

    def toggle_zoom(self) -> None:
        """Give the pane in use the room of all, or not any more."""
        self._memory.zoomed = not self._memory.zoomed
        self._show_zoom()

    def _show_zoom(self) -> None:
        self.set_class(self.zoomed, "-zoomed")
        self.divide()
        for pane in PANES:
            self._entitle(pane)

    def name_subject(self, pane: str, subject: str) -> None:
        """Show the subject of a pane in its title."""
        self._subjects[pane] = subject
        self._entitle(pane)

    def _describe(self, pane: str, about: str) -> None:
        """Show in the title of a pane what it contains."""
        self._abouts[pane] = about
        self._entitle(pane)

    def _entitle(self, pane: str) -> None:
        """Title a pane with its number, its name, its subject and what it shows."""
        about = " · ".join(
            filter(None, (sanitize(self._subjects.get(pane, ""), _LONGEST_NAME), self._abouts.get(pane)))
        )
        # In words as well, so that nobody looks for what is hidden.
        zoomed = " (zoomed)" if self.zoomed else ""
        title = Content(f" {PANES.index(pane) + 1} {pane.capitalize()}{zoomed} ")
        self.query_one(f"#{pane}", Titled).entitle(
            title + Content.styled(f" {sanitize(about)} " if about else "", "not bold")
        )

    def show_users(
        self, findings: Sequence[Finding], view: UserView, facts: RememberedFacts, now: datetime, empty: str
    ) -> None:
        """Show the users that `view` leaves; `empty` says why there are none."""
        found = view.apply(findings, lambda finding: facts.of(finding, now), now)
        self.users.table.sorted_by = view.sort
        phantoms = pluralize(sum(finding.user.is_phantom for finding in found.rows), "phantom")
        parts = (f"{len(found.rows)} of {len(findings)}", found.described, view.describe(), phantoms)
        self._describe("users", " · ".join(filter(None, parts)))
        self.users.suggested_from = lambda: (facts.of(finding, now) for finding in findings)
        self.users.show(found.rows, now, empty)

    def show_finding(
        self,
        finding: Finding | None,
        now: datetime,
        policies: PolicyDocuments | None,
        last_uses: LastUses | None,
        *,
        keep_place: bool,
    ) -> None:
        """Show all about the user under the cursor, with what its policies allow and its last uses, if read."""
        sections = user_sections(finding, now, policies, last_uses) if finding else ()
        self.detail.show(sections, keep_place=keep_place)

    def show_calls(self, calls: Sequence[ApiCall], order: SortOrder) -> None:
        """Show the AWS calls in this order; the key of a row is its place, since calls have no id."""
        self._describe("calls", pluralize(len(calls), "call"))
        self.calls.sorted_by = order
        shown = CALL_ORDERS.apply(reversed(tuple(enumerate(calls))), order)
        self.calls.show([str(number) for number, _ in shown], lambda row: call_cells(shown[row][1]))

    @property
    def focused_pane(self) -> str:
        """The pane that holds the focus; the users when none does."""
        focused = self.screen.focused
        around = focused.ancestors_with_self if focused else ()
        return next((widget.id for widget in around if widget.id in PANES), "users")

    def go(self, pane: str) -> None:
        """Show a pane and give it the focus."""
        self.reveal(pane)
        self._focusable(pane).focus()
        # At once, since the focus itself moves later: two keys may come in one go.
        self._trail = self._trail.visited(pane)

    def reveal(self, pane: str) -> None:
        """Show a pane, as the one in use."""
        before = {each: each.classes for each in (self, *self.children)}
        for other in self.children:
            other.set_class(other.id == pane, "-in-use", update=False)
        if pane != "users":
            self._make_current(pane)
        self.set_class(pane in _TABLES, "-table-in-use", update=False)
        changed = [each for each, classes in before.items() if each.classes != classes]
        # Once for all: the styles of everything in a pane are computed again each time.
        for each in [self] if self in changed else changed:
            each.update_node_styles()
        self.divide()

    def read_decoder(self) -> None:
        """Show the decoder with the focus where keys are commands, not in the line where a key is typed."""
        self.reveal("decoder")
        self.decoder.reading.focus()
        self._trail = self._trail.visited("decoder")

    def leave_input(self) -> bool:
        """Clear the line in which a person types, and leave a filter; False if nobody types."""
        if self.users.filter.has_focus:
            self.users.close_filter(clear=True)
        elif self.timeline.filter.has_focus:
            self.timeline.back()
        elif self.decoder.input.has_focus and self.decoder.input.value:
            # Half a key must not stay behind.
            self.decoder.input.value = ""
        else:
            return False
        return True

    def back(self) -> bool:
        """One step back: within timeline or detail, out of the zoom, to the pane that one came from; False if none."""
        if self.focused_pane == "timeline" and self.timeline.back():
            return True
        if self.focused_pane == "detail" and self.detail.deselect():
            return True
        if self.zoomed:
            self.toggle_zoom()
            return True
        before = self._trail.before
        if before is None:
            return False
        if before == "decoder":
            self.read_decoder()
        else:
            self.go(before)
        return True

    def step(self, by: int) -> None:
        """Go to the pane after the current one, or before it."""
        self.go(PANES[(PANES.index(self.focused_pane) + by) % len(PANES)])

    def _make_current(self, pane: str) -> None:
        """Without its styles, which whoever calls it updates."""
        for other in self.children:
            other.set_class(other.id in ("users", pane), "-current", update=False)
        # The last table stays below where there is room for the detail beside the users.
        if pane in _TABLES:
            self.add_class("-with-table", update=False)
            for other in self.children:
                other.set_class(other.id == pane, "-table", update=False)

    def _focusable(self, pane: str) -> Widget:
        inner = {"users": self.users.table, "timeline": self.timeline.table, "decoder": self.decoder.entry}
        return inner.get(pane) or self.query_one(f"#{pane}")

    @on(TimelinePane.Retitled)
    def _retitle_timeline(self, message: TimelinePane.Retitled) -> None:
        message.stop()
        self._describe("timeline", message.about)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the way; a click may focus a visible pane without being the current one."""
        for pane in event.widget.ancestors_with_self:
            if isinstance(pane, Widget) and pane.id in PANES:
                self._trail = self._trail.visited(pane.id)
                self.reveal(pane.id)
                if pane is self.detail:
                    self.post_message(self.DetailEntered())
