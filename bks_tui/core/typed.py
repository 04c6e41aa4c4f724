"""Values of JSON as the types that a dataclass declares: exactly those, or ValueError."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timezone
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_Reader = Callable[[Any], Any]


def typed(kind: type[T], value: object) -> T:
    """The value of JSON as a `kind`. Raises ValueError where it is anything else."""
    of: Any = kind
    read: T = _reader(of)(value)
    return read


def record(kind: type[T], value: object, **read: object) -> T:
    """The object of JSON as a dataclass; the fields in `read` are read already. Raises ValueError."""
    of: Any = kind
    given, readers = _exactly(dict)(value), _readers(of)
    missing = [name for name, (_, is_optional) in readers.items() if not is_optional and name not in given]
    if missing or not given.keys() <= readers.keys():
        raise ValueError(f"no {kind.__name__}")
    return kind(**{name: read[name] if name in read else readers[name][0](each) for name, each in given.items()})


def moment(value: object) -> datetime:
    """A point in time, in UTC. Raises ValueError."""
    read = datetime.fromisoformat(_exactly(str)(value))
    try:
        return read.astimezone(timezone.utc)
    except OverflowError as error:
        raise ValueError(f"{value} is out of range") from error


@cache
def _reader(kind: Any) -> _Reader:
    """What reads a type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is datetime:
        return moment
    if kind is Any:
        return lambda value: value
    if kind is float:
        return _number
    if origin in (Union, types.UnionType):
        return _one_of(tuple(map(_reader, arguments)))
    if origin is tuple:
        return _items(_reader(arguments[0]), tuple)
    if origin is list:
        return _items(_reader(arguments[0]), list)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_reader(arguments[1]))
    if is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _exactly(kind)


def _exactly(kind: Any) -> _Reader:
    kind = type(None) if kind is None else kind

    def read(value: object) -> object:
        # A bool is an int for Python.
        if type(value) is not kind:
            raise ValueError(f"{type(value).__name__} where {kind.__name__} is to be")
        return value

    return read


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _one_of(readers: tuple[_Reader, ...]) -> _Reader:
    def read(value: object) -> object:
        for reader in readers:
            try:
                return reader(value)
            except ValueError:
                continue
        raise ValueError(f"{type(value).__name__} where something else is to be")

    return read


def _items(reader: _Reader, container: Callable[[Any], Any]) -> _Reader:
    def read(value: Any) -> object:
        # What was not read from JSON has tuples.
        if type(value) not in (list, tuple):
            raise ValueError("no list")
        return container(map(reader, value))

    return read


def _mapping(reader: _Reader) -> _Reader:
    def read(value: object) -> object:
        return {name: reader(each) for name, each in _exactly(dict)(value).items()}

    return read


def _record(kind: Any) -> _Reader:
    return lambda value: record(kind, value)


@cache
def _readers(kind: Any) -> Mapping[str, tuple[_Reader, bool]]:
    """What reads each field of a dataclass, and whether it may be absent, as in a record of an earlier version."""
    hints = get_type_hints(kind)
    return {
        each.name: (_reader(hints[each.name]), each.default is not MISSING or each.default_factory is not MISSING)
        for each in fields(kind)
    }
