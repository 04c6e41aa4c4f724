"""One response on one screen: the plan, the decision, each step, and the result.

It opens at once and stays in front until it is closed, so that no plan or result opens over something
else. Nothing is written that it did not show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bks_tui.core.account.account import Account
from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_summary import call_cells, call_section
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.answers import Answers
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.dialog import NotDismissible, TextScreen
from bks_tui.tui.kit.frame import DialogFrame
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.input import QuietInput
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.response import presenter as responses
from bks_tui.tui.response.intents import Ask, ResumeOperation, UndoOperation
from bks_tui.tui.response.request_lines import request_line
from bks_tui.tui.response.state import ResponsePhase, ResponseState
from bks_tui.tui.response.worker import Responder, ResponseEnded, ResponseUpdate, carry_out, propose

# What a call does is read first: at 80 columns its key id is shown whole.
_CALL_COLUMNS = (
    Column("#", 2, right=True),
    Column("Call", 24, flexible=True),
    Column("Undo", 6),
    Column("API", 24, rank=1),
)
# What part of the height the calls may take, and how many of them are always in sight.
_CALLS_SHARE = 4
_LEAST_CALLS = 2
# Below this height the calls have lines only while they are read.
_LOW = 16


class ResponseScreen(NotDismissible, ModalScreen[tuple[Operation, ...]], JobOwner):
    """A response to a request; returns the operations that were carried out.

    `written` is called after each operation, since the data that was read before is out of date then. `identified`
    gives the identity of the plan's account, where `identity` is not verified yet.
    """

    BINDINGS = [("escape,q", "back", "Back")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-short")]

    def __init__(
        self,
        responder: Responder,
        identity: IdentityLines,
        ask: Ask,
        *,
        written: Callable[[], object],
        identified: Callable[[Account], IdentityLines] | None = None,
    ) -> None:
        super().__init__()
        self._responder = responder
        self._identity = identity
        self._ask = ask
        self._written = written
        self._identified = identified
        self._state = ResponseState(read_only=responder.read_only)
        self._done: list[Operation] = []

    def compose(self) -> ComposeResult:
        """The identity, the text to read, the calls of a plan, the name to type, and the answers."""
        yield IdentityBar.showing(self._identity)
        with DialogFrame(classes="dialog"):
            yield Static(id="subject", markup=False)
            yield TextPane()
            yield VirtualTable(_CALL_COLUMNS, id="plan-calls")
            yield Static(id="confirm", markup=False)
            yield QuietInput(id="name")
            yield Answers()

    def on_mount(self) -> None:
        """Ask for the plan."""
        self._propose(self._ask)

    def _propose(self, ask: Ask) -> None:
        self._ask, self._state = ask, ResponseState(read_only=self._responder.read_only)
        self.start_job("response", partial(propose, self._responder, ask), self._updated, self._refused)
        self._show()

    def _show(self) -> None:
        """Show the current phase from the top, with the cursor on the answer that changes nothing."""
        state = self._state
        frame = self.query_one(DialogFrame)
        frame.border_title = Content(responses.title(state))
        frame.keys = responses.keys(state)
        self._name_subject()
        pane, table = self.query_one(TextPane), self.query_one(Answers)
        pane.show(responses.response_sections(state))
        self._show_calls()
        table.offer(responses.answers(state, self._responder.clock()))
        self._show_confirmation()
        if state.phase is ResponsePhase.WRITING:
            pane.focus()
        else:
            # Typing goes to the input that asks for a name; while it is empty, enter cancels there as well.
            (self._input if state.asks_for_a_name else table).focus()

    def _name_subject(self) -> None:
        """Name the subject in the first line, unless the text below starts with it. No plan names its operation."""
        line, plan = self.query_one("#subject", Static), self._state.plan
        first = sanitize(responses.response_sections(self._state)[0].title)
        is_named = plan is not None and sanitize(plan.subject.name) in first
        line.display = not is_named or isinstance(self._ask, UndoOperation | ResumeOperation)
        line.update(Content(request_line(self._ask, plan, self._state.operation)))

    def _show_calls(self) -> None:
        """A line for each call of the plan that is shown; the text above has most of the room."""
        plan, calls = self._state.plan, self.query_one("#plan-calls", VirtualTable)
        calls.display = self._state.phase is ResponsePhase.SHOWN
        if plan and calls.display:
            most = max(_LEAST_CALLS, self.size.height // _CALLS_SHARE)
            calls.styles.height = min(len(plan.steps), most) + 1 if self.size.height >= _LOW else None
            columns = (*_CALL_COLUMNS[:-1], replace(_CALL_COLUMNS[-1], width=max(24, self.size.width // 3)))
            calls.show([str(number) for number in range(len(plan.steps))], partial(call_cells, plan), columns)

    def _show_confirmation(self) -> None:
        sentence = responses.confirmation(self._state)
        self._input.display = self._state.asks_for_a_name
        self.query_one("#confirm").display = bool(sentence)
        self._input.value = ""
        self._instruct(sentence)

    @property
    def _input(self) -> QuietInput:
        return self.query_one("#name", QuietInput)

    def _instruct(self, sentence: str) -> None:
        self.query_one("#confirm", Static).update(Content(sentence))

    def on_resize(self) -> None:
        """Share the height between the text and the calls."""
        if self.is_mounted:
            self._show_calls()

    @on(VirtualTable.Opened, "#plan-calls")
    def _call_opened(self, message: VirtualTable.Opened) -> None:
        """Show a call in full."""
        message.stop()
        plan, number = self._state.plan, int(message.key)
        if plan and number < len(plan.steps):
            title = f"Call {number + 1} of {len(plan.steps)}"
            self.app.push_screen(TextScreen(title, (call_section(plan, number),)))

    @on(VirtualTable.Opened, "Answers")
    def _answered(self, message: VirtualTable.Opened) -> None:
        message.stop()
        plan, operation = self._state.plan, self._state.operation
        if message.key not in (option.id for option in responses.answers(self._state, self._responder.clock())):
            # The answers changed in the meantime, and this one is no longer offered.
            return
        if message.key == responses.CARRY_OUT and plan:
            self._confirm(plan)
        elif message.key == responses.UNDO and operation:
            self._propose(UndoOperation(operation.operation_id))
        elif message.key == responses.PLAN_AGAIN:
            self._propose(self._ask)
        elif message.key == responses.CANCEL:
            self.action_back()
        elif plan:
            self._propose_instead(plan, message.key)

    def _propose_instead(self, plan: Plan, chosen: str) -> None:
        for alternative in responses.alternatives(plan, self._responder.clock()):
            if alternative.option.id == chosen:
                self._propose(alternative.request)

    def _confirm(self, plan: Plan) -> None:
        if plan.is_final and not responses.confirms(plan, self._input.value):
            self._input.focus()
        else:
            self._carry_out(plan)

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        plan = self._state.plan
        if plan is None or not self._state.asks_for_a_name:
            return
        if not message.value:
            self.action_back()
        elif responses.confirms(plan, message.value):
            self._carry_out(plan)
        else:
            self._instruct(f"The name does not match; nothing is written. The user is {responses.name_to_type(plan)}")
            # What is typed next replaces it.
            self._input.select_all()

    def _carry_out(self, confirmed: Plan) -> None:
        self._state.is_writing = True
        self.start_job("response", partial(carry_out, self._responder, confirmed), self._updated, self._refused)
        self._show()

    def _updated(self, update: ResponseUpdate) -> None:
        self._state.learn(update)
        if isinstance(update, Plan) and self._identified:
            self.query_one(IdentityBar).lines = self._identified(update.account)
        if isinstance(update, Plan | ResponseEnded):
            self._show()
        else:
            self._show_progress()
        if isinstance(update, ResponseEnded):
            self._done.append(update.operation)
            self._written()

    def _show_progress(self) -> None:
        """Show the progress, without moving the reader's place."""
        self.query_one(TextPane).show(responses.response_sections(self._state), keep_place=True)
        self.query_one(DialogFrame).keys = responses.keys(self._state)

    def _refused(self, error: BksError) -> None:
        self._state.error = error
        self._show()
        if self._state.is_writing:
            self._written()

    def action_back(self) -> None:
        """Close; while bks writes, stop before the next step instead and stay open for the result."""
        if self._state.phase is ResponsePhase.WRITING:
            self._state.is_stopping = True
            self.cancel_job("response")
            self._show_progress()
        else:
            self.dismiss(tuple(self._done))
