"""A clean-up as the app shows it: the plan for the current user or why there is none, the holds, the summary."""

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

STOP, CONTINUE = "stop", "continue"
CLOSE, AS_TEXT, AS_JSON = "close", "txt", "json"

# What it means to override a hold.
_OVERRIDING = {
    HoldKind.ORDINARY_USER: "cannot be overridden: this may be the user of a person or workload",
    HoldKind.INACTIVE_CREDENTIAL: "it can be activated again; its alias, age and status are evidence",
    HoldKind.QUARANTINE: "a key of this user was public: check its timeline and save a report first",
    HoldKind.CONTAINMENT: "the incident may not be over: the deny policy and the evidence are deleted too",
    HoldKind.YOUNG: "someone may be creating a key for it right now",
    HoldKind.OTHER_SERVICE: "whoever uses that credential loses it, irreversibly",
    HoldKind.CONSOLE: "cannot be overridden: anyone who knows it can sign in; contain the user first",
    HoldKind.SSH_PUBLIC_KEY: "whoever uses that key loses access to CodeCommit, irreversibly",
    HoldKind.SIGNING_CERTIFICATE: "whatever signs requests with it stops working, irreversibly",
    HoldKind.MFA_DEVICE: "someone set it up to sign in as this user: find out who, and why",
    HoldKind.GROUP: "someone gave it permissions beyond a key: find out who, and why",
    HoldKind.POLICY: "someone gave it permissions beyond a key: find out who, and why",
    HoldKind.UNREAD: "cannot be overridden: the unread data may matter",
}


def proposal_sections(state: CleanUpState, keymap: Keymap = DEFAULT_KEYMAP) -> tuple[CellSection, ...]:
    """The plan to delete the user, or why there is none; then its holds, explained."""
    holds = state.finding.assessment.holds if state.finding else ()
    return (*_proposal(state, keymap), *hold_sections(holds))


def _proposal(state: CleanUpState, keymap: Keymap) -> Iterator[CellSection]:
    if state.plan:
        asks = f"{keymap.shown('delete_shown')} asks for the name."
        yield CellSection(cell(f"This is not fully reversible. {asks}", Tone.AT_RISK), ())
        yield from plan_sections(state.plan)
    elif state.error:
        remedy = (Line("", cell(state.error.remedy)),) if state.error.remedy else ()
        yield CellSection(cell(state.error, Tone.UNKNOWN), remedy)
    else:
        yield CellSection(cell("Reading the current state from AWS …"), ())


def hold_sections(holds: Sequence[Hold]) -> tuple[CellSection, ...]:
    """Each hold, and what overriding it means."""
    lines = tuple(line for hold in holds for line in _hold_lines(hold))
    return (CellSection(cell("Deletion holds, and what overriding them means"), lines),) if lines else ()


def _hold_lines(hold: Hold) -> Iterator[Line]:
    yield Line("", cell(f"{hold.kind.value}: {hold.reason}"))
    yield Line("means", cell(_OVERRIDING[hold.kind], Tone.DIM))


def hold_cells(state: CleanUpState, kind: HoldKind) -> tuple[Cell, ...]:
    """A row of the holds: whether it is overridden, its kind, and its reason."""
    reasons = [hold.reason for hold in state.finding.assessment.holds if hold.kind is kind] if state.finding else []
    if kind in NEVER_INCLUDED:
        override = cell("required", Tone.DIM)
    else:
        override = cell("OVERRIDDEN", Tone.UNKNOWN) if kind in state.overridden else cell("holds")
    return override, cell(kind.value), cell("; ".join(reasons), Tone.DIM)


def progress(state: CleanUpState) -> str:
    """The position of the current user."""
    return f"{min(state.place + 1, len(state.queue))} of {len(state.queue)}"


def status_line(state: CleanUpState) -> tuple[Cell, ...]:
    """The results so far."""
    deleted = sum(map(_is_deleted, state.targets))
    skipped = sum(isinstance(target, SkippedTarget) for target in state.targets)
    remaining = max(len(state.queue) - state.place - 1, 0)
    return tuple(map(cell, (f"{deleted} deleted", f"{skipped} skipped", f"{remaining} remaining")))


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
    ("deleted, then recreated", Tone.UNKNOWN, _is_undone),
    ("not done as confirmed", Tone.AT_RISK, _has_failed),
    ("skipped", Tone.PLAIN, lambda target: isinstance(target, SkippedTarget)),
)


def summary_sections(account: Account, targets: Sequence[ResponseResult]) -> tuple[CellSection, ...]:
    """The results of a clean-up, grouped by outcome, with reasons."""
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
    """What a denial means for the remaining users."""
    others = len(state.queue) - state.place
    sentence = f"A policy denies you this call, most likely also for the next users ({others} left)."
    consequence = Line("", cell("Each of them would lose its credentials and still exist."))
    return (CellSection(cell(sentence, Tone.AT_RISK), (consequence,)),)


def denied_options() -> list[Option]:
    """Stop or continue after a denial; the first one changes nothing."""
    return [
        Option(STOP, cell("Stop"), cell("shows a summary", Tone.DIM)),
        Option(CONTINUE, cell("Continue"), cell("with the next user", Tone.DIM)),
    ]


def summary_options() -> list[Option]:
    """The choices of the summary."""
    return [
        Option(CLOSE, cell("Close")),
        Option(AS_TEXT, cell("Save as text"), cell("for a mail or a ticket", Tone.DIM)),
        Option(AS_JSON, cell("Save as JSON"), cell("for a program; with every step", Tone.DIM)),
    ]
