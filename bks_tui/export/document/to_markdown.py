"""A document as Markdown, for an issue or a wiki.

A word that is more than letters or a number becomes code, which Markdown does not interpret: no text
from AWS can become a link, a picture, HTML or another table cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bks_tui.core.document import (
    Activity,
    Block,
    BulletList,
    Commands,
    Document,
    KeyValues,
    Paragraph,
    Section,
    Table,
    Value,
)
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words
from bks_tui.export.document.to_text import activity_lines

_WORD = re.compile(r"(\(?)(.*?)([.,:;)]*)")
_PLAIN = re.compile(r"[A-Za-z]+(?:['/-][A-Za-z]+)*|[A-Z]+&[A-Z]+|[0-9]+(?:[:-][0-9]+)*")
_BACKTICKS = re.compile("`+")


def document_markdown(document: Document) -> str:
    """The complete document."""
    lines = [f"# {_inline(document.title)}"]
    for section in document.sections:
        lines += ["", *_section(section, "##")]
    return "\n".join(lines) + "\n"


def _section(section: Section, level: str) -> Iterator[str]:
    yield f"{level} {_inline(section.title)}"
    for block in section.blocks:
        yield ""
        yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _inline(text)
        case BulletList(texts):
            yield from (f"- {_inline(text)}" for text in texts)
        case KeyValues(rows):
            yield from _table(("", ""), tuple((row.label, row.value) for row in rows))
        case Table(headings, rows):
            yield from _table(headings, rows)
        case Activity():
            yield from _fenced(tuple(activity_lines(block)))
        case Commands(lines):
            yield from _fenced([words.command(line) for line in lines], "sh")
        case Section():
            yield from _section(block, "###")


def _table(headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    yield _row(map(_cell, headings))
    yield _row(["---"] * len(headings))
    yield from (_row(map(_cell, values)) for values in rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Value) -> str:
    # A pipe ends a cell even within code.
    return _inline(words.value(value)).replace("|", r"\x7c")


def _inline(text: str) -> str:
    return " ".join(map(_word, sanitize(text, words.LONGEST).split()))


def _word(word: str) -> str:
    match = _WORD.fullmatch(word)
    before, core, after = match.groups() if match else ("", word, "")
    # A number with a point or a bracket after it would start a list; `&LT;` is an entity.
    is_syntax = (core.isdigit() and after[:1] in (".", ")")) or ("&" in core and after[:1] == ";")
    plain = _PLAIN.fullmatch(core) and not is_syntax
    if not core:
        return _code(word)
    return word if plain else f"{before}{_code(core)}{after}"


def _code(word: str) -> str:
    fence = "`" * (_longest_run(word) + 1)
    room = " " if word.startswith("`") or word.endswith("`") else ""
    return f"{fence}{room}{word}{room}{fence}"


def _fenced(lines: Sequence[str], language: str = "") -> Iterator[str]:
    fence = "`" * max(3, _longest_run("".join(lines)) + 1)
    yield fence + language
    yield from lines
    yield fence


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)
