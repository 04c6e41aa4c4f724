"""Conditions of SQL for the table of CloudTrail's logs: small functions, which only this module spells as SQL.

A value is never part of the text: it is a parameter, for which the text has a `?`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bks_tui.core.detection.sql import FUNCTIONS as CONDITION_FUNCTIONS
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import is_harmless, quoted

# Everything that a query of bks calls; a test compares it with each query. CAST and IN are syntax.
FUNCTIONS = CONDITION_FUNCTIONS | {"any_match", "json_format", "strpos"}

# AWS's limits of an execution parameter and of the text of a query.
LONGEST_PARAMETER = 1024
LONGEST_QUERY = 262_144

_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,255}", re.ASCII)


def identifier(name: str) -> str:
    """A name of a database, table or partition as SQL writes it. Raises UsageError for any other text."""
    if not (_IDENTIFIER.fullmatch(name) and is_harmless(name)):
        raise UsageError(
            f"{quoted(name)} is not a name that bks uses in a query", "Names have letters, digits and underscores."
        )
    return f'"{name.lower()}"'


def one_of(column: str, values: Sequence[str]) -> Sql:
    """The column has one of these values."""
    if len(values) == 1:
        return Sql(f"{column} = ?", tuple(values))
    return Sql(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


def between(column: str, first: str, last: str) -> Sql:
    """The column is within these bounds, both included."""
    return Sql(f"{column} BETWEEN ? AND ?", (first, last))


def contains(column: str, value: str) -> Sql:
    """The text of the column contains this one."""
    return Sql(f"strpos({column}, ?) > 0", (value,))


def resource_contains(value: str) -> Sql:
    """The ARN of a resource of the call contains this text."""
    return Sql("any_match(resources, r -> strpos(r.arn, ?) > 0)", (value,))


def any_of(parts: Sequence[Sql]) -> Sql:
    """At least one of the parts holds."""
    text = "\n    OR ".join(part.text for part in parts)
    return Sql(f"({text})", tuple(value for part in parts for value in part.parameters))


def execution_parameters(values: Iterable[str]) -> list[str]:
    """The values as Athena takes them: each an expression of SQL, so each is quoted as a string.

    An unquoted account number or day would be a number. Raises UsageError for a value that is too long.
    """
    literals = ["'{}'".format(value.replace("'", "''")) for value in values]
    if any(len(literal) > LONGEST_PARAMETER for literal in literals):
        raise UsageError(f"Athena takes no value of more than {LONGEST_PARAMETER} characters", "Give a shorter target.")
    return literals
