"""The dialogs of a response: the whole plan to confirm, and how it goes, step by step, to its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bks_tui.core.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.plans import Plan
from bks_tui.core.text import clean
from bks_tui.tui.cells import Option
from bks_tui.tui.presenters.responses import (
    CARRY_OUT,
    TAKE_BACK,
    operation_sections,
    plan_options,
    plan_sections,
    progress_sections,
    result_options,
)
from bks_tui.tui.widgets.quiet_input import QuietInput
from bks_tui.tui.widgets.text_pane import TextPane
from bks_tui.tui.widgets.virtual_table import Column, VirtualTable


def _table(options: list[Option]) -> VirtualTable:
    labels = max(len(option.label.text) for option in options) + 1
    return VirtualTable((Column("", labels), Column("", 10, flexible=True)), classes="answers")


def _show(table: VirtualTable, options: list[Option]) -> None:
    table.styles.height = len(options)
    table.show([option.id for option in options], lambda row: (options[row].label, options[row].hint))


class ConfirmScreen(ModalScreen[bool]):
    """The whole plan, and whether to carry it out: Cancel is under the cursor; a name is typed for what is final."""

    BINDINGS = [("escape", "back", "Back")]

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._options = plan_options(plan)
        # A name that no keyboard has is typed as it is shown.
        self._name = clean(plan.subject.name)

    def compose(self) -> ComposeResult:
        """The plan, the answers, and where to type the name."""
        with Vertical(classes="dialog -tall") as frame:
            frame.border_title = Content("Carry this out?")
            frame.border_subtitle = Content("enter chooses · tab reads · esc cancels")
            yield TextPane(classes="about")
            yield _table(self._options)
            if self._plan.is_final:
                yield QuietInput(placeholder=f"type {self._name}, then enter", disabled=True)

    def on_mount(self) -> None:
        """Fill it, and take the keys."""
        self.query_one(TextPane).show(plan_sections(self._plan))
        table = self.query_one(VirtualTable)
        _show(table, self._options)
        table.focus()

    @on(VirtualTable.Opened)
    def _chosen(self, event: VirtualTable.Opened) -> None:
        event.stop()
        if event.key != CARRY_OUT:
            self.dismiss(False)
        elif self._plan.is_final:
            name = self.query_one(QuietInput)
            name.disabled = False
            name.focus()
        else:
            self.dismiss(True)

    @on(QuietInput.Submitted)
    def _typed(self, event: QuietInput.Submitted) -> None:
        event.stop()
        if event.value == self._name:
            self.dismiss(True)
        else:
            self.notify(f"That is not {self._name}: nothing was written.", severity="warning")

    def action_back(self) -> None:
        """From the name to the answers, from there away."""
        name = self.query(QuietInput)
        if name and name.first().has_focus:
            name.first().value = ""
            name.first().disabled = True
            self.query_one(VirtualTable).focus()
        else:
            self.dismiss(False)


class ProgressScreen(ModalScreen[bool]):
    """How each step goes, and in the end how it stands; the answer is whether to take it back."""

    BINDINGS = [("escape", "back", "Stop")]

    def __init__(self, plan: Plan, stop: Callable[[], object]) -> None:
        super().__init__()
        self._plan = plan
        self._steps = [StepTaken(step, StepOutcome.SKIPPED) for step in plan.steps]
        self._stop = stop
        self._operation: Operation | None = None

    def compose(self) -> ComposeResult:
        """The steps, and a line on what can be done."""
        with Vertical(classes="dialog -tall") as frame:
            frame.border_title = Content(clean(self._plan.title, 60))
            frame.border_subtitle = Content("esc stops between two steps")
            yield TextPane(classes="about")
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """Show that nothing was done yet."""
        self.query_one(TextPane).show(progress_sections(self._steps))
        self.query_one(TextPane).focus()

    def progress(self, number: int, taken: StepTaken) -> None:
        """How a step went so far."""
        self._steps[number] = taken
        self.query_one(TextPane).show(progress_sections(self._steps), keep_place=True)

    def end(self, operation: Operation, journal: Path) -> None:
        """How it stands, with what can be done about it."""
        self._operation = operation
        frame = self.query_one(".dialog", Vertical)
        frame.border_subtitle = Content("enter chooses · tab reads · esc closes")
        self.query_one(TextPane).show(operation_sections(operation, str(journal)))
        self.query_one(Static).update("")
        options = result_options(operation)
        table = _table(options)
        frame.mount(table)
        self.call_after_refresh(self._offer, table, options)

    def _offer(self, table: VirtualTable, options: list[Option]) -> None:
        _show(table, options)
        table.focus()

    @on(VirtualTable.Opened)
    def _chosen(self, event: VirtualTable.Opened) -> None:
        event.stop()
        self.dismiss(event.key == TAKE_BACK)

    def action_back(self) -> None:
        """Stop it between two steps; once it is over, close."""
        if self._operation:
            self.dismiss(False)
        else:
            self._stop()
            self.query_one(Static).update("It stops after this step, and says how it stands …")
