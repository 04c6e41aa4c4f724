"""What further sources say about a target, beside its timeline: their findings, and how far each of them was read.

A finding is no event: it is never counted among those, and no signal is derived from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.detection import Severity
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import Gap


class FindingSource(Enum):
    """A source of findings."""

    GUARDDUTY = "GuardDuty"
    ACCESS_ANALYZER = "Access Analyzer"
    LAST_ACCESSED = "IAM last accessed"
    SIGN_IN = "sign-in sessions"
    SECRETS_MANAGER = "Secrets Manager"


class SourceStatus(Enum):
    """How far a source was read. Only READ without findings means that it has none."""

    READ = "read"
    PARTLY_READ = "partly read"
    # The account does not use the service in any Region, so that it has looked for nothing.
    NOT_ENABLED = "not enabled"
    DENIED = "denied"
    UNREAD = "not read"
    # It has nothing to say about a target of this kind.
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """What a source found.

    `kind` is its type in the words of the source, `time` when it was last seen, and `about` the user, key or
    resource it concerns. `severity` is None where the source rates nothing. All text is verbatim.
    """

    source: FindingSource
    kind: str
    severity: Severity | None
    time: datetime | None
    region: str | None
    title: str
    finding_id: str
    about: str


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What one source returned, and how far it was read.

    `regions` are those that were read, `not_enabled` those in which the account does not use the service; both are
    empty for a source without Regions. `notes` are remarks, a sentence each.
    """

    source: FindingSource
    status: SourceStatus
    findings: tuple[SourceFinding, ...] = ()
    regions: tuple[str, ...] = ()
    not_enabled: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """How far it was read, and how much it found, in one line."""
        words = [self.status.value]
        if self.regions:
            words.append(pluralize(len(self.regions), "Region"))
        if self.not_enabled and self.status is not SourceStatus.NOT_ENABLED:
            words.append(f"not enabled in {pluralize(len(self.not_enabled), 'Region')}")
        if self.status in (SourceStatus.READ, SourceStatus.PARTLY_READ):
            words.append(pluralize(len(self.findings), "finding"))
        return f"{self.source.value}: {', '.join(words)}"


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source was read, as far as possible; an update of a timeline."""

    reading: SourceReading


def findings_of(readings: Iterable[SourceReading]) -> tuple[SourceFinding, ...]:
    """All findings, the oldest first, those without a date before them."""
    found = [finding for reading in readings for finding in reading.findings]
    return tuple(sorted(found, key=_order))


def _order(finding: SourceFinding) -> tuple[float, str, str]:
    return finding.time.timestamp() if finding.time else 0.0, finding.source.value, finding.finding_id


def reading_lines(readings: Iterable[SourceReading]) -> tuple[str, ...]:
    """How far each source was read, with its notes, line by line."""
    return tuple(
        line
        for reading in readings
        for line in (
            f"findings: {reading.described}",
            *(f"note: {reading.source.value}: {note}" for note in reading.notes),
        )
    )
