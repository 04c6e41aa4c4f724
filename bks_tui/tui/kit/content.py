"""Cells and sections → Textual's Content: the last gate before the screen, which cleans their text.

Never through markup: text from AWS must not become links or styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from bks_tui.core.document import Block, BulletList, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.text import DEFAULT_LIMIT, ELLIPSIS, sanitize
from bks_tui.export import formatting as words
from bks_tui.export.document.to_text import terminal_lines

# Theme variables, so that every theme, light or ANSI, brings its own colours.
STYLES = {
    Tone.PLAIN: "",
    Tone.DIM: "$foreground-muted",
    Tone.STRONG: "bold",
    Tone.INFO: "$text-primary",
    Tone.WARNING: "bold $text-warning",
    Tone.DANGER: "bold $text-error",
}

_LABEL_WIDTH = 11
_LEAST_VALUE = 12
# What one character may take: a text cannot be wrapped to less.
_WIDEST_CHARACTER = 2


def fit_line(cells: Sequence[Cell], width: int, separator: str = "  ") -> tuple[Cell, ...]:
    """The cells that say something, cleaned, the longest one shortened in its middle so that all fit into `width`."""
    shown = [Cell(sanitize(cell.text), cell.tone) for cell in cells if cell.text]
    excess = sum(cell_len(cell.text) for cell in shown) + len(separator) * (len(shown) - 1) - width
    if excess <= 0:
        return tuple(shown)
    longest = max(range(len(shown)), key=lambda index: cell_len(shown[index].text))
    shown[longest] = Cell(_shorten(shown[longest].text, excess), shown[longest].tone)
    return tuple(shown)


def _shorten(text: str, excess: int) -> str:
    # Both ends of an ARN matter: the partition and account, and the name.
    kept = max(0, len(text) - excess - len(ELLIPSIS))
    return text[: kept - kept // 2] + ELLIPSIS + text[len(text) - kept // 2 :]


def content_of(cells: Iterable[Cell], separator: str = "  ") -> Content:
    """Cells side by side on one line."""
    return Content(separator).join(_styled(cell.text, STYLES[cell.tone]) for cell in cells if cell.text)


@dataclass(frozen=True, slots=True)
class SelectableRow(KeyValue):
    """A labelled value that a cursor can be on, and what it is about."""

    item: object = None


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of drawn sections: `said`, in a style, beside what stands `before` it, a label or its width.

    `joint` is what stood between it and the line before: a line break, or what a wrap left out. `row` is the labelled
    value that it is a line of, if it is one.
    """

    said: str = ""
    style: str = ""
    before: str = ""
    joint: str = "\n"
    row: KeyValue | None = None

    @property
    def is_first(self) -> bool:
        """Whether it is not the rest of the line before."""
        return self.joint == "\n"

    @property
    def content(self) -> Content:
        """The line as it is drawn. Made only when it is: most lines of a long text are never seen."""
        before = Content.styled(self.before, STYLES[Tone.DIM]) if self.is_first else Content(self.before)
        return before + Content.styled(self.said, self.style) if self.before else Content.styled(self.said, self.style)

    @property
    def text(self) -> str:
        """What is searched: with the label, which stands before the first line only."""
        return self.before + self.said if self.is_first else self.said

    @property
    def column(self) -> int:
        """At which character of the line that begins."""
        return 0 if self.is_first else len(self.before)

    @property
    def item(self) -> object:
        """What can be selected on this line; None if nothing can, and on what a value was wrapped to."""
        return self.row.item if isinstance(self.row, SelectableRow) and self.is_first else None


def sections_content(sections: Iterable[Section], width: int) -> Content:
    """Sections one below the other, each value beside its label and wrapped under itself to `width` cells."""
    return Content("\n").join([line.content for line in section_lines(sections, width)])


def section_lines(sections: Iterable[Section], width: int) -> list[DrawnLine]:
    """The lines of sections, wrapped to `width` cells."""
    width = max(width, _WIDEST_CHARACTER)
    lines: list[DrawnLine] = []
    for section in sections:
        if lines:
            lines.append(DrawnLine())
        lines += _wrapped(sanitize(section.title), f"bold {STYLES[section.tone]}".strip(), width)
        for block in section.blocks:
            lines += _lines(block, width)
    return lines


def _lines(block: Block, width: int) -> Iterator[DrawnLine]:
    match block:
        case Paragraph(text, tone):
            yield from _beside("", sanitize(text), STYLES[tone], width)
        case BulletList(texts):
            for text in texts:
                yield from _beside("", sanitize(f"- {text}"), STYLES[Tone.PLAIN], width)
        case KeyValues(rows):
            for row in rows:
                value = words.value(row.value, DEFAULT_LIMIT)
                yield from _beside(sanitize(row.label), value, STYLES[row.tone], width, row)
        case _:
            # As on a terminal: nothing that the app shows has another look here.
            yield from (DrawnLine(line) for line in terminal_lines([block], width))


def _styled(text: str, style: str) -> Content:
    return Content.styled(sanitize(text), style)


def _beside(label: str, text: str, style: str, width: int, row: KeyValue | None = None) -> Iterator[DrawnLine]:
    label = f"  {label:<{_LABEL_WIDTH}} " if label else "  "
    indent = min(len(label), max(0, width - _LEAST_VALUE))
    for line in _wrapped(text, style, max(_WIDEST_CHARACTER, width - indent)):
        yield DrawnLine(line.said, style, label[:indent] if line.is_first else " " * indent, line.joint, row)


def _wrapped(text: str, style: str, width: int) -> Iterator[DrawnLine]:
    """The lines of one text."""
    end = 0
    for index, part in enumerate(_parts(text, width)):
        start = text.find(part, end)
        yield DrawnLine(part, style, joint=text[end:start] if index else "\n")
        end = start + len(part)


def _parts(text: str, width: int) -> Iterator[str]:
    """What is on each line. Textual's own wrapping takes a millisecond for a thousand characters."""
    if text.isascii():
        yield from _ascii_parts(text, width)
    elif cell_len(text) <= width:
        yield text
    else:
        yield from (part.plain for part in Content(text).wrap(width))


def _ascii_parts(text: str, width: int) -> Iterator[str]:
    """The same for text whose characters are one cell wide: broken at spaces, and within words that are too long."""
    rest = text
    while len(rest) > width:
        indent = len(rest) - len(rest.lstrip(" "))
        space = rest.rfind(" ", indent, width + 1)
        part = rest[:width] if space < 0 else rest[:space].rstrip(" ")
        rest = rest[len(part) :] if space < 0 else rest[space:].lstrip(" ")
        yield part
    if rest or not text:
        yield rest
