"""The journal: every operation of bks from this machine, one of them in full, to undo or resume.

It writes nothing itself: each undo and resume goes through the response screen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bks_tui.core.account.account import Account
from bks_tui.core.document import BulletList, Section, Tone
from bks_tui.core.errors import BksError
from bks_tui.core.filter.help import filter_sections
from bks_tui.core.journal.filter_fields import OPERATION_FIELDS
from bks_tui.core.response.operation import Operation
from bks_tui.core.text import sanitize
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.actions import bindings
from bks_tui.tui.conditional_screen import ConditionalScreen
from bks_tui.tui.journal import rows
from bks_tui.tui.journal.situation import situation_of, to_resume, to_undo
from bks_tui.tui.journal.state import JournalContents, JournalState
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.content import content_of, fit_line
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.jobs import JobOwner, Work
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.copying import copy_field
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.response.intents import Disabled, ResumeOperation, UndoOperation
from bks_tui.tui.response.screen import ResponseScreen
from bks_tui.tui.shared_actions import SharedActions

_SCOPES = (Scope.JOURNAL, Scope.TABLE, Scope.TEXT)
_LONGEST_TITLE = 60


class JournalOwner(Protocol):
    """Whose journal it is: the account on show, how to read the journal, and how to respond."""

    @property
    def account(self) -> Account | None:
        """The account on show; None while it is not known."""

    @property
    def identity(self) -> IdentityLines:
        """Who bks is in it."""

    @property
    def now(self) -> datetime:
        """The time, from which the ages of operations are counted."""

    def reading(self) -> Work[JournalContents]:
        """What reads the journal."""

    def respond(self, operation: Operation, ask: UndoOperation | ResumeOperation) -> ResponseScreen | None:
        """The screen that shows the plan, asks, and carries it out; None while bks is not connected."""


class JournalScreen(ModalScreen[None], JobOwner, ConditionalScreen[None], SharedActions):
    """The operations above, the one under the cursor in full below."""

    SCOPE = Scope.JOURNAL
    BINDINGS = bindings(Scope.JOURNAL)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short")]

    def __init__(self, owner: JournalOwner, keymap: Keymap, *, read_only: bool) -> None:
        super().__init__()
        self._owner = owner
        self._keymap = keymap
        self._read_only = read_only
        self._state = JournalState()
        self._list = FilteredList(
            rows.COLUMNS,
            "words, or user:NAME outcome:failed age<7d",
            OPERATION_FIELDS,
            table_id="operation-table",
            id="operations",
            classes="pane",
        )
        self._detail = TextPane(id="operation", classes="pane")

    def compose(self) -> ComposeResult:
        """The identity, the operations, the one under the cursor, the state of the journal, and the keys."""
        yield IdentityBar.showing(self._owner.identity)
        yield self._list
        yield self._detail
        yield Static(id="status", markup=False)
        yield QuietFooter()

    def on_mount(self) -> None:
        """Read the journal."""
        self._list.table.focus()
        self.show()
        self.action_read_journal()

    def action_read_journal(self) -> None:
        """Read the journal, and again after each response."""
        self.start_job("journal", self._owner.reading(), self._read, self._not_read)

    def _read(self, contents: JournalContents) -> None:
        self._state.read(contents)
        self.show()

    def _not_read(self, error: BksError) -> None:
        self._state = JournalState(error=error, text=self._state.text)
        self.show()

    def show(self) -> None:
        """Show the journal as it was read last, and the account as it is now."""
        state, account = self._state, self._owner.account
        shown = state.shown(self._owner.now).rows
        self._list.suggested_from = lambda: state.operations
        self.query_one(IdentityBar).lines = self._owner.identity
        self._list.entitle(
            Content(" Journal ") + Content.styled(f" {sanitize(rows.title_of(state, len(shown)))} ", "not bold")
        )
        self._list.show_rows(
            [operation.operation_id for operation in shown],
            lambda row: rows.operation_cells(state, shown[row], account),
            rows.empty_reason(state),
        )
        self._show_status()
        self._selected()

    def on_resize(self) -> None:
        """Fit the line about the journal to the width."""
        if self.is_mounted:
            self._show_status()

    def _show_status(self) -> None:
        line = fit_line(rows.status_line(self._state, self._keymap), self.size.width - 2, " · ")
        self.query_one("#status", Static).update(content_of(line, " · "))

    @property
    def _operation(self) -> Operation | None:
        """What every key refers to: the operation under the cursor."""
        return self._state.of_id(self._list.table.selected) if self.is_mounted else None

    @on(VirtualTable.CursorMoved)
    def _selected(self) -> None:
        """Show the operation under the cursor in full, and name it in the title and at the keys."""
        operation = self._operation
        name = rows.short_id(operation) if operation else ""
        title = f"{name} {sanitize(operation.plan.title, _LONGEST_TITLE)}" if operation else "no operation"
        self._detail.entitle(Content(f" {title} "))
        self._detail.show(rows.operation_sections(self._state, operation, self._owner.account) if operation else ())
        self.query_one(QuietFooter).subject = name
        self.missing_needs = frozenset(self.situation.missing)

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        message.stop()
        self._detail.focus()

    @on(FilteredList.FilterChanged)
    def _filtered(self, message: FilteredList.FilterChanged) -> None:
        message.stop()
        self._state.text = message.text
        self.show()

    # Which actions can run.

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        return situation_of(self._state, self._operation, self._owner.account, read_only=self._read_only)

    @property
    def offered(self) -> tuple[Action, ...]:
        """The actions of the palette over this screen."""
        return tuple(self._keymap.in_scope(Scope.JOURNAL))

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        for action in self._keymap.in_scope(Scope.JOURNAL):
            if event.key in action.keys:
                self._may_run(action)

    def _may_run(self, action: Action) -> bool:
        """Whether an action can run; why not is said."""
        why = why_disabled(action, self.situation)
        if why:
            self.notify(f"{action.label}: {why}", severity="warning")
        return why is None

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        if self._may_run(action):
            await self.app.run_action(action.id, self)

    # The actions.

    def action_filter_operations(self) -> None:
        """Filter the list as a person types."""
        self._list.open_filter()

    def action_undo_operation(self) -> None:
        """Undo the operation, in its account."""
        if operation := self._operation:
            self._respond(operation, to_undo(self._state, operation, self._owner.account))

    def action_resume_operation(self) -> None:
        """Resume the operation, in its account."""
        if operation := self._operation:
            self._respond(operation, to_resume(self._state, operation, self._owner.account))

    def _respond(self, operation: Operation, ask: UndoOperation | ResumeOperation | Disabled) -> None:
        screen = None if isinstance(ask, Disabled) else self._owner.respond(operation, ask)
        if screen:
            self.app.push_screen(screen, lambda _: self.action_read_journal())

    def action_copy(self) -> None:
        """Choose a field of the operation, and copy it."""
        if operation := self._operation:
            copy_field(self.app, f"operation {rows.short_id(operation)}", rows.operation_fields(operation))

    def action_show_warnings(self) -> None:
        """What is wrong with the journal, and what of it was not read."""
        faults = self._state.contents.faults if self._state.contents else ()
        section = Section(
            "Nothing is undone or resumed from a journal that was edited", (BulletList(faults),), Tone.WARNING
        )
        self.app.push_screen(TextScreen("The journal is damaged or incomplete", (section,)))

    def action_help(self) -> None:
        """All keys of this screen, with the reason for each that is disabled."""
        keys = help_sections(self.situation, self._keymap, _SCOPES)
        self.app.push_screen(TextScreen("Help", (*keys, *filter_sections(OPERATION_FIELDS))))

    def action_close_journal(self) -> None:
        """One step back: out of the filter, the steps, a filtered list, the screen."""
        if self._list.filter.has_focus:
            self._list.close_filter(clear=True)
        elif self._detail.has_focus:
            self._list.table.focus()
        elif self._state.text:
            self._list.close_filter(clear=True)
        else:
            self.dismiss()
