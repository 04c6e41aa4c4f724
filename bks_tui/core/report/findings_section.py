"""The section of a report about what further sources say: their findings, and how far each was read."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.document import Block, BulletList, Paragraph, Section, Table, Value
from bks_tui.core.timeline.findings import SourceFinding, SourceReading, SourceStatus
from bks_tui.core.timeline.timeline import Timeline

# Nobody reads more rows; the timeline lists all findings.
_MOST_ROWS = 200


def findings_sections(timeline: Timeline) -> tuple[Section, ...]:
    """What further sources say, if they were asked."""
    return (Section("Further sources", tuple(_blocks(timeline))),) if timeline.readings else ()


def _blocks(timeline: Timeline) -> Iterator[Block]:
    found = timeline.findings
    yield Paragraph(
        "Findings are what other services say about the target. They are no events: no number in this report counts "
        "them."
    )
    if found:
        yield Table(
            ("Last seen", "Severity", "Source", "Finding", "Region", "About"), tuple(map(_row, found[-_MOST_ROWS:]))
        )
    if len(found) > _MOST_ROWS:
        yield Paragraph(f"The latest {_MOST_ROWS} of {len(found)} findings; the timeline lists all.")
    yield BulletList(tuple(line for reading in timeline.readings for line in _lines(reading)))


def _row(finding: SourceFinding) -> tuple[Value, ...]:
    return (
        finding.time or "no date",
        finding.severity.value if finding.severity else "",
        finding.source.value,
        f"{finding.kind}: {finding.title}",
        finding.region or "",
        finding.about,
    )


def _lines(reading: SourceReading) -> Iterator[str]:
    if reading.status is SourceStatus.NOT_ENABLED:
        # It must not be read as: nothing was found.
        yield f"{reading.described}: the account does not use it in any Region, so it has looked for nothing"
    else:
        yield reading.described
    yield from (f"{reading.source.value}: {note}" for note in reading.notes)
