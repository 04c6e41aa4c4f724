"""What further sources say beside a timeline: as members of its JSON document, and as lines below its table.

JSON keeps text verbatim; lines are sanitized.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.findings import SourceFinding, SourceReading
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.formatting import format_seconds_utc, timestamp_if_known


def finding_members(timeline: Timeline) -> dict[str, object]:
    """The findings, and how far each source was read. Without any source, none was asked."""
    return {
        "findings": [finding_fields(finding) for finding in timeline.findings],
        "finding_sources": [_source_fields(reading) for reading in timeline.readings],
    }


def finding_fields(finding: SourceFinding) -> dict[str, object]:
    """One finding by its JSON field names."""
    return {
        "source": finding.source.value,
        "kind": finding.kind,
        "severity": finding.severity.value if finding.severity else None,
        "time": timestamp_if_known(finding.time),
        "region": finding.region,
        "title": finding.title,
        "finding_id": finding.finding_id,
        "about": finding.about,
    }


def _source_fields(reading: SourceReading) -> dict[str, object]:
    return {
        "source": reading.source.value,
        "status": reading.status.value,
        "regions": list(reading.regions),
        "regions_not_enabled": list(reading.not_enabled),
        "findings": len(reading.findings),
        "gaps": [asdict(gap) for gap in reading.gaps],
        "notes": list(reading.notes),
    }


def finding_lines(timeline: Timeline) -> Iterator[str]:
    """The findings, oldest first, a line each, below a line that says how many; nothing if no source was asked."""
    if not timeline.readings:
        return
    yield ""
    yield f"{pluralize(len(timeline.findings), 'finding')} of further sources, in no count above"
    for finding in timeline.findings:
        when = format_seconds_utc(finding.time) if finding.time else "no date"
        severity = finding.severity.value if finding.severity else "-"
        what = f"{finding.source.value}: {finding.kind}: {finding.title}"
        yield sanitize(f"  {when:19}  {severity:6}  {finding.region or '-':14}  {what} [{finding.about}]")
