"""The messages of the workers. Workers only post them; the handlers of the screen own the state.

`scan`, `timeline` and `number` identify the job of a message: a message of a replaced job is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from textual.message import Message

from bks_tui.core.account.account import ApiCall
from bks_tui.core.errors import BksError
from bks_tui.core.prevention.coverage import Organization
from bks_tui.core.response.operation import Operation, StepTaken
from bks_tui.core.response.plan import Plan
from bks_tui.core.scan.findings import ScanUpdate
from bks_tui.core.scan.ownership import Deletion
from bks_tui.core.timeline.timeline import TimelineUpdate
from bks_tui.tui.kit.copy_fields import Field

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

# How a worker posts a message; it may be called from any thread.
Post: TypeAlias = Callable[[Message], object]


@dataclass
class ScanUpdated(Message):
    """An update of the scan."""

    scan: int
    update: ScanUpdate


@dataclass
class ScanStopped(Message):
    """The scan ended before it was complete."""

    scan: int
    error: BksError


@dataclass
class CallMade(Message):
    """AWS was called."""

    call: ApiCall


@dataclass
class CopyRequested(Message):
    """Copy this field to the clipboard."""

    field: Field


@dataclass
class Connected(Message):
    """The scan has a session; timelines use it too."""

    scan: int
    session: AwsSession


@dataclass
class TimelineUpdated(Message):
    """An update of this timeline."""

    timeline: int
    update: TimelineUpdate


@dataclass
class TimelineStopped(Message):
    """This timeline ended before it was complete."""

    timeline: int
    error: BksError


@dataclass
class ReportSaved(Message):
    """A report was written; `complete` is False if something could not be read."""

    path: Path
    complete: bool


@dataclass
class ReportFailed(Message):
    """A report could not be made or written."""

    error: BksError


@dataclass
class PlanMade(Message):
    """The plan of this response, for a person to confirm."""

    number: int
    plan: Plan


@dataclass
class ResponseProgressed(Message):
    """A sentence on the progress of this response."""

    number: int
    sentence: str


@dataclass
class StepUpdated(Message):
    """An update of a step, counted from 0, of this response."""

    number: int
    step: int
    taken: StepTaken


@dataclass
class ResponseEnded(Message):
    """This response was carried out or failed; the operation has the outcome of each step."""

    number: int
    operation: Operation
    journal: Path


@dataclass
class ResponseRefused(Message):
    """This response was refused or failed, with the reason."""

    number: int
    error: BksError


@dataclass
class OrganizationRead(Message):
    """The organization of the account was read."""

    organization: Organization


@dataclass
class OrganizationFailed(Message):
    """The organization could not be read, or there is none."""

    error: BksError


@dataclass
class InterruptedFound(Message):
    """The interrupted operations of the journal, and the faults of the journal itself."""

    operations: tuple[Operation, ...]
    faults: tuple[str, ...]


@dataclass
class DeletionsFound(Message):
    """The API keys of the account that bks deleted, according to the journal."""

    deletions: tuple[Deletion, ...]


@dataclass
class JournalFailed(Message):
    """The journal could not be read."""

    error: BksError
