"""What a filter can compare in the rows of a list: a table of fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Possible:
    """A value that a row may have: what would say so could not be read."""

    value: str


# The values of a field in a row. None stands for values that could not be read, whatever they are.
Values: TypeAlias = tuple["str | int | datetime | Possible | None", ...]

UNREAD: Values = (None,)


class FieldKind(Enum):
    """What kind of values a field has, and so how it is compared."""

    TEXT = "text"
    CHOICE = "choice"
    AGE = "age"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class FilterField(Generic[Row]):
    """A field: its name, what it is, and how its values are read from a row.

    The values of an age are points in time. `choices` are those of a field of that kind, in small letters.
    """

    name: str
    help: str
    kind: FieldKind
    read: Callable[[Row], Values]
    choices: tuple[str, ...] = ()

    @property
    def begin(self) -> str:
        """How a comparison with it begins."""
        return f"{self.name}>" if self.kind in (FieldKind.AGE, FieldKind.NUMBER) else f"{self.name}:"

    @property
    def form(self) -> str:
        """What a comparison with it looks like: its values, or an example."""
        if self.kind is FieldKind.CHOICE:
            return ", ".join(self.choices)
        return {FieldKind.TEXT: "text", FieldKind.AGE: "age, such as 90d", FieldKind.NUMBER: "number"}[self.kind]


@dataclass(frozen=True, slots=True)
class FieldTable(Generic[Row]):
    """The fields of the rows of a list. `text` is what words are searched in: casefolded, a line for each datum."""

    of: str
    fields: tuple[FilterField[Row], ...]
    text: Callable[[Row], str]

    def named(self, name: str) -> FilterField[Row] | None:
        """The field of this name."""
        return next((field for field in self.fields if field.name == name), None)


def slug(value: str) -> str:
    """A choice as people type it: `AT RISK` is at-risk."""
    return value.casefold().replace(" ", "-").replace("_", "-")
