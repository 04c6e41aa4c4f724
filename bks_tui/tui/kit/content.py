"""Cells → Textual's Content. Never through markup: text from AWS must not become links or styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual.content import Content

from bks_tui.core.text import ELLIPSIS
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Tone

# Theme variables, so that every theme, light or ANSI, brings its own colours.
STYLES = {
    Tone.PLAIN: "",
    Tone.DIM: "$foreground-muted",
    Tone.STRONG: "bold",
    Tone.AT_RISK: "bold $text-error",
    Tone.UNKNOWN: "bold $text-warning",
    Tone.ACTIVE: "$text-primary",
    Tone.ORPHANED: "$foreground-muted",
}

_LABEL_WIDTH = 11
_LEAST_VALUE = 12
# What one character may take: a text cannot be wrapped to less.
_WIDEST_CHARACTER = 2


def fit_line(cells: Sequence[Cell], width: int, separator: str = "  ") -> tuple[Cell, ...]:
    """The cells that say something, the longest one shortened in its middle so that all fit into `width`."""
    shown = [cell for cell in cells if cell.text]
    excess = sum(cell_len(cell.text) for cell in shown) + len(separator) * (len(shown) - 1) - width
    if excess <= 0:
        return tuple(shown)
    longest = max(range(len(shown)), key=lambda index: cell_len(shown[index].text))
    shown[longest] = replace(shown[longest], text=_shorten(shown[longest].text, excess))
    return tuple(shown)


def _shorten(text: str, excess: int) -> str:
    # Both ends of an ARN matter: the partition and account, and the name.
    kept = max(0, len(text) - excess - len(ELLIPSIS))
    return text[: kept - kept // 2] + ELLIPSIS + text[len(text) - kept // 2 :]


def content_of(cells: Iterable[Cell], separator: str = "  ") -> Content:
    """Cells side by side on one line."""
    return Content(separator).join(Content.styled(cell.text, STYLES[cell.tone]) for cell in cells if cell.text)


def sections_content(sections: Iterable[CellSection], width: int) -> Content:
    """Sections one below the other, each value beside its label and wrapped under itself to `width` cells."""
    width = max(width, _WIDEST_CHARACTER)
    lines: list[Content] = []
    for section in sections:
        if lines:
            lines.append(Content())
        lines += Content.styled(section.heading.text, f"bold {STYLES[section.heading.tone]}".strip()).wrap(width)
        for line in section.lines:
            lines += _beside_label(line, width)
    return Content("\n").join(lines)


def _beside_label(line: Line, width: int) -> Iterator[Content]:
    label = f"  {line.label:<{_LABEL_WIDTH}} " if line.label else "  "
    indent = min(len(label), max(0, width - _LEAST_VALUE))
    value = Content.styled(line.value.text, STYLES[line.value.tone])
    for index, part in enumerate(value.wrap(max(_WIDEST_CHARACTER, width - indent))):
        yield Content(" " * indent) + part if index else Content.styled(label[:indent], STYLES[Tone.DIM]) + part
