"""An incident report as plain text of 80 columns, for a terminal or a ticket; nothing is shortened.

A table becomes one block for each row, because the values of a report are too long for columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from bks_tui.core.detection import Severity
from bks_tui.core.report.blocks import Activity, Block, BulletList, KeyValues, Paragraph, Recommendation, Table, Value
from bks_tui.core.report.incident import Incident, incident_report
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words

_WIDTH = 80
_MARKS: Mapping[Severity | None, str] = {None: " ", Severity.HIGH: "!", Severity.MEDIUM: "+", Severity.LOW: "."}


def report_text(incident: Incident) -> str:
    """The complete report."""
    report = incident_report(incident)
    title = sanitize(report.title)
    lines = [title, "=" * min(len(title), _WIDTH)]
    for section in report.sections:
        lines += ["", "", section.title, "-" * len(section.title)]
        for block in section.blocks:
            lines += ["", *_lines(block)]
    return "\n".join(lines) + "\n"


def activity_lines(activity: Activity) -> Iterator[str]:
    """The chart as text: for each Region its events as bars and, below, the most severe signals as marks."""
    start, end = words.moment(activity.start), words.moment(activity.end)
    names = [sanitize(row.region, 20) for row in activity.rows]
    margin = max(map(len, names), default=0) + 1
    highest = activity.highest
    for name, row in zip(names, activity.rows, strict=True):
        yield name.ljust(margin) + words.bars(row.counts, highest)
        yield (" " * margin + "".join(_MARKS[severity] for severity in row.signals)).rstrip()
    yield f"{'':{margin}}{start}  to  {end}"
    yield f"{'':{margin}}highest bar: {pluralize(highest, 'event')}; signals: ! HIGH, + MEDIUM, . LOW"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield from _wrapped(text)
        case BulletList(texts):
            for text in texts:
                yield from _wrapped(text, "- ")
        case KeyValues(rows):
            yield from _key_values(rows)
        case Table(headings, rows):
            for number, row in enumerate(rows):
                yield from [""] if number else []
                yield from _key_values(tuple(zip(headings, row, strict=True)))
        case Activity():
            yield from activity_lines(block)
        case Recommendation(title, why, commands):
            yield from _wrapped(title, "* ")
            yield from _wrapped(why, "  ")
            # A wrapped command could not be pasted.
            yield from (f"      {words.command(command)}" for command in commands)


def _key_values(rows: tuple[tuple[str, Value], ...]) -> Iterator[str]:
    margin = max(len(label) for label, _ in rows) + 2
    for label, value in rows:
        yield from _wrapped(words.value(value), f"  {label:{margin}}")


def _wrapped(text: str, first: str = "") -> list[str]:
    indent = " " * len(first)
    body = sanitize(text, words.LONGEST)
    return textwrap.wrap(
        body, _WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    ) or [first.rstrip()]
