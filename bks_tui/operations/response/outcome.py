"""How an operation ended: by its steps, and by all that AWS says of the subject."""

from __future__ import annotations

from collections.abc import Mapping

from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.iam_changes import created_facts
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.user_state import no_user
from bks_tui.core.response.whole_state import Unexpected, sentences, unexpected


def expected_facts(operation: Operation) -> ObservedState:
    """What AWS should say after the steps that it shows: of everything else the same as before."""
    verified = [taken for taken in operation.steps if taken.outcome is StepOutcome.VERIFIED]
    if any(taken.step.change.operation == "iam:DeleteUser" for taken in verified):
        return no_user(operation.plan.account)
    facts = operation.plan.facts.after(taken.step.change for taken in verified)
    known = dict(facts.known)
    for taken in verified:
        if taken.made_id:
            known = {**created_facts(taken.step.change), "user id": taken.made_id, **known}
    return ObservedState(known, facts.unread)


def unexpected_of(operation: Operation, seen: ObservedState, snapshot: Mapping[str, str]) -> Unexpected:
    """What differs from that, but for what the steps themselves report: those that failed, or are not seen."""
    unverified = {taken.step.change.about for taken in operation.steps if taken.outcome is not StepOutcome.VERIFIED}
    expected = expected_facts(operation)
    return unexpected(operation.plan, _without(expected, unverified), _without(seen, unverified), snapshot)


def lags(operation: Operation, seen: ObservedState) -> bool:
    """Whether AWS says of something what it said before a step that it showed already."""
    expected = expected_facts(operation)
    changes = [taken.step.change for taken in operation.steps if taken.outcome is StepOutcome.VERIFIED]
    return any(
        change.is_verifiable
        and seen.known.get(change.about) in change.requires
        and seen.known.get(change.about) != expected.known.get(change.about)
        for change in changes
    )


def outcome_of(
    operation: Operation, seen: ObservedState | None, snapshot: Mapping[str, str], *, stopped: bool
) -> tuple[Outcome, str]:
    """The outcome, and why it is no better one. `seen` is what AWS said last, if it was read."""
    found = unexpected_of(operation, seen, snapshot) if seen else Unexpected()
    more = sentences(found, operation.plan)
    outcome, reasons = _by_steps(operation, found, stopped=stopped)
    why = "; ".join(reasons)
    return outcome, " ".join(filter(None, (f"{why.removesuffix('.')}." if more and why else why, *more)))


def _by_steps(operation: Operation, found: Unexpected, *, stopped: bool) -> tuple[Outcome, list[str]]:
    outcomes = {taken.outcome for taken in operation.steps}
    failed = _errors(operation, StepOutcome.FAILED)
    unseen = [*_errors(operation, StepOutcome.UNVERIFIED), *operation.plan.gaps, *found.unread]
    if StepOutcome.SKIPPED in outcomes and stopped:
        return Outcome.STOPPED, ["You stopped it.", *failed]
    if failed or StepOutcome.SKIPPED in outcomes:
        return Outcome.FAILED, [*failed, *_errors(operation, StepOutcome.UNVERIFIED)]
    if found.is_harmful:
        return Outcome.FAILED, unseen
    return (Outcome.UNVERIFIED, unseen) if unseen else (Outcome.DONE, [])


def _errors(operation: Operation, outcome: StepOutcome) -> list[str]:
    return [f"{taken.step.title}: {taken.error}" for taken in operation.steps if taken.outcome is outcome]


def _without(facts: ObservedState, labels: set[str]) -> ObservedState:
    return ObservedState({about: state for about, state in facts.known.items() if about not in labels}, facts.unread)
