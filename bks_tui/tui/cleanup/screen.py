"""The clean-up: the orphans of the last scan one by one, each with its evidence, a fresh plan and a decision.

It writes nothing itself: each deletion goes through the response screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bks_tui.core.account.account import ApiCall
from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.text import sanitize
from bks_tui.tui.action import Scope, Situation
from bks_tui.tui.actions import bindings
from bks_tui.tui.cleanup import presenter as cleaning_up
from bks_tui.tui.cleanup.state import CleanUpState
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.dialog import ChoiceScreen, NotDismissible, TextScreen
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.main_screen.short_name import short_name
from bks_tui.tui.response.screen import ResponseScreen
from bks_tui.tui.response.worker import AppResponder, ResponseEnded, propose
from bks_tui.tui.scan.detail import user_sections
from bks_tui.tui.shared_actions import SharedActions

_HOLD_COLUMNS = (Column("", 10), Column("", 19), Column("", 20, flexible=True))
_MOST_HOLDS_SHOWN = 3
_SCOPES = (Scope.CLEAN_UP, Scope.TABLE, Scope.TEXT)


class CleaningUpScreen(NotDismissible, ModalScreen[CleanUpState], JobOwner, SharedActions):
    """A clean-up of these orphans; returns its final state.

    `respond` makes the screen that shows a plan, asks, carries it out, and returns the operations.
    """

    BINDINGS = bindings(Scope.CLEAN_UP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short")]

    def __init__(
        self,
        responder: AppResponder,
        identity: IdentityLines,
        state: CleanUpState,
        respond: Callable[[CleanUpRequest], ResponseScreen],
        keymap: Keymap,
    ) -> None:
        super().__init__()
        self._responder = responder
        self._identity = identity
        self._state = state
        self._respond = respond
        self._keymap = keymap
        self._names = frozenset(each.user.name for each in state.queue)

    def compose(self) -> ComposeResult:
        """The identity, the plan, the evidence, the holds, the progress, and the keys."""
        yield IdentityBar.showing(self._identity)
        with Container(id="in-question"):
            yield TextPane(id="plan", classes="pane")
            yield TextPane(id="evidence", classes="pane")
        yield VirtualTable(_HOLD_COLUMNS, id="holds", classes="pane")
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Show the first."""
        self._next()

    def _next(self) -> None:
        """Show the next user, or end."""
        finding = self._state.finding
        if finding is None:
            self.dismiss(self._state)
            return
        self.query_one("#evidence", TextPane).show(user_sections(finding, self._responder.clock()))
        title = f" Clean-up · {cleaning_up.progress(self._state)} · {sanitize(finding.user.name, 40)} "
        self.query_one("#plan").border_title = Content(title)
        self.query_one("#evidence").border_title = Content(" Evidence of the last scan ")
        self.query_one("#holds").border_title = Content(f" Deletion holds · {self._keymap.shown('decide')} overrides ")
        self._show_status()
        self.query_one(QuietFooter).subject = short_name(finding.user.name, self._names)
        self._propose(finding)
        has_holds = bool(self._state.hold_kinds)
        self.query_one("#holds" if has_holds else "#plan").focus()

    def _propose(self, finding: Finding) -> None:
        """Make a fresh plan for this user, with the overridden holds."""
        self._state.forget()
        work = partial(propose, self._responder, self._state.request(finding))
        self.start_job("plan", work, self._proposed, self._refused)
        self._show()

    def _show(self) -> None:
        state = self._state
        self.query_one("#plan", TextPane).show(cleaning_up.proposal_sections(state, self._keymap))
        kinds, holds = state.hold_kinds, self.query_one("#holds", VirtualTable)
        holds.display = bool(kinds)
        holds.styles.height = min(len(kinds), _MOST_HOLDS_SHOWN) + 1
        holds.show([kind.value for kind in kinds], lambda row: cleaning_up.hold_cells(state, kinds[row]))

    def _proposed(self, update: Plan | ResponseEnded) -> None:
        if isinstance(update, Plan):
            self._state.plan = update
            self._show()

    def _refused(self, error: BksError) -> None:
        self._state.error = error
        self._show()

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        message.stop()
        self.action_decide()

    def action_decide(self) -> None:
        """Override the selected hold, or restore it."""
        selected, finding = self.query_one("#holds", VirtualTable).selected, self._state.finding
        if selected is None or finding is None or not self._state.hold_kinds:
            self.notify("Hold: this user has no holds", severity="warning")
        elif HoldKind(selected) in NEVER_INCLUDED:
            self.notify(f"Hold: {selected} cannot be overridden", severity="warning")
        else:
            self._state.toggle(HoldKind(selected))
            self._propose(finding)

    def action_delete_shown(self) -> None:
        """Delete the user with everything; the response screen asks for its name."""
        finding = self._state.finding
        if finding is None or self._state.plan is None:
            why = (
                "not possible now; the plan shows why" if self._state.error else "the current state is still being read"
            )
            self.notify(f"Delete: {why}", severity="warning")
            return

        def responded(operations: Sequence[Operation] | None) -> None:
            if operations:
                denied = self._state.carried_out(operations)
                if denied and self._state.finding:
                    self._ask_to_continue(denied)
                else:
                    self._next()
            else:
                # Nothing was done; the plan may be out of date by now.
                self._propose(finding)

        self.app.push_screen(self._respond(self._state.request(finding)), responded)

    def _ask_to_continue(self, denied: Sequence[str]) -> None:
        """Ask whether to continue after a denial that would affect the next users too; the first answer stops."""

        def answered(answer: str | None) -> None:
            if answer == cleaning_up.CONTINUE:
                self._next()
            else:
                self.action_stop()

        question = ChoiceScreen(
            f"AWS denied {', '.join(denied)}", cleaning_up.denied_options(), cleaning_up.denied_sections(self._state)
        )
        self.app.push_screen(question, answered)

    def action_skip(self) -> None:
        """Skip this user."""
        if self._state.finding:
            self._state.skip(self._state.finding)
            self._next()

    def action_previous(self) -> None:
        """The user before this one."""
        place = self._state.previous
        if place is None:
            self.notify("Earlier: this is the first user that is left", severity="warning")
        else:
            self._go(place)

    def action_candidates(self) -> None:
        """All users with their decisions, to go to one."""
        title = f"Candidates: {len(self._state.queue)}{' marked' if self._state.only_marked else ''}"
        shown = self._state.finding.user.name if self._state.finding else None
        picker = PickerScreen(title, cleaning_up.candidates(self._state), current=shown)

        def chosen(name: str | None) -> None:
            if name:
                self.takes(name)

        self.app.push_screen(picker, chosen)

    def takes(self, line: str) -> bool:
        """Show the user of this name; False if the clean-up does not review it."""
        place = self._state.place_of(line)
        if place is None:
            return False
        if self._state.is_deleted(place):
            self.notify(f"{line} is deleted; its operation is in the journal", severity="warning")
        else:
            self._go(place)
        return True

    def _go(self, place: int) -> None:
        self._state.go(place)
        self._next()

    def call_made(self, call: ApiCall) -> None:
        """Count what AWS throttled: bks retries it, which takes time."""
        if call.was_throttled or call.retries:
            self._state.retries += 1
            self._show_status()

    def _show_status(self) -> None:
        self.query_one("#status", Static).update(content_of(cleaning_up.status_line(self._state), " · "))

    def action_help(self) -> None:
        """All keys of this screen."""
        situation = Situation(self._responder.read_only, {})
        self.app.push_screen(TextScreen("Help", help_sections(situation, self._keymap, _SCOPES)))

    def action_stop(self) -> None:
        """End here."""
        self.dismiss(self._state)
