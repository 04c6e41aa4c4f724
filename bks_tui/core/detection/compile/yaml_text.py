"""Plain data as YAML: maps, lists, texts in quotes, numbers, booleans and null. No more than rules of Sigma need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Scalar: TypeAlias = "str | int | bool | None"
Yaml: TypeAlias = "Scalar | Sequence[Yaml] | Mapping[str, Yaml]"


def to_yaml(documents: Sequence[Mapping[str, Yaml]]) -> str:
    """A file of these documents."""
    return "---\n".join("".join(f"{line}\n" for line in _lines(document)) for document in documents)


def _lines(value: Yaml) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _entry(f"{key}:", each, "  ")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _item(each)
    else:
        yield _scalar(value)


def _entry(key: str, value: Yaml, indent: str) -> Iterator[str]:
    if isinstance(value, str) or not isinstance(value, (Mapping, Sequence)):
        yield f"{key} {_scalar(value)}"
        return
    yield key
    yield from (indent + line for line in _lines(value))


def _item(value: Yaml) -> Iterator[str]:
    first, *others = _lines(value)
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def _scalar(value: Scalar) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "null" if value is None else str(value).lower()
