"""The fields of the operations of a journal in a filter."""

from __future__ import annotations

from bks_tui.core.evidence import Known
from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField, Values, slug
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import PlanKind

_TEXT, _CHOICE, _AGE = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.AGE

# An operation without an outcome: it runs, or was interrupted, or another one resumed it.
_UNFINISHED = "unfinished"


def search_text(operation: Operation) -> str:
    """The text of an operation that is searched, casefolded."""
    plan = operation.plan
    words = (
        operation.operation_id,
        plan.title,
        plan.kind.value,
        plan.subject.name,
        plan.subject.arn,
        *_account(operation),
        *_outcome(operation),
        *_marks(operation),
        f"{operation.begun_at:%Y-%m-%d %H:%M}",
        operation.reason,
    )
    return "\n".join(str(word) for word in words if word).casefold()


def _outcome(operation: Operation) -> Values:
    return (slug(operation.outcome.label) if operation.outcome else _UNFINISHED,)


def _account(operation: Operation) -> Values:
    account = operation.plan.account
    alias = account.alias.value if isinstance(account.alias, Known) else None
    return (account.account_id, alias) if alias else (account.account_id,)


def _marks(operation: Operation) -> Values:
    given = (
        ("undone", operation.undone_by),
        ("undoable", operation.can_be_undone),
        ("resumed", operation.continued_by),
        ("interrupted", operation.is_interrupted),
        ("demo", operation.plan.account.demo),
    )
    return tuple(mark for mark, is_given in given if is_given)


OPERATION_FIELDS: FieldTable[Operation] = FieldTable(
    "operations",
    (
        FilterField("user", "the user, role or target", _TEXT, lambda one: (one.plan.subject.name,)),
        FilterField(
            "action",
            "what was done",
            _CHOICE,
            lambda one: (slug(one.plan.kind.value),),
            tuple(slug(kind.value) for kind in PlanKind),
        ),
        FilterField(
            "outcome",
            "how it ended",
            _CHOICE,
            _outcome,
            (*(slug(outcome.label) for outcome in Outcome), _UNFINISHED),
        ),
        FilterField(
            "is",
            "what became of it",
            _CHOICE,
            _marks,
            ("undoable", "undone", "resumed", "interrupted", "demo"),
        ),
        FilterField("account", "the id or alias of the account", _TEXT, _account),
        FilterField("age", "how long ago it began", _AGE, lambda one: (one.begun_at,)),
        FilterField("caller", "the ARN of the caller", _TEXT, lambda one: (one.plan.account.caller_arn,)),
        FilterField("id", "the id of the operation", _TEXT, lambda one: (one.operation_id,)),
    ),
    search_text,
)
