"""The filter language in words: for the help of the app, and for `docs/filter.md`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bks_tui.core.document import KeyValue, KeyValues, Section
from bks_tui.core.filter.fields import FieldTable

# What a person types, and what it shows.
EXAMPLES = (
    ("word", "rows that contain the text; several terms must all match"),
    ("field:value", "the field contains the value, or is one of its choices"),
    ("field=value", "the field is exactly the value"),
    ("region:eu-*", "* stands for any characters"),
    ("age>90d", "older than 90 days; <, >= and <= too; m, h, d, w are units"),
    ('"two words"', 'a text with spaces or a colon; "" is a quotation mark in it'),
    ("-term", "rows that do not match the term"),
)


def filter_sections(*tables: FieldTable[Any]) -> tuple[Section, ...]:
    """The language and the fields of these tables."""
    language = Section("In a filter", (KeyValues(tuple(KeyValue(*each) for each in EXAMPLES)),))
    return (language, *map(_fields_section, tables))


def _fields_section(table: FieldTable[Any]) -> Section:
    rows = tuple(
        KeyValue(field.begin, f"{field.help}: {field.form}" if field.choices else field.help) for field in table.fields
    )
    return Section(f"Fields of {table.of}", (KeyValues(rows),))


def field_tables(tables: Iterable[FieldTable[Any]]) -> str:
    """The fields of each table in Markdown."""
    return "\n\n".join(map(_field_table, tables))


def _field_table(table: FieldTable[Any]) -> str:
    head = (f"### Fields of {table.of}", "", "| field | values | meaning |", "|---|---|---|")
    rows = (f"| `{field.begin}` | {field.form} | {field.help} |" for field in table.fields)
    return "\n".join((*head, *rows))
