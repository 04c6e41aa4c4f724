"""A document as plain text, for a terminal or a ticket; nothing is shortened.

A table becomes one block for each row, because its values are too long for columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bks_tui.core.document import (
    Activity,
    Block,
    BulletList,
    Commands,
    Document,
    KeyValue,
    KeyValues,
    Paragraph,
    Section,
    Table,
    Tone,
    Value,
)
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words

_MARKS: Mapping[Tone | None, str] = {None: " ", Tone.DANGER: "!", Tone.WARNING: "+", Tone.INFO: "."}
_LEAST_TEXT = 20
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class TextLayout:
    """The width of lines, and the place of labels.

    No line is wrapped if `width` is None. Labels are aligned on the right of a column of `labels` characters,
    or, if that is None, on the left of one as wide as the longest. A word longer than a line stays whole
    unless `break_words`.
    """

    width: int | None
    labels: int | None = None
    break_words: bool = False

    @property
    def indented(self) -> TextLayout:
        """The layout of lines that are then indented."""
        return self if self.width is None else replace(self, width=self.width - len(_INDENT))


_REPORT = TextLayout(80)
# The longest label that a person often sees.
_TERMINAL_LABELS = 12


def document_text(document: Document) -> str:
    """The complete document."""
    title = sanitize(document.title)
    lines = [title, "=" * min(len(title), 80)]
    for section in document.sections:
        title = sanitize(section.title)
        lines += ["", "", title, "-" * len(title)]
        for block in section.blocks:
            lines += ["", *block_lines(block, _REPORT)]
    return "\n".join(lines) + "\n"


def terminal_lines(blocks: Iterable[Block], width: int | None) -> Iterator[str]:
    """Blocks without space between them, for a terminal of this width; None wraps nothing."""
    layout = TextLayout(width, _TERMINAL_LABELS, break_words=True)
    return (line for block in blocks for line in block_lines(block, layout))


def block_lines(block: Block, layout: TextLayout) -> Iterator[str]:
    """The lines of one block."""
    match block:
        case Paragraph(text):
            yield from _wrapped(text, layout)
        case BulletList(texts):
            yield from (line for text in texts for line in _wrapped(text, layout, "- "))
        case KeyValues(rows):
            yield from _key_values(rows, layout)
        case Table(headings, rows):
            yield from _table(headings, rows, layout)
        case Commands(lines):
            # A wrapped command could not be pasted.
            yield from (f"    {words.command(line)}" for line in lines)
        case Activity():
            yield from activity_lines(block)
        case Section(title, blocks):
            yield from _wrapped(title, layout, "* ")
            for inner in blocks:
                yield from (f"{_INDENT}{line}" if line else "" for line in block_lines(inner, layout.indented))


def _table(headings: Sequence[str], rows: Sequence[Sequence[Value]], layout: TextLayout) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield from [""] if number else []
        yield from _key_values([KeyValue(*pair) for pair in zip(headings, row, strict=True)], layout)


def activity_lines(activity: Activity) -> Iterator[str]:
    """The chart as text: for each Region its events as bars and, below, the most severe signals as marks."""
    start, end = words.moment(activity.start), words.moment(activity.end)
    names = [sanitize(row.region, 20) for row in activity.rows]
    margin = max(map(len, names), default=0) + 1
    highest = activity.highest
    for name, row in zip(names, activity.rows, strict=True):
        yield name.ljust(margin) + words.bars(row.counts, highest)
        yield (" " * margin + "".join(_MARKS[tone] for tone in row.signals)).rstrip()
    legend = ", ".join(f"{_MARKS[entry.tone]} {sanitize(entry.text)}" for entry in activity.legend)
    yield f"{'':{margin}}{start}  to  {end}"
    yield f"{'':{margin}}highest bar: {pluralize(highest, 'event')}; signals: {legend}"


def _key_values(rows: Sequence[KeyValue], layout: TextLayout) -> Iterator[str]:
    labels = [sanitize(row.label) for row in rows]
    longest = max(map(len, labels), default=0)
    for label, row in zip(labels, rows, strict=True):
        first = f"  {label:{longest}}  " if layout.labels is None else f"{label:>{layout.labels}}  "
        # A longer label than its column does not move the other lines.
        indent = len(first) if layout.labels is None else layout.labels + 2
        yield from _wrapped(words.value(row.value), layout, first, indent)


def _wrapped(text: str, layout: TextLayout, first: str = "", indent: int | None = None) -> list[str]:
    body = sanitize(text, words.LONGEST)
    if layout.width is None:
        return [first + body]
    return textwrap.wrap(
        body,
        max(layout.width, len(first) + _LEAST_TEXT),
        initial_indent=first,
        subsequent_indent=" " * (len(first) if indent is None else indent),
        break_on_hyphens=False,
        break_long_words=layout.break_words,
    ) or [first.rstrip()]
