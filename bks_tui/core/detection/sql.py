"""Conditions as SQL for a table of CloudTrail's logs, as Athena reads them: the only module that spells a rule as SQL.

The columns are those of AWS's table (https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html), in
which the parameters, the answer and the additional data of a call are texts of JSON. SQL has a third truth value,
`NULL`, for what is missing: it selects nothing, and below a `NOT` it is made false.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

from bks_tui.core.detection import conditions as of
from bks_tui.core.detection.conditions import Comparison, Condition, Field
from bks_tui.core.detection.fields import as_pattern
from bks_tui.core.detection.plain import managed_policy_pattern, plain

# Everything that a condition calls. CAST, IN, AND, OR and NOT are syntax.
FUNCTIONS = frozenset({"coalesce", "json_extract_scalar", "lower", "regexp_like", "starts_with", "strpos", "trim"})

_LONGEST_LINE = 100
_JSON = ("requestParameters", "responseElements", "additionalEventData")


@dataclass(frozen=True, slots=True)
class Sql:
    """A part of a query, and the values of its `?` in order. Each value is a constant of a rule."""

    text: str
    parameters: tuple[str, ...] = ()

    @property
    def literal(self) -> str:
        """The same text with its values in it."""
        first, *others = self.text.split("?")
        quoted = ("'" + value.replace("'", "''") + "'" for value in self.parameters)
        return first + "".join(value + other for value, other in zip(quoted, others, strict=True))


def condition_sql(condition: Condition) -> Sql:
    """Whether a record passes the condition; the target is any phantom user, and any call with an API key."""
    return _sql(plain(condition))


def column(path: str) -> str:
    """The field of a record as an expression."""
    first, _, rest = path.partition(".")
    return f"json_extract_scalar({first.lower()}, '$.{rest}')" if first in _JSON else path.lower()


@singledispatch
def _sql(condition: Condition) -> Sql:
    raise TypeError(f"no SQL for {type(condition).__name__}")


@_sql.register
def _(condition: of.AllOf) -> Sql:
    return _joined("AND", map(_sql, condition.conditions))


@_sql.register
def _(condition: of.AnyOf) -> Sql:
    return _joined("OR", map(_sql, condition.conditions))


@_sql.register
def _(condition: of.Not) -> Sql:
    inner = condition.condition
    if isinstance(inner, Field) and inner.comparison is Comparison.PRESENT:
        return Sql(f"coalesce({column(inner.path)}, '') = ''")
    negated = _sql(inner)
    return Sql(f"NOT coalesce({negated.text}, false)", negated.parameters)


@_sql.register
def _(condition: of.AwsManagedPolicy) -> Sql:
    pattern = managed_policy_pattern(condition)
    return Sql(f"regexp_like({column('requestParameters.policyArn')}, ?)", (pattern,))


@_sql.register
def _(condition: Field) -> Sql:
    field, values = column(condition.path), tuple(map(str, condition.values))
    match condition.comparison:
        case Comparison.PRESENT:
            return Sql(f"coalesce({field}, '') <> ''")
        case Comparison.ABSENT:
            return Sql(f"{field} IS NULL")
        case Comparison.BLANK:
            return Sql(f"trim({field}) = ''")
        case Comparison.TRUE | Comparison.FALSE:
            return Sql(f"lower({field}) = ?", (condition.comparison.name.lower(),))
        case Comparison.EQUALS:
            is_one = len(values) == 1
            return Sql(f"{field} = ?" if is_one else f"{field} IN ({', '.join('?' * len(values))})", values)
        case Comparison.AT_LEAST:
            return Sql(f"TRY_CAST({field} AS double) >= {int(values[0])}")
        case Comparison.CONTAINS_WORD | Comparison.MATCHES:
            return Sql(f"regexp_like({field}, ?)", (as_pattern(condition),))
    return _text_sql(condition, field)


def _text_sql(condition: Field, field: str) -> Sql:
    subject = field if condition.cased else f"lower({field})"
    values = [str(value) if condition.cased else str(value).lower() for value in condition.values]
    if condition.comparison is Comparison.ENDS_WITH:
        values = [f"{re.escape(value)}$" for value in values]
    test = _TEXT_TESTS[condition.comparison].format(subject)
    return _joined("OR", [Sql(test, (value,)) for value in values])


_TEXT_TESTS = {
    Comparison.STARTS_WITH: "starts_with({}, ?)",
    Comparison.ENDS_WITH: "regexp_like({}, ?)",
    Comparison.CONTAINS: "strpos({}, ?) > 0",
}


def _joined(word: str, parts: Iterable[Sql]) -> Sql:
    given = tuple(parts)
    texts = [part.text for part in given]
    parameters = tuple(value for part in given for value in part.parameters)
    if len(texts) == 1:
        return Sql(texts[0], parameters)
    line = f"({f' {word} '.join(texts)})"
    if len(line) <= _LONGEST_LINE and "\n" not in line:
        return Sql(line, parameters)
    first, *others = (textwrap.indent(text, "    ") for text in texts)
    lines = (first, *(f"    {word} {text.lstrip()}" for text in others))
    return Sql("(\n" + "\n".join(lines) + "\n)", parameters)
