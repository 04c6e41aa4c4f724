"""A plan, and what became of it, as labelled lines: the same words in a dry run, in a dialog and in a journal.

Names in them are verbatim: whoever draws them cleans them (`core.text`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import role_profile
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.evidence import Known
from bks_tui.core.response.changes import Change, Step, change_command
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.text import pluralize

# Escaped, every character may take six.
_PIECE = 160

NOT_KNOWN = "Started; outcome unknown (interrupted)."


class Weight(Enum):
    """How a line is to be read."""

    PLAIN = "plain"
    HEADING = "heading"
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a label, and what it says."""

    label: str
    text: str
    weight: Weight = Weight.PLAIN


def plan_rows(plan: Plan) -> Iterator[Row]:
    """The whole plan: where, as whom, each call with what it breaks and what undoes it, and what it leaves."""
    yield from _where(plan)
    for number, step in enumerate(plan.steps, 1):
        yield Row(str(number), step.title, Weight.HEADING)
        yield from _step(plan.account, step)
        if plan.kind is PlanKind.UNDO:
            yield from _documents(step.change)
    for label, sentences, weight in (
        ("ends", plan.ends, Weight.PLAIN),
        ("remaining", plan.leaves, Weight.PLAIN),
        ("overridden", plan.holds, Weight.DOUBTFUL),
        ("caution", plan.cautions, Weight.DOUBTFUL),
        ("gap", plan.gaps, Weight.DOUBTFUL),
    ):
        yield from (Row(label, sentence, weight) for sentence in sentences)
    whom = plan.subject.kind.value
    yield Row("precondition", f"the {whom} is unchanged; bks re-reads it before it writes")


def _where(plan: Plan) -> Iterator[Row]:
    account = plan.account
    alias = f" ({account.alias.value})" if isinstance(account.alias, Known) and account.alias.value else ""
    yield Row("account", f"{'DEMO ' if account.demo else ''}{account.account_id}{alias}", Weight.HEADING)
    if account.role:
        profile = f"AWS CLI commands below need a profile {role_profile(account.role)} that assumes it"
        yield Row("role", f"{account.role_arn}; {profile}")
    yield Row("caller", account.caller_arn)
    yield Row(plan.subject.kind.value, plan.subject.arn)


def _step(account: Account, step: Step) -> Iterator[Row]:
    yield Row("call", call_words(account, step.change))
    yield Row("reason", step.why)
    if step.breaks:
        yield Row("impact", step.breaks)
    yield Row("reversible", _undo_words(step))


def _documents(change: Change) -> Iterator[Row]:
    """The policy documents of a change, in full."""
    for name in ("PolicyDocument", "Content"):
        yield from piece_rows("document", str(change.parameters.get(name, "")))


def piece_rows(label: str, text: str) -> Iterator[Row]:
    """A text in full, in pieces that no surface cuts."""
    for start in range(0, len(text), _PIECE):
        yield Row(label if start == 0 else "", text[start : start + _PIECE])


def _undo_words(step: Step) -> str:
    if step.change.operation == "iam:DeleteUser":
        return "partly: the user can be recreated, with another id and without its keys"
    return "no" if step.is_final else "yes"


def call_words(account: Account, change: Change) -> str:
    """The exact call, as a command where it can be one."""
    parameters = ", ".join(f"{name}={value}" for name, value in change.parameters.items())
    return change_command(account, change) or f"{change.operation}({parameters})"


_STEP_WEIGHTS = {
    StepOutcome.VERIFIED: Weight.GOOD,
    StepOutcome.FAILED: Weight.BAD,
    StepOutcome.SKIPPED: Weight.PLAIN,
}
_WEIGHTS = {Outcome.DONE: Weight.GOOD, Outcome.FAILED: Weight.BAD, Outcome.STOPPED: Weight.BAD}


def outcome_row(operation: Operation) -> Row:
    """How it ended, in a sentence."""
    if operation.outcome is None:
        return Row("", NOT_KNOWN, Weight.DOUBTFUL)
    sentence = " ".join(filter(None, (operation.outcome.sentence, operation.reason)))
    return Row(operation.outcome.label, sentence, _WEIGHTS.get(operation.outcome, Weight.DOUBTFUL))


def _journal_command(*words: str, of: Account) -> str:
    return bks_command(of, "journal", *words)


def operation_rows(operation: Operation, command: Callable[..., str] = _journal_command) -> Iterator[Row]:
    """How each step went, what was rolled back, and what undoes it: a `command` on its journal."""
    for taken in operation.steps:
        yield step_row(taken)
    yield from map(rollback_row, operation.rollback)
    if operation.unwritten:
        text = f"{pluralize(len(operation.unwritten), 'record')} could not be written to the journal"
        yield Row("unwritten", text, Weight.BAD)
    yield from _remaining(operation)
    if operation.undone_by:
        yield Row("undone", f"by operation {operation.undone_by[:8]}")
    elif operation.can_be_undone:
        yield Row("undo", command("undo", operation.operation_id[:8], of=operation.plan.account))


def rollback_row(back: RollBackStep) -> Row:
    """How it went to restore one thing."""
    weight = _STEP_WEIGHTS.get(back.outcome, Weight.DOUBTFUL)
    text = ": ".join(filter(None, (back.change.about, back.error)))
    return Row(
        "rolled back" if back.outcome is StepOutcome.VERIFIED else f"roll back: {back.outcome.label}", text, weight
    )


_STOPPING = (PlanKind.CONTAIN, PlanKind.REVOKE, PlanKind.DENY)


def _remaining(operation: Operation) -> Iterator[Row]:
    """What goes on working and what was not read: a person who reads only the result must know it too."""
    plan = operation.plan
    remains = "still works" if plan.kind in _STOPPING else "remaining"
    for label, sentences in ((remains, plan.leaves), ("gap", plan.gaps)):
        # What is part of the reason was printed with the outcome.
        yield from (Row(label, each, Weight.DOUBTFUL) for each in sentences if each not in operation.reason)


def step_row(taken: StepTaken) -> Row:
    """How one step went."""
    text = ": ".join(filter(None, (taken.step.title, taken.error)))
    return Row(taken.outcome.label, text, _STEP_WEIGHTS.get(taken.outcome, Weight.DOUBTFUL))
