"""A plan, and what became of it, as parts of a document: the same words in a dry run, a dialog and a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import role_profile
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.document import Block, KeyValue, KeyValues, Section, Tone
from bks_tui.core.evidence import Known
from bks_tui.core.response.changes import Change, Step, change_command
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.text import pluralize

# Escaped, every character may take six.
_PIECE = 160

NOT_KNOWN = "Started; outcome unknown (interrupted)."


def plan_section(plan: Plan) -> Section:
    """The whole plan: where, as whom, each call with what it breaks and what undoes it, and what it leaves."""
    return Section(plan.title, tuple(_plan_blocks(plan)), Tone.STRONG)


def _plan_blocks(plan: Plan) -> Iterator[Block]:
    yield KeyValues(tuple(where_rows(plan)))
    for number, step in enumerate(plan.steps, 1):
        documents = tuple(document_rows(step.change)) if plan.kind is PlanKind.UNDO else ()
        yield KeyValues((KeyValue(str(number), step.title, Tone.STRONG), *call_rows(plan.account, step), *documents))
    yield KeyValues(tuple(_limits(plan)))


def _limits(plan: Plan) -> Iterator[KeyValue]:
    """What it ends and leaves, what may go wrong, and what it depends on."""
    for label, sentences, tone in (
        ("ends", plan.ends, Tone.PLAIN),
        ("remaining", plan.leaves, Tone.PLAIN),
        ("overridden", plan.holds, Tone.WARNING),
        ("caution", plan.cautions, Tone.WARNING),
        ("gap", plan.gaps, Tone.WARNING),
    ):
        yield from (KeyValue(label, sentence, tone) for sentence in sentences)
    yield precondition_row(plan)


def precondition_row(plan: Plan) -> KeyValue:
    """What must hold when the plan is carried out."""
    whom = plan.subject.kind.value
    return KeyValue("precondition", f"the {whom} is unchanged; bks re-reads it before it writes")


def where_rows(plan: Plan) -> Iterator[KeyValue]:
    """The account, the role and the caller, and the subject by its ARN."""
    account = plan.account
    alias = f" ({account.alias.value})" if isinstance(account.alias, Known) and account.alias.value else ""
    yield KeyValue("account", f"{'DEMO ' if account.demo else ''}{account.account_id}{alias}", Tone.STRONG)
    if account.role:
        profile = f"AWS CLI commands below need a profile {role_profile(account.role)} that assumes it"
        yield KeyValue("role", f"{account.role_arn}; {profile}")
    yield KeyValue("caller", account.caller_arn)
    yield KeyValue(plan.subject.kind.value, plan.subject.arn)


def call_rows(account: Account, step: Step) -> Iterator[KeyValue]:
    """One call: the command, why, what it breaks, and whether it is reversible."""
    yield KeyValue("call", call_words(account, step.change))
    yield KeyValue("reason", step.why)
    if step.breaks:
        yield KeyValue("impact", step.breaks)
    yield KeyValue("reversible", reversibility(step))


def document_rows(change: Change) -> Iterator[KeyValue]:
    """The policy documents of a change, in full."""
    for name in ("PolicyDocument", "Content"):
        yield from piece_rows("document", str(change.parameters.get(name, "")))


def piece_rows(label: str, text: str) -> Iterator[KeyValue]:
    """A text in full, in pieces that no surface cuts."""
    for start in range(0, len(text), _PIECE):
        yield KeyValue(label if start == 0 else "", text[start : start + _PIECE])


def reversibility(step: Step) -> str:
    """Whether a call can be undone."""
    if step.change.operation == "iam:DeleteUser":
        return "partly: the user can be recreated, with another id and without its keys"
    return "no" if step.is_final else "yes"


def call_words(account: Account, change: Change) -> str:
    """The exact call, as a command where it can be one."""
    parameters = ", ".join(f"{name}={value}" for name, value in change.parameters.items())
    return change_command(account, change) or f"{change.operation}({parameters})"


_STEP_TONES = {
    StepOutcome.VERIFIED: Tone.INFO,
    StepOutcome.FAILED: Tone.DANGER,
    StepOutcome.SKIPPED: Tone.PLAIN,
}
_TONES = {Outcome.DONE: Tone.INFO, Outcome.FAILED: Tone.DANGER, Outcome.STOPPED: Tone.DANGER}


def outcome_sentence(operation: Operation) -> str:
    """How it ended, and why."""
    if operation.outcome is None:
        return NOT_KNOWN
    return " ".join(filter(None, (operation.outcome.sentence, operation.reason)))


def outcome_row(operation: Operation) -> KeyValue:
    """How it ended, with the tone of that."""
    label = operation.outcome.label if operation.outcome else ""
    tone = _TONES.get(operation.outcome, Tone.WARNING) if operation.outcome else Tone.WARNING
    return KeyValue(label, outcome_sentence(operation), tone)


def _journal_command(*words: str, of: Account) -> str:
    return bks_command(of, "journal", *words)


def operation_rows(operation: Operation, command: Callable[..., str] = _journal_command) -> Iterator[KeyValue]:
    """How each step went, what was rolled back, and what undoes it: a `command` on its journal."""
    for taken in operation.steps:
        yield step_row(taken)
    yield from map(rollback_row, operation.rollback)
    if operation.unwritten:
        text = f"{pluralize(len(operation.unwritten), 'record')} could not be written to the journal"
        yield KeyValue("unwritten", text, Tone.DANGER)
    yield from _remaining(operation)
    if operation.undone_by:
        yield KeyValue("undone", f"by operation {operation.undone_by[:8]}")
    elif operation.can_be_undone:
        yield KeyValue("undo", command("undo", operation.operation_id[:8], of=operation.plan.account))


def rollback_row(back: RollBackStep) -> KeyValue:
    """How it went to restore one thing."""
    tone = _STEP_TONES.get(back.outcome, Tone.WARNING)
    text = ": ".join(filter(None, (back.change.about, back.error)))
    return KeyValue(
        "rolled back" if back.outcome is StepOutcome.VERIFIED else f"roll back: {back.outcome.label}", text, tone
    )


# What is to stop somebody or something.
STOPPING = (PlanKind.CONTAIN, PlanKind.REVOKE, PlanKind.DENY)


def _remaining(operation: Operation) -> Iterator[KeyValue]:
    """What keeps working and what was not read: a person who reads only the result must know it too."""
    plan = operation.plan
    remains = "still works" if plan.kind in STOPPING else "remaining"
    for label, sentences in ((remains, plan.leaves), ("gap", plan.gaps)):
        # What is part of the reason was printed with the outcome.
        yield from (KeyValue(label, each, Tone.WARNING) for each in sentences if each not in operation.reason)


def step_row(taken: StepTaken) -> KeyValue:
    """How one step went."""
    text = ": ".join(filter(None, (taken.step.title, taken.error)))
    return KeyValue(taken.outcome.label, text, _STEP_TONES.get(taken.outcome, Tone.WARNING))
