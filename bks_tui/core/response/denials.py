"""Whether a denial concerns one user, or would hit every user that comes after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bks_tui.core.response.operation import Operation, StepOutcome


@dataclass
class Denials:
    """The denials of a run of operations on one user after the other.

    Policies can deny a call for one user only. That is taken for granted only where the same call was allowed
    for the user before: then the denial may be about this one. A second one in a row is about all of them.
    """

    _allowed: set[str] = field(default_factory=set)

    def general(self, operation: Operation) -> tuple[str, ...]:
        """The calls that were denied to this operation, and would be to the next ones too."""
        denied = operation.denied
        found = tuple(call for call in denied if call not in self._allowed)
        made = {taken.step.change.operation for taken in operation.steps if taken.outcome is StepOutcome.VERIFIED}
        self._allowed = (self._allowed | made) - set(denied)
        return found
