"""Fields as CSV that is safe to open in a spreadsheet.

All text is sanitized. A leading `'` keeps a spreadsheet from evaluating text as a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from bks_tui.core.text import sanitize

# A spreadsheet cell can have 32,767 characters.
_CELL_LIMIT = 32_000

# Where a formula could start: at the beginning, and after the semicolon that separates cells in half
# of Europe. East Asian spreadsheets also accept full-width signs.
_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A table of `columns`, and a row for each of `rows` by those names.

    Lists and mappings become text of one cell. `?` marks a field in the `unread` of the row; an
    empty cell means None.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for fields in rows:
        writer.writerow([_cell(fields, column) for column in columns])
    return text.getvalue()


def _cell(fields: Mapping[str, object], column: str) -> str:
    return _FORMULA.sub(r"\1'", sanitize(_field(fields, column), _CELL_LIMIT))


def _field(fields: Mapping[str, object], name: str) -> str:
    unread = fields.get("unread")
    return "?" if isinstance(unread, Mapping) and name in unread else _plain(fields[name])


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        # A nested mapping is `unread`, which is shown by question marks instead.
        names = [name for name, item in value.items() if not isinstance(item, Mapping)]
        return ", ".join(f"{name}={_field(value, name)}" for name in names)
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
