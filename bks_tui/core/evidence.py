"""A fact about AWS: either its value, or why it could not be read.

A separate type, so that an unread fact is never mistaken for an empty one: there is no default
value, and the type checker makes every reader handle both cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Item = TypeVar("Item")


class Cause(Enum):
    """Why a fact could not be read."""

    DENIED = "denied"
    THROTTLED = "throttled"
    EXPIRED = "credentials expired"
    UNREACHABLE = "no answer"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A fact that AWS answered."""

    value: T


@dataclass(frozen=True, slots=True)
class Unread:
    """A fact that could not be read.

    `operation` is the failed call, as IAM names it (`iam:ListAccessKeys`); `detail` is the message
    from AWS, already sanitized.
    """

    cause: Cause
    operation: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.operation} {self.cause.value}"


Evidence: TypeAlias = Known[T] | Unread


def known_items(evidence: Known[tuple[Item, ...]] | Unread) -> tuple[Item, ...]:
    """The items that are known to exist. Also empty when unread, so it never proves absence."""
    return evidence.value if isinstance(evidence, Known) else ()
