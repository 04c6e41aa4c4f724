"""Findings of further sources in the timeline: rows of their own among the events, which no count includes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Generic, TypeVar

from bks_tui.core.document import BulletList, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.filter.match import text_test
from bks_tui.core.timeline.filter_fields import FINDING_FIELDS
from bks_tui.core.timeline.findings import FindingSource, SourceFinding, SourceReading, reading_lines
from bks_tui.export import formatting as words
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.sorting import sort_rows
from bks_tui.tui.kit.times import TO_THE_SECOND, MomentCell
from bks_tui.tui.timeline.view import EVENTS, TimelineView

Row = TypeVar("Row")

# Beside the detail, a wider column would leave no room for what a row means.
SOURCE_COLUMN = Column("Source", 10, rank=1, order="source")
_SHORT: Mapping[FindingSource, str] = {
    FindingSource.GUARDDUTY: "GuardDuty",
    FindingSource.ACCESS_ANALYZER: "Analyzer",
    FindingSource.LAST_ACCESSED: "last used",
    FindingSource.SIGN_IN: "sign-in",
    FindingSource.SECRETS_MANAGER: "secrets",
}
# The choice that shows every finding and no event.
FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class ShownRows(Generic[Row]):
    """Rows in their order, the key of each, and its cells by its number in these columns."""

    rows: Sequence[Row]
    keys: Sequence[str]
    cells: Callable[[int], Sequence[Cell]]
    columns: tuple[Column, ...]


def among_findings(
    shown: ShownRows[Row],
    time_of: Callable[[Row], datetime | None],
    findings: Sequence[SourceFinding],
    *,
    newest_first: bool,
) -> ShownRows[Row | SourceFinding]:
    """The same rows with a column for their source, and the findings at their times."""
    columns = (shown.columns[0], SOURCE_COLUMN, *shown.columns[1:])
    timed: list[tuple[datetime | None, int | SourceFinding]] = [
        (time_of(row), number) for number, row in enumerate(shown.rows)
    ]
    timed += [(finding.time, finding) for finding in findings]
    # Rows of one time stay in their order, and what has no date comes last, as events do.
    merged = [each for _, each in sort_rows(timed, itemgetter(0), descending=newest_first)]

    def cells(row: int) -> Sequence[Cell]:
        each = merged[row]
        if isinstance(each, SourceFinding):
            return _cells(each, columns)
        time, *others = shown.cells(each)
        return (time, Cell(EVENTS, Tone.DIM), *others)

    return ShownRows(
        [each if isinstance(each, SourceFinding) else shown.rows[each] for each in merged],
        [_key(each) if isinstance(each, SourceFinding) else shown.keys[each] for each in merged],
        cells,
        columns,
    )


def _key(finding: SourceFinding) -> str:
    """The key of its row; no event has such an id."""
    return f"finding {finding.source.name} {finding.region} {finding.finding_id}"


def _cells(finding: SourceFinding, columns: Sequence[Column]) -> tuple[Cell, ...]:
    tone = finding.severity.tone if finding.severity else Tone.PLAIN
    cells = {
        "Region": Cell(finding.region or "", Tone.DIM),
        SOURCE_COLUMN.title: Cell(_SHORT[finding.source], Tone.INFO),
        "Call": Cell(finding.kind, Tone.STRONG),
        "Actor": Cell(finding.about),
        "Signal or error": Cell(finding.title, tone),
    }
    time = MomentCell(
        f"{finding.time:{TO_THE_SECOND}}" if finding.time else "no date", Tone.DIM, finding.time, TO_THE_SECOND
    )
    return (time, *(cells.get(column.title, Cell("")) for column in columns[1:]))


def shown_findings(view: TimelineView, findings: Iterable[SourceFinding], now: datetime) -> tuple[SourceFinding, ...]:
    """The findings that a view shows, in their order. A signal, an actor and an address have none."""
    if view.signal or view.actor is not None or view.address or view.source == EVENTS:
        return ()
    test = text_test(view.text, FINDING_FIELDS, now)
    return tuple(
        finding
        for finding in findings
        if view.source in (None, FINDINGS, finding.source.value)
        and view.region in (None, finding.region)
        and test(finding)
    )


def finding_sections(finding: SourceFinding) -> tuple[Section, ...]:
    """One finding in full."""
    tone = finding.severity.tone if finding.severity else Tone.STRONG
    facts = (
        ("source", finding.source.value),
        ("severity", finding.severity.value if finding.severity else "not rated"),
        ("last seen", f"{words.format_seconds_utc(finding.time)} UTC" if finding.time else "no date"),
        ("Region", finding.region or "none"),
        ("about", finding.about),
        ("id", finding.finding_id),
    )
    return (
        Section(finding.kind, (Paragraph(finding.title),), tone),
        Section("Finding", (KeyValues(tuple(KeyValue(label, text) for label, text in facts)),)),
        Section("", (Paragraph("A finding is no event: no count of the timeline includes it.", Tone.DIM),)),
    )


def reading_sections(readings: Sequence[SourceReading]) -> tuple[Section, ...]:
    """How far each source was read, if any was asked."""
    return (Section("Further sources", (BulletList(reading_lines(readings)),)),) if readings else ()


def asking_words(readings: Sequence[SourceReading]) -> str:
    """How far the sources are that are being asked."""
    return f"asking further sources: {len(readings)} of {len(FindingSource)} done; esc stops"
