"""A clean-up as the app shows it: the plan for the current user or why there is none, the holds, the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bks_tui.core.account.account import Account
from bks_tui.core.document import Block, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.response.description import outcome_sentence
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED
from bks_tui.core.response.plan_summary import calls_section, summary_section
from bks_tui.core.scan.holds import Hold, HoldKind
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export.document.to_text import terminal_lines
from bks_tui.export.response.to_json import SkippedTarget
from bks_tui.tui.cleanup.state import CleanUpState, ResponseResult, is_deleted, is_deletion, is_undone
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.kit.option import Option

STOP, CONTINUE = "stop", "continue"
CLOSE, AS_TEXT, AS_JSON, AGAIN = "close", "txt", "json", "again"

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


def proposal_sections(state: CleanUpState, keymap: Keymap = DEFAULT_KEYMAP) -> tuple[Section, ...]:
    """The plan to delete the user, or why there is none; then its holds, explained."""
    holds = state.finding.assessment.holds if state.finding else ()
    return (*_proposal(state, keymap), *hold_sections(holds))


def _proposal(state: CleanUpState, keymap: Keymap) -> Iterator[Section]:
    if state.plan:
        yield summary_section(state.plan)
        key = keymap.shown("delete_shown")
        yield calls_section(state.plan, f"{key} shows each in full, and asks for the name")
    elif state.error:
        remedy = (Paragraph(state.error.remedy),) if state.error.remedy else ()
        yield Section(str(state.error), remedy, Tone.WARNING)
    else:
        yield Section("Reading the current state from AWS …")


def hold_sections(holds: Sequence[Hold]) -> tuple[Section, ...]:
    """Each hold, and what overriding it means."""
    blocks = tuple(block for hold in holds for block in _hold_blocks(hold))
    return (Section("Deletion holds, and what overriding them means", blocks),) if blocks else ()


def _hold_blocks(hold: Hold) -> Iterator[Block]:
    yield Paragraph(f"{hold.kind.value}: {hold.reason}")
    yield KeyValues((KeyValue("means", _OVERRIDING[hold.kind], Tone.DIM),))


def hold_cells(state: CleanUpState, kind: HoldKind) -> tuple[Cell, ...]:
    """A row of the holds: whether it is overridden, its kind, and its reason."""
    reasons = [hold.reason for hold in state.finding.assessment.holds if hold.kind is kind] if state.finding else []
    if kind in NEVER_INCLUDED:
        override = Cell("required", Tone.DIM)
    else:
        override = Cell("OVERRIDDEN", Tone.WARNING) if kind in state.overridden else Cell("holds")
    return override, Cell(kind.value), Cell("; ".join(reasons), Tone.DIM)


def progress(state: CleanUpState) -> str:
    """The position of the current user."""
    marked = " marked" if state.only_marked else ""
    return f"{min(state.place + 1, len(state.queue))} of {len(state.queue)}{marked}"


def status_line(state: CleanUpState) -> tuple[Cell, ...]:
    """The results so far."""
    deleted = sum(map(is_deleted, state.targets))
    skipped = sum(isinstance(target, SkippedTarget) for target in state.targets)
    counted = tuple(map(Cell, (f"{deleted} deleted", f"{skipped} skipped", f"{state.remaining} remaining")))
    if not state.retries:
        return counted
    return (*counted, Cell(f"AWS throttled {pluralize(state.retries, 'call')}; bks retries", Tone.WARNING))


def candidates(state: CleanUpState) -> list[Option]:
    """Every user of the clean-up with its decision, to choose one."""
    return [
        Option(finding.user.name, Cell(finding.user.name), _decision(state, place))
        for place, finding in enumerate(state.queue)
    ]


def _decision(state: CleanUpState, place: int) -> Cell:
    results = state.decided.get(place, ())
    group = next((group for group in _GROUPS if any(map(group[2], results))), None)
    if group:
        return Cell(group[0], group[1])
    held = ", ".join(dict.fromkeys(hold.kind.value for hold in state.queue[place].assessment.holds))
    return Cell(f"not decided; holds: {held}" if held else "not decided", Tone.DIM)


def _has_failed(target: ResponseResult) -> bool:
    return isinstance(target, Operation) and target.outcome is not Outcome.DONE


_GROUPS: tuple[tuple[str, Tone, Callable[[ResponseResult], bool]], ...] = (
    ("deleted", Tone.PLAIN, is_deleted),
    ("deleted, then recreated", Tone.WARNING, is_undone),
    ("not done as confirmed", Tone.DANGER, _has_failed),
    ("skipped", Tone.PLAIN, lambda target: isinstance(target, SkippedTarget)),
)


def summary_sections(account: Account, targets: Sequence[ResponseResult]) -> tuple[Section, ...]:
    """The results of a clean-up, grouped by outcome, with reasons."""
    grouped = [(what, tone, [each for each in targets if belongs(each)]) for what, tone, belongs in _GROUPS]
    where = Section(f"{'DEMO ' if account.demo else ''}account {account.account_id}", tone=Tone.STRONG)
    return (
        where,
        *(
            Section(f"{pluralize(len(group), 'user')} {what}", tuple(map(_summary_line, group)), tone)
            for what, tone, group in grouped
            if group
        ),
    )


def _summary_line(target: ResponseResult) -> Paragraph:
    if isinstance(target, SkippedTarget):
        return Paragraph(f"{target.username}: {target.reason}")
    if is_deletion(target):
        return Paragraph(target.plan.subject.name)
    return Paragraph(f"{target.plan.subject.name}: {outcome_sentence(target)}")


def summary_text(sections: Sequence[Section]) -> str:
    """The summary as a text for a mail or a ticket."""
    lines = ["bks clean-up"]
    for section in sections:
        lines += ["", sanitize(section.title), *(f"  {line}" for line in terminal_lines(section.blocks, None))]
    return "\n".join(lines) + "\n"


def denied_sections(state: CleanUpState) -> tuple[Section, ...]:
    """What a denial means for the remaining users."""
    others = len(state.queue) - state.place
    sentence = f"A policy denies you this call, most likely also for the next users ({others} left)."
    consequence = Paragraph("Each of them would lose its credentials and still exist.")
    return (Section(sentence, (consequence,), Tone.DANGER),)


def denied_options() -> list[Option]:
    """Stop or continue after a denial; the first one changes nothing."""
    return [
        Option(STOP, Cell("Stop"), Cell("shows a summary", Tone.DIM)),
        Option(CONTINUE, Cell("Continue"), Cell("with the next user", Tone.DIM)),
    ]


def summary_options(*, has_skipped: bool) -> list[Option]:
    """The choices of the summary."""
    again = Option(AGAIN, Cell("Review skipped users"), Cell("one by one", Tone.DIM))
    return [
        Option(CLOSE, Cell("Close")),
        Option(AS_TEXT, Cell("Save as text"), Cell("for a mail or a ticket", Tone.DIM)),
        Option(AS_JSON, Cell("Save as JSON"), Cell("for a program; with every step", Tone.DIM)),
        *([again] if has_skipped else []),
    ]
