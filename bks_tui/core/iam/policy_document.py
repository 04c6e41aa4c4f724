"""A policy document as readable statements.

This repeats the document and does not evaluate it: the effective permissions also depend on
boundaries, SCPs and other policies.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Permission:
    """One statement in words: `Allow`, `bedrock:Get*, bedrock:List*`, `*`, and its conditions as JSON."""

    effect: str
    actions: str
    resources: str
    conditions: str


def permissions(document: str) -> tuple[Permission, ...] | None:
    """The statements of a policy's JSON text; None if it is not a policy document."""
    try:
        statements = json.loads(document)["Statement"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(statement, dict) for statement in statements):
        return None
    return tuple(_permission(statement) for statement in statements)


def _permission(statement: dict[str, Any]) -> Permission:
    conditions = statement.get("Condition")
    return Permission(
        effect=str(statement.get("Effect", "?")),
        actions=_which(statement, "Action"),
        resources=_which(statement, "Resource"),
        conditions=json.dumps(conditions, separators=(",", ":")) if conditions else "",
    )


def _which(statement: dict[str, Any], name: str) -> str:
    """The values of `name`, or "all but" those of `NotName`."""
    if name in statement:
        return _listed(statement[name])
    inverted = f"Not{name}"
    return f"all but {_listed(statement[inverted])}" if inverted in statement else "?"


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def document_state(text: str) -> str:
    """A policy document in one normal form: AWS can return it with other white space and order."""
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True)
    except (ValueError, RecursionError):
        return text
