"""What a response reports while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.response.operation import Operation, RollBackStep, StepTaken


@dataclass(frozen=True, slots=True)
class Progress:
    """What is running, in a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class StepUpdate:
    """How step `number` (from 0) went so far."""

    number: int
    taken: StepTaken


@dataclass(frozen=True, slots=True)
class RollBackUpdate:
    """How change `number` (from 0) of a rollback went so far."""

    number: int
    back: RollBackStep


Update: TypeAlias = Progress | StepUpdate | RollBackUpdate
RespondUpdate: TypeAlias = Update | Operation
