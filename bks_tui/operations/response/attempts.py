"""What the attempts at one call prove. An error proves nothing where an earlier attempt may have taken effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bks_tui.core.errors import AwsError, ConflictError, NotFoundError, ThrottledError
from bks_tui.core.response.changes import Change, ObservedState, State
from bks_tui.core.response.operation import StepOutcome
from bks_tui.operations.freshness import OutdatedError

# As often as botocore would have sent the call.
_MOST_UNANSWERED = 4


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts at one call so far: how many, the error of the latest, and what may have taken effect.

    `unanswered` are those that AWS did not answer. `may_hold` is whether any attempt may have taken effect:
    AWS did not answer, or a removal had nothing to remove, or what was to be created existed.
    """

    number: int = 0
    error: AwsError | None = None
    unanswered: int = 0
    may_hold: bool = False

    def then(self, change: Change, error: AwsError | None) -> Attempts:
        """The same after one more attempt."""
        unanswered = error is not None and error.may_have_taken_effect
        holds_already = isinstance(error, NotFoundError if change.result is None else ConflictError)
        return replace(
            self,
            number=self.number + 1,
            error=error,
            unanswered=self.unanswered + unanswered,
            may_hold=self.may_hold or error is None or unanswered or holds_already,
        )

    @property
    def is_accepted(self) -> bool:
        """Whether AWS took the call."""
        return self.number > 0 and self.error is None

    @property
    def may_repeat(self) -> bool:
        """Whether the call may be made once more, after AWS was read again."""
        if self.number == 0 or isinstance(self.error, ThrottledError | OutdatedError):
            return True
        return self.error is not None and self.error.may_have_taken_effect and self.unanswered < _MOST_UNANSWERED

    @property
    def is_refused(self) -> bool:
        """Whether no attempt took effect, so that there is nothing to look for."""
        return not self.may_hold

    @property
    def why(self) -> str:
        """The error of the latest attempt, in words."""
        if self.error is None:
            return ""
        earlier = " An earlier attempt may have taken effect." if self.may_hold and _is_definite(self.error) else ""
        return f"{str(self.error).removesuffix('.')}. {self.error.remedy}".strip() + earlier


def _is_definite(error: AwsError) -> bool:
    return not (error.may_have_taken_effect or isinstance(error, NotFoundError | ConflictError))


def judge(
    change: Change, results: Sequence[State], attempts: Attempts, facts: ObservedState, *, restores: bool
) -> StepOutcome | None:
    """How a call went, by what AWS says now: verified or failed; None while that is not known.

    `results` are the states that it and the later changes of the same thing lead to. A change that `restores`
    a read that lags shows the old state, so it proves nothing unless AWS accepted the call.
    """
    if restores and attempts.is_refused and not attempts.may_repeat:
        return StepOutcome.FAILED
    if not change.is_verifiable:
        return _judge_unseen(attempts)
    if facts.why_unread(change.about):
        return None
    found = facts.known.get(change.about)
    if attempts.is_accepted:
        return StepOutcome.VERIFIED if found in results else None
    if found == change.result or (found in results and attempts.may_hold):
        return None if restores else StepOutcome.VERIFIED
    return None if attempts.may_hold or attempts.may_repeat else StepOutcome.FAILED


def _judge_unseen(attempts: Attempts) -> StepOutcome | None:
    """What the answers alone show: reading shows the same before and after."""
    if attempts.is_accepted or isinstance(attempts.error, NotFoundError):
        return StepOutcome.VERIFIED
    return None if attempts.may_hold or attempts.may_repeat else StepOutcome.FAILED


def conclude(change: Change, attempts: Attempts, facts: ObservedState | None, *, restores: bool) -> StepOutcome:
    """How a call went where bks does not wait any longer; `facts` are the latest, None where nothing was read."""
    if restores and attempts.is_refused:
        return StepOutcome.FAILED
    is_read = facts is not None and change.is_verifiable and facts.why_unread(change.about) is None
    if is_read and facts is not None and facts.known.get(change.about) == change.result:
        return StepOutcome.VERIFIED
    return StepOutcome.UNVERIFIED if attempts.may_hold else StepOutcome.FAILED
