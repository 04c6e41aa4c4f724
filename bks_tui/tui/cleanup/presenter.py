"""A clean-up as the app shows it: the user in question, its plan or why there is none, its holds, and the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bks_tui.core.account.account import Account
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import PlanKind
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.response.plan_text import outcome_row
from bks_tui.core.scan.holds import Hold, HoldKind
from bks_tui.core.text import pluralize
from bks_tui.export.response.to_json import SkippedTarget
from bks_tui.tui.cleanup.state import CleanUpState, ResponseResult
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Option, Tone, cell
from bks_tui.tui.response.presenter import plan_sections

STOP, GO_ON = "stop", "go on"
CLOSE, AS_TEXT, AS_JSON = "close", "txt", "json"

# What a person takes on by deciding that a hold is no reason.
_DECIDING = {
    HoldKind.ORDINARY_USER: "never decided here: this may be somebody's own user",
    HoldKind.INACTIVE_CREDENTIAL: "it can work again until the user is gone; its alias, age and status are evidence",
    HoldKind.QUARANTINE: "a key of it was public: look at its timeline, and save a report first",
    HoldKind.CONTAINMENT: "its incident may not be over: the ban and the evidence go with the user",
    HoldKind.YOUNG: "somebody may just be making a key for it",
    HoldKind.OTHER_SERVICE: "whoever uses that credential loses it, for good",
    HoldKind.CONSOLE: "never decided here: whoever knows it can sign in; contain the user first",
    HoldKind.SSH_PUBLIC_KEY: "whoever uses that key loses access to CodeCommit, irreversibly",
    HoldKind.SIGNING_CERTIFICATE: "whatever signs requests with it stops working, irreversibly",
    HoldKind.MFA_DEVICE: "somebody set it up to sign in as this user: ask who, and why",
    HoldKind.GROUP: "somebody gave it rights beyond a key: ask who, and why",
    HoldKind.POLICY: "somebody gave it rights beyond a key: ask who, and why",
    HoldKind.UNREAD: "never decided here: what was not read may matter",
}


def proposal_sections(state: CleanUpState, keymap: Keymap = DEFAULT_KEYMAP) -> tuple[CellSection, ...]:
    """What deleting the user comes to, or why it is not to be deleted; then its holds, explained."""
    holds = state.finding.assessment.holds if state.finding else ()
    return (*_proposal(state, keymap), *hold_sections(holds))


def _proposal(state: CleanUpState, keymap: Keymap) -> Iterator[CellSection]:
    if state.plan:
        asks = f"{keymap.shown('delete_shown')} asks for the name."
        yield CellSection(cell(f"Not all of this can be taken back. {asks}", Tone.AT_RISK), ())
        yield from plan_sections(state.plan)
    elif state.error:
        remedy = (Line("", cell(state.error.remedy)),) if state.error.remedy else ()
        yield CellSection(cell(state.error, Tone.UNKNOWN), remedy)
    else:
        yield CellSection(cell("Reading what AWS says now …"), ())


def hold_sections(holds: Sequence[Hold]) -> tuple[CellSection, ...]:
    """Each hold, and what a person takes on who decides that it is no reason."""
    lines = tuple(line for hold in holds for line in _hold_lines(hold))
    return (CellSection(cell("Holds, and what deciding them means"), lines),) if lines else ()


def _hold_lines(hold: Hold) -> Iterator[Line]:
    yield Line("", cell(f"{hold.kind.value}: {hold.reason}"))
    yield Line("means", cell(_DECIDING[hold.kind], Tone.DIM))


def hold_cells(state: CleanUpState, kind: HoldKind) -> tuple[Cell, ...]:
    """A row of the holds: whether it was decided, its kind, and what is held."""
    reasons = [hold.reason for hold in state.finding.assessment.holds if hold.kind is kind] if state.finding else []
    if kind in NEVER_INCLUDED:
        decided = cell("cannot be", Tone.DIM)
    else:
        decided = cell("DECIDED", Tone.UNKNOWN) if kind in state.decided else cell("holds it")
    return decided, cell(kind.value), cell("; ".join(reasons), Tone.DIM)


def progress(state: CleanUpState) -> str:
    """Which of how many is shown."""
    return f"{min(state.place + 1, len(state.queue))} of {len(state.queue)}"


def status_line(state: CleanUpState) -> tuple[Cell, ...]:
    """What came of it so far."""
    deleted = sum(map(_is_deleted, state.targets))
    skipped = sum(isinstance(target, SkippedTarget) for target in state.targets)
    to_come = max(len(state.queue) - state.place - 1, 0)
    return tuple(map(cell, (f"{deleted} deleted", f"{skipped} skipped", f"{to_come} to come")))


def _is_deletion(target: ResponseResult) -> bool:
    return isinstance(target, Operation) and target.plan.kind is PlanKind.CLEAN_UP and target.outcome is Outcome.DONE


def _is_deleted(target: ResponseResult) -> bool:
    return _is_deletion(target) and not _is_undone(target)


def _is_undone(target: ResponseResult) -> bool:
    return isinstance(target, Operation) and target.undone_by is not None


def _has_failed(target: ResponseResult) -> bool:
    return isinstance(target, Operation) and target.outcome is not Outcome.DONE


_GROUPS: tuple[tuple[str, Tone, Callable[[ResponseResult], bool]], ...] = (
    ("deleted", Tone.PLAIN, _is_deleted),
    ("deleted, and made again", Tone.UNKNOWN, _is_undone),
    ("not done as it was confirmed", Tone.AT_RISK, _has_failed),
    ("left alone", Tone.PLAIN, lambda target: isinstance(target, SkippedTarget)),
)


def summary_sections(account: Account, targets: Sequence[ResponseResult]) -> tuple[CellSection, ...]:
    """What came of a clean-up: each target under what became of it, with the reason."""
    grouped = [(what, tone, [each for each in targets if belongs(each)]) for what, tone, belongs in _GROUPS]
    where = CellSection(cell(f"{'DEMO ' if account.demo else ''}account {account.account_id}", Tone.STRONG), ())
    return (
        where,
        *(
            CellSection(cell(f"{pluralize(len(group), 'user')} {what}", tone), tuple(map(_summary_line, group)))
            for what, tone, group in grouped
            if group
        ),
    )


def _summary_line(target: ResponseResult) -> Line:
    if isinstance(target, SkippedTarget):
        return Line("", cell(f"{target.username}: {target.reason}"))
    if _is_deletion(target):
        return Line("", cell(target.plan.subject.name))
    return Line("", cell(f"{target.plan.subject.name}: {outcome_row(target).text}"))


def summary_text(sections: Sequence[CellSection]) -> str:
    """The summary as a text for a mail or a ticket."""
    lines = ["bks clean-up"]
    for section in sections:
        lines += ["", section.heading.text, *(f"  {line.value.text}" for line in section.lines)]
    return "\n".join(lines) + "\n"


def denied_sections(state: CleanUpState) -> tuple[CellSection, ...]:
    """What a denial means for the users that come next."""
    left = pluralize(len(state.queue) - state.place, "user")
    told = f"Policies deny this to you, most likely for the other {left} as well. Each would lose its credentials."
    return (CellSection(cell(told, Tone.AT_RISK), ()),)


def denied_options() -> list[Option]:
    """Whether to go on after a denial; what changes nothing is first."""
    return [
        Option(STOP, cell("Stop"), cell("sums up what was done", Tone.DIM)),
        Option(GO_ON, cell("Go on"), cell("with the next user", Tone.DIM)),
    ]


def summary_options() -> list[Option]:
    """What can be done with a summary."""
    return [
        Option(CLOSE, cell("Close")),
        Option(AS_TEXT, cell("Save as text"), cell("for a mail or a ticket", Tone.DIM)),
        Option(AS_JSON, cell("Save as JSON"), cell("for a program; with every step", Tone.DIM)),
    ]
