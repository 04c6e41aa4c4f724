"""A document as one HTML file that loads nothing, runs nothing and prints well.

All text is cleaned and then escaped, also that of bks itself, and is only in elements, never in
attributes. The content security policy forbids scripts and loading as a second defence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

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
from bks_tui.export import formatting as words
from bks_tui.export.document.chart import chart

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; border-bottom: 3px solid #1b1b1b; padding-bottom: .4rem; }
h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid #999; }
h3 { font-size: 1rem; margin-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 2px solid #555; overflow-wrap: normal; }
tbody th { width: 11rem; font-weight: 600; }
pre { background: #f3f3f3; border: 1px solid #ccc; padding: .6rem; white-space: pre-wrap; font-size: .8rem; }
td { min-width: 5.5rem; }
.time { overflow-wrap: normal; word-break: keep-all; }
.count { min-width: 0; }
.chart { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.chart .floor { stroke: #999; }
.chart .bar { fill: #5b7a99; }
.chart .high { fill: #b00020; }
.chart .medium { fill: #c77700; }
.chart .low { fill: #00707a; }
@page { margin: 1.6cm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  h2, h3, p:has(+ table), p:has(+ ul), p:has(+ pre) { break-after: avoid; }
  table, pre { font-size: 8pt; }
  tr, pre, .chart { break-inside: avoid; }
  thead { display: table-header-group; }
  .bar, .high, .medium, .low, pre { print-color-adjust: exact; }
}
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def document_html(document: Document) -> str:
    """The complete document."""
    body = [_element("h1", document.title)]
    for section in document.sections:
        body += ["<section>", _element("h2", section.title), *map(_html, section.blocks), "</section>"]
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            _element("title", document.title),
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        )
    )


def _html(block: Block) -> str:
    return "\n".join(_lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _element("p", text)
        case BulletList(texts):
            yield from ("<ul>", *(_element("li", text) for text in texts), "</ul>")
        case KeyValues(rows):
            yield "<table><tbody>"
            yield from (f"<tr>{_element('th', row.label)}{_element('td', row.value)}</tr>" for row in rows)
            yield "</tbody></table>"
        case Table(headings, rows):
            yield f"<table><thead>{_row('th', headings)}</thead><tbody>"
            yield from (_row("td", row) for row in rows)
            yield "</tbody></table>"
        case Activity():
            yield chart(block)
        case Commands(lines):
            yield from (f"<pre>{escape(words.command(line))}</pre>" for line in lines)
        case Section(title, blocks):
            yield _element("h3", title)
            yield from map(_html, blocks)


def _row(name: str, values: Sequence[Value]) -> str:
    return f"<tr>{''.join(_element(name, value) for value in values)}</tr>"


def _element(name: str, content: Value) -> str:
    text = escape(words.value(content))
    kind = {datetime: ' class="time"', int: ' class="count"'}.get(type(content), "")
    return f"<{name}{kind}>{text}</{name}>"
