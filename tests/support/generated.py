"""The tables of `docs/` that code writes: `python -m tests.support.generated` writes all but that of measurements.

Each stands between `<!-- NAME: … -->` and `<!-- /NAME -->` in the file of that name, or in the one of `_FILES`;
`tests.benchmarks` writes the measurements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bks_tui.core.cost.price_table import price_table
from bks_tui.core.detection import RULES_BY_SUBJECT
from bks_tui.core.detection.compile.formats import exactness_table
from bks_tui.core.detection.words import detection_list
from bks_tui.core.filter.help import field_tables
from bks_tui.core.hunt.filter_fields import IDENTITY_FIELDS
from bks_tui.core.journal.filter_fields import OPERATION_FIELDS
from bks_tui.core.permissions import permission_table
from bks_tui.core.scan.filter_fields import MEMBER_USER_FIELDS, USER_FIELDS
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS
from bks_tui.tui.accounts.filter_fields import ACCOUNT_FIELDS
from bks_tui.tui.actions import key_table

_FILES = {"exports": "detections", "prices": "cost"}
FIELD_TABLES = (*(USER_FIELDS, EVENT_FIELDS, ACCOUNT_FIELDS, MEMBER_USER_FIELDS, IDENTITY_FIELDS, OPERATION_FIELDS),)
DOCS = Path(__file__).parents[2] / "docs"
TABLES: Mapping[str, Callable[[], str]] = {
    "detections": partial(detection_list, RULES_BY_SUBJECT),
    "exports": exactness_table,
    "filter": partial(field_tables, FIELD_TABLES),
    "keys": key_table,
    "permissions": permission_table,
    "prices": price_table,
}


def written(name: str) -> str:
    """The table of this name as it is in its file."""
    text = _file(name).read_text(encoding="utf-8")
    begin, end = _place(text, name)
    return text[begin:end]


def write(name: str, table: str) -> None:
    """Put a table in the place of the one of this name."""
    text = _file(name).read_text(encoding="utf-8")
    begin, end = _place(text, name)
    _file(name).write_text(text[:begin] + table + text[end:], encoding="utf-8")


def _file(name: str) -> Path:
    return DOCS / f"{_FILES.get(name, name)}.md"


def _place(text: str, name: str) -> tuple[int, int]:
    match = re.search(rf"<!-- {name}: .*-->\n(.*)\n<!-- /{name} -->", text, re.DOTALL)
    assert match, f"docs/{name}.md has no place for its table"
    return match.span(1)


if __name__ == "__main__":
    for name, table in TABLES.items():
        write(name, table())
