"""The parts of a document in the form in which tests compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bks_tui.core.document import (
    Activity,
    Block,
    BulletList,
    Cell,
    Commands,
    Document,
    KeyValue,
    KeyValues,
    Paragraph,
    RegionActivity,
    Section,
    Table,
    Tone,
)
from tests.support.events import START
from tests.support.users import NOW


def rows_of(blocks: Iterable[Block]) -> list[KeyValue]:
    """The labelled values; a paragraph or a sentence of a list is one without a label."""
    return [row for block in blocks for row in _rows(block)]


def _rows(block: Block) -> Iterator[KeyValue]:
    match block:
        case KeyValues(rows):
            yield from rows
        case Paragraph(text, tone):
            yield KeyValue("", text, tone)
        case BulletList(texts):
            yield from (KeyValue("", f"- {text}") for text in texts)


def lines_of(section: Section) -> list[str]:
    """A line for each value, after its label."""
    return [f"{row.label} {row.value}".strip() for row in rows_of(section.blocks)]


def text_of(sections: Iterable[Section]) -> str:
    """The whole text, line by line, with the titles."""
    return "\n".join(line for section in sections for line in (section.title, *lines_of(section)))


LEGEND = (Cell("HIGH", Tone.DANGER), Cell("MEDIUM", Tone.WARNING), Cell("LOW", Tone.INFO))

ACTIVITY = Activity(
    START,
    NOW,
    (
        RegionActivity("us-east-1", (0, 1, 0, 800), (None, None, None, Tone.DANGER)),
        RegionActivity("us-west-2", (0, 0, 400, 0), (None, None, Tone.INFO, None)),
    ),
    LEGEND,
)


def a_document(text: str) -> Document:
    """A document with every kind of block, and the text in every place of each."""
    blocks: tuple[Block, ...] = (
        Paragraph(text),
        BulletList((text, text)),
        KeyValues((KeyValue(text, text), KeyValue("", text, Tone.DANGER), KeyValue(text, 3), KeyValue(text, NOW))),
        Table((text, text), ((text, 3), (NOW, text))),
        Commands((text, text)),
        Activity(START, NOW, (RegionActivity(text, (1, 0), (Tone.DANGER, None)),), (Cell(text, Tone.DANGER),)),
    )
    return Document(text, (Section(text, (*blocks, Section(text, blocks)), Tone.STRONG), Section(text)))
