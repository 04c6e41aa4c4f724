"""What the sources returned so far, and how far each of them was read. Used by one thread only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bks_tui.core.errors import AwsError
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.timeline.findings import FindingSource, SourceFinding, SourceReading, SourceStatus
from bks_tui.core.timeline.source import Gap
from bks_tui.operations.findings.sources import Part

STOPPED = "stopped by you before everything was read"


@dataclass
class SourceCollector:
    """One source: what it returned for each Region, None for a source without Regions."""

    source: FindingSource
    why: str = ""
    # Those that have not answered yet.
    pending: set[str | None] = field(default_factory=set)
    parts: dict[str | None, Part] = field(default_factory=dict)
    failed: dict[str | None, Unread] = field(default_factory=dict)

    def take(self, region: str | None, outcome: Part | AwsError) -> None:
        """Process what it returned for a Region."""
        self.pending.discard(region)
        if isinstance(outcome, Part):
            self.parts[region] = outcome
        else:
            self.fail(region, Unread(outcome.cause, outcome.operation, str(outcome)))

    def skip(self, region: str | None) -> None:
        """The account has not enabled this Region."""
        self.pending.discard(region)

    def fail(self, region: str | None, unread: Unread) -> None:
        """Something could not be read, in a Region or at all."""
        self.failed[region] = unread

    def stop(self) -> None:
        """It is not read any further."""
        for region in self.pending:
            self.fail(region, Unread(Cause.CANCELLED, self.source.value, STOPPED))
        self.pending.clear()

    @property
    def reading(self) -> SourceReading:
        """How it was read."""
        enabled = {region: part for region, part in self.parts.items() if part.is_enabled}
        found: dict[str, SourceFinding] = {}
        for part in enabled.values():
            found |= {f"{each.region} {each.finding_id}": each for each in part.findings}
        notes = dict.fromkeys(note for part in enabled.values() for note in part.notes)
        return SourceReading(
            self.source,
            self._status(is_read=bool(enabled)),
            tuple(found.values()),
            regions=_named(enabled),
            not_enabled=_named(set(self.parts) - set(enabled)),
            gaps=tuple(self._gaps()),
            notes=(*([self.why] if self.why else ()), *notes),
        )

    def _status(self, *, is_read: bool) -> SourceStatus:
        if self.failed:
            if is_read:
                return SourceStatus.PARTLY_READ
            denied = all(unread.cause is Cause.DENIED for unread in self.failed.values())
            return SourceStatus.DENIED if denied else SourceStatus.UNREAD
        if is_read:
            return SourceStatus.READ
        return SourceStatus.NOT_ENABLED if self.parts else SourceStatus.NOT_APPLICABLE

    def _gaps(self) -> Iterator[Gap]:
        """One for each Region, or one for all of them if all failed in the same way."""
        reasons = {(unread.operation, unread.detail) for unread in self.failed.values()}
        if len(reasons) == 1 and not self.parts:
            ((operation, detail),) = reasons
            yield Gap(None, operation, detail)
            return
        for region, unread in sorted(self.failed.items(), key=lambda item: item[0] or ""):
            yield Gap(region, unread.operation, unread.detail)


def _named(regions: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted(region for region in regions if region))
