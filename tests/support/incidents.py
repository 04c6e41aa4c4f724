"""The parts of a report, by the title that they stand under."""

from __future__ import annotations

from bks_tui.core.document import Block, BulletList, KeyValues, Paragraph, Table
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.incident_report import incident_report


def blocks_of(incident: Incident, title: str) -> tuple[Block, ...]:
    """The blocks of the section with that title."""
    return next(section.blocks for section in incident_report(incident).sections if section.title == title)


def facts_of(incident: Incident, title: str) -> dict[str, object]:
    """The named values of a section."""
    return {
        row.label: row.value
        for block in blocks_of(incident, title)
        if isinstance(block, KeyValues)
        for row in block.rows
    }


def rows_of(incident: Incident, title: str) -> list[tuple[object, ...]]:
    """The rows of all tables of a section."""
    return [row for block in blocks_of(incident, title) if isinstance(block, Table) for row in block.rows]


def sentences_of(incident: Incident, title: str) -> list[str]:
    """What a section says in sentences."""
    sentences: list[str] = []
    for block in blocks_of(incident, title):
        if isinstance(block, BulletList):
            sentences += block.texts
        elif isinstance(block, Paragraph):
            sentences.append(block.text)
    return sentences


def commands_of(incident: Incident) -> list[str]:
    """All commands, in order."""
    return [command for step in incident.next_steps for command in step.commands]


def step_titles(incident: Incident) -> list[str]:
    return [step.title for step in incident.next_steps]
