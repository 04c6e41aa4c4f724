"""The rating of policies as JSON: schema `bks.policy/1`."""

from __future__ import annotations

from bks_tui.core.evidence import Unread
from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.rating import RatedPolicy, Rating, RequestRating, StatementRating

SCHEMA = "bks.policy/1"


def policy_document(kind: str, name: str, rating: Rating) -> dict[str, object]:
    """The rating of a file, a managed policy or a user, by its `name`. A grade that is unknown has limits."""
    return {
        "schema": SCHEMA,
        "subject": {"kind": kind, "name": name},
        **rating_fields(rating),
        "requests": [_request(each) for each in rating.requests],
        "policies": [_policy(each) for each in rating.policies],
        "statements": [_statement(each) for each in rating.statements],
    }


def rating_fields(rating: Rating) -> dict[str, object]:
    """The grade, and what could not be read."""
    return {
        "grade": rating.label,
        "at_least": rating.span.certain.value,
        "at_most": rating.span.possible.value,
        "not_read": list(rating.unread),
    }


def _request(rated: RequestRating) -> dict[str, object]:
    return {
        "grade": rated.request.grade.value,
        "action": rated.request.action,
        "resource": rated.resource,
        "direct": rated.request.is_direct,
        "allowed": rated.answer.value,
    }


def _policy(policy: RatedPolicy) -> dict[str, object]:
    return {
        "name": policy.name,
        "source": policy.source or None,
        "boundary": policy.is_boundary,
        "unread": str(policy.document) if isinstance(policy.document, Unread) else None,
    }


def _statement(statement: StatementRating) -> dict[str, object]:
    return {
        "policy": statement.policy.name,
        "number": statement.number,
        "sid": statement.sid or None,
        "effect": statement.effect,
        "grades": _values(statement.grades),
        "possible_grades": _values(statement.possible_grades),
        "at_least": statement.effective.certain.value,
        "at_most": statement.effective.possible.value,
        "not_interpreted": list(statement.unknown),
    }


def _values(grades: tuple[Grade, ...]) -> list[str]:
    return [grade.value for grade in grades]
