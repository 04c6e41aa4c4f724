"""A fact about AWS: either its value, or why it could not be read.

Apart from the facts themselves so that nothing can mistake an unread fact for an empty one:
there is no default value, and a type checker asks every reader which of the two it holds.
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

    `operation` is the call that failed, as IAM names it (`iam:ListAccessKeys`); `detail` is AWS's
    own message, already cleaned.
    """

    cause: Cause
    operation: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.operation} {self.cause.value}"


Evidence: TypeAlias = Known[T] | Unread


def known_items(evidence: Known[tuple[Item, ...]] | Unread) -> tuple[Item, ...]:
    """The items that are known to exist. Empty also when unread: never a proof of absence."""
    return evidence.value if isinstance(evidence, Known) else ()
