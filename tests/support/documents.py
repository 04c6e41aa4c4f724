"""The parts of a document in the form in which tests compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bks_tui.core.document import Block, BulletList, KeyValue, KeyValues, Paragraph, Section


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
