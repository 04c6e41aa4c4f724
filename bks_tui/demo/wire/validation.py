"""Validates requests by botocore's model: the constraints that its clients do not check.

botocore checks types and required members before it sends; lengths, patterns, maxima and enums
are in the model too, but only AWS enforces them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from bks_tui.demo.state.errors import validation_error

# What Java's patterns say differently: letters, spaces and digits of all scripts, and characters as surrogates.
_JAVA = (
    (r"\p{L}\p{Z}\p{N}", r"\w\s"),
    (r"[\p{L}\p{N}\p{P}]", r"(?:\w|[^\w\s])"),
    (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"),
)


def validate(parameters: Mapping[str, Any], shape: StructureShape | None, existing: Container[str]) -> None:
    """Raise AWS's ValidationError for parameters that do not fit `shape`.

    Names in `existing` are always valid: the account may contain names that IAM would not allow,
    and a request for one of those is not the caller's mistake.
    """
    problems = list(_structure_problems(parameters, shape, existing)) if shape else []
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
        raise validation_error(count + "; ".join(problems))


def _structure_problems(value: Mapping[str, Any], shape: StructureShape, existing: Container[str]) -> Iterator[str]:
    for name, member in shape.members.items():
        where = name[0].lower() + name[1:]
        if name in value:
            yield from _problems(value[name], member, where, existing)
        elif name in shape.required_members:
            yield f"Value null at '{where}' failed to satisfy constraint: Member must not be null"


def _problems(value: Any, shape: Shape, where: str, existing: Container[str]) -> Iterator[str]:
    if isinstance(shape, ListShape):
        for number, item in enumerate(value, 1):
            yield from _problems(item, shape.member, f"{where}.{number}.member", existing)
    elif isinstance(shape, StructureShape):
        for problem in _structure_problems(value, shape, existing):
            yield problem.replace("at '", f"at '{where}.", 1)
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _problems(key, shape.key, f"{where}.key", existing)
            yield from _problems(item, shape.value, f"{where}.{key}", existing)
    elif value not in existing:
        for constraint in _broken_constraints(value, shape):
            yield f"Value '{value}' at '{where}' failed to satisfy constraint: Member must {constraint}"


def _fits(pattern: str, value: str) -> bool:
    """Whether a text matches a pattern of AWS, which is one of Java's."""
    translated = pattern
    for java, python in _JAVA:
        translated = translated.replace(java, python)
    return re.fullmatch(translated, value, 0 if translated != pattern else re.ASCII) is not None


def _broken_constraints(value: Any, shape: Shape) -> Iterator[str]:
    limits = shape.metadata
    size, what = (len(value), "have length") if isinstance(value, str) else (value, "have value")
    if size < limits.get("min", size):
        yield f"{what} greater than or equal to {limits['min']}"
    if size > limits.get("max", size):
        yield f"{what} less than or equal to {limits['max']}"
    if "pattern" in limits and not _fits(limits["pattern"], value):
        yield f"satisfy regular expression pattern: {limits['pattern']}"
    if "enum" in limits and value not in limits["enum"]:
        yield f"satisfy enum value set: [{', '.join(limits['enum'])}]"
