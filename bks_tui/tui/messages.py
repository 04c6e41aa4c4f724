"""What the workers tell the screen. Workers only post these; the screen's handlers own the state.

`scan` is the number of the scan a message belongs to: one from a scan that was replaced or stopped
is thrown away, however late it arrives.
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

# How a worker tells the screen; it may be called from any thread.
Post: TypeAlias = Callable[[Message], object]


@dataclass
class ScanUpdated(Message):
    """The scan learned something."""

    scan: int
    update: ScanUpdate


@dataclass
class ScanStopped(Message):
    """The scan ended before it was whole."""

    scan: int
    error: BksError


@dataclass
class CallMade(Message):
    """AWS was called."""

    call: ApiCall


@dataclass
class CopyRequested(Message):
    """A person wants this in the clipboard."""

    field: Field


@dataclass
class Connected(Message):
    """There is a session for the choice of this scan; a timeline is read with it too."""

    scan: int
    session: AwsSession


@dataclass
class TimelineUpdated(Message):
    """The timeline of this number learned something."""

    timeline: int
    update: TimelineUpdate


@dataclass
class TimelineStopped(Message):
    """The timeline of this number ended before it was whole."""

    timeline: int
    error: BksError


@dataclass
class ReportSaved(Message):
    """A report was written; `complete` tells whether everything could be read for it."""

    path: Path
    complete: bool


@dataclass
class ReportFailed(Message):
    """A report could not be made, or not be written."""

    error: BksError


@dataclass
class PlanMade(Message):
    """What the response of this number would write to AWS, for a person to confirm."""

    number: int
    plan: Plan


@dataclass
class ResponseProgressed(Message):
    """Something confirmed is under way."""

    number: int
    sentence: str


@dataclass
class StepUpdated(Message):
    """More is known of a step, counted from 0, of the response of this number."""

    number: int
    step: int
    taken: StepTaken


@dataclass
class ResponseEnded(Message):
    """Something confirmed was carried out, or failed: the operation tells, and so does the journal."""

    number: int
    operation: Operation
    journal: Path


@dataclass
class ResponseRefused(Message):
    """The response of this number came to nothing, and why."""

    number: int
    error: BksError


@dataclass
class OrganizationRead(Message):
    """The organization of the account was read."""

    organization: Organization


@dataclass
class OrganizationFailed(Message):
    """The organization could not be read, or there is none, and why."""

    error: BksError


@dataclass
class InterruptedFound(Message):
    """The operations of the journal that were begun and never ended, and what is wrong with the journal itself."""

    operations: tuple[Operation, ...]
    faults: tuple[str, ...]


@dataclass
class DeletionsFound(Message):
    """The API keys of the account that bks deleted, by the journal."""

    deletions: tuple[Deletion, ...]


@dataclass
class JournalFailed(Message):
    """The journal could not be read."""

    error: BksError
