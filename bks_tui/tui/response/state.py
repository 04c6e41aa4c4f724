"""The state of one response, from the request to the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from bks_tui.core.errors import BksError
from bks_tui.core.response.description import rollback_row
from bks_tui.core.response.operation import Operation, StepTaken
from bks_tui.core.response.plan import Plan
from bks_tui.operations.response.updates import Progress, RollBackUpdate, StepUpdate
from bks_tui.tui.response.worker import ResponseEnded, ResponseUpdate


class ResponsePhase(Enum):
    """The phase of a response."""

    READING = "reading"
    SHOWN = "shown"
    WRITING = "writing"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass
class ResponseState:
    """One response; `steps` is the latest update of each, by its number. In `read_only` mode it ends with the plan."""

    plan: Plan | None = None
    is_writing: bool = False
    is_stopping: bool = False
    sentence: str = ""
    steps: dict[int, StepTaken] = field(default_factory=dict)
    operation: Operation | None = None
    journal: Path | None = None
    error: BksError | None = None
    read_only: bool = False

    def learn(self, update: ResponseUpdate) -> None:
        """Apply an update of the response."""
        match update:
            case Plan():
                self.plan = update
            case Progress(sentence):
                self.sentence = sentence
            case RollBackUpdate(_, step):
                row = rollback_row(step)
                self.sentence = f"Rolling back: {row.label}: {row.value}"
            case StepUpdate(number, taken):
                self.sentence = ""
                self.steps[number] = taken
            case ResponseEnded(operation, journal):
                self.operation, self.journal = operation, journal

    @property
    def phase(self) -> ResponsePhase:
        """The current phase."""
        if self.operation:
            return ResponsePhase.ENDED
        if self.error:
            return ResponsePhase.REFUSED
        if self.is_writing:
            return ResponsePhase.WRITING
        return ResponsePhase.SHOWN if self.plan else ResponsePhase.READING

    @property
    def asks_for_a_name(self) -> bool:
        """Whether a name has to be typed to confirm the plan that is shown."""
        return self.phase is ResponsePhase.SHOWN and not self.read_only and self.plan is not None and self.plan.is_final
