"""The conditions of rules, as data: one evaluator runs them, the documentation puts them into words.

A condition contains no function, so that it can be written in other query languages too. Those of
one event can be combined freely. Those over several events stand at the top of a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from bks_tui.core.cloudtrail.event import ActorKind

# Values that are derived: the model without its Region, and the program and system of a user agent without versions.
MODEL = "model"
CLIENT = "client"


class CallOutcome(Enum):
    """How a call ended. A denied call also failed."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    DENIED = "denied"


class Comparison(Enum):
    """How the value of a field is compared. EQUALS and MATCHES heed upper and lower case, the others if asked to."""

    EQUALS = "is"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"
    CONTAINS = "contains"
    CONTAINS_WORD = "contains the word"
    MATCHES = "matches"
    AT_LEAST = "is at least"
    TRUE = "is true"
    FALSE = "is false"
    PRESENT = "is present"
    ABSENT = "is absent"
    BLANK = "is blank"


# --- one event -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One of these calls of a service, or any of its calls. `bedrock` includes `bedrock-mantle` and the like."""

    service: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How the call ended."""

    outcome: CallOutcome


@dataclass(frozen=True, slots=True)
class By:
    """The kind of identity that made the call."""

    kind: ActorKind


@dataclass(frozen=True, slots=True)
class ByTarget:
    """The target of the search made the call."""


@dataclass(frozen=True, slots=True)
class OnTarget:
    """The call affected the target of the search."""


@dataclass(frozen=True, slots=True)
class ByPhantomOf:
    """The target made the call, and one of its names is that of a phantom user of this service (see `services`)."""

    slug: str


@dataclass(frozen=True, slots=True)
class ByService:
    """An AWS service made the call, for itself or for someone."""


@dataclass(frozen=True, slots=True)
class BearerToken:
    """The call came with an API key, not with a signature."""


@dataclass(frozen=True, slots=True)
class LongTermAccessKey:
    """The call was signed with the access key of an IAM user."""


@dataclass(frozen=True, slots=True)
class FromConsole:
    """The call came from a session of the console in a browser."""


@dataclass(frozen=True, slots=True)
class Writes:
    """The call changes something."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record, by its path, or a derived one, compared with one of these values.

    `cased`: upper and lower case are distinguished.
    """

    path: str
    comparison: Comparison
    values: tuple[str | int, ...] = ()
    cased: bool = False


@dataclass(frozen=True, slots=True)
class AwsManagedPolicy:
    """The call names one of these policies, owned by AWS. A name that ends in `*` stands for all that begin so."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = (
    Call
    | Ended
    | By
    | ByTarget
    | OnTarget
    | ByPhantomOf
    | ByService
    | BearerToken
    | LongTermAccessKey
    | FromConsole
    | Writes
    | Field
    | AwsManagedPolicy
    | Not
    | AllOf
    | AnyOf
)


# --- several events ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Repeated:
    """Events like `of` that affect one user: each from the `times`-th on, or one that shows that there were others.

    `seconds`: only events that are so recent count.
    """

    of: Condition
    times: int
    or_shown_by: Condition
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Burst:
    """So many events like `of` by one identity in so many seconds: the one that completes it."""

    of: Condition
    calls: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Distinct:
    """Events like `of` by one identity with different values of a field: each that adds one, from the `at_least`-th on.

    `seconds`: only values that were seen so recently count.
    """

    of: Condition
    path: str
    at_least: int
    seconds: int | None = None


Pattern: TypeAlias = Repeated | Burst | Distinct


def all_of(*conditions: Condition) -> AllOf:
    """Every one of them."""
    return AllOf(conditions)


def any_of(*conditions: Condition) -> AnyOf:
    """At least one of them."""
    return AnyOf(conditions)


def attempted(service: str, *names: str) -> Call:
    """A call, whatever its outcome."""
    return Call(service, names)


def called(service: str, *names: str) -> AllOf:
    """A call that succeeded."""
    return all_of(Call(service, names), Ended(CallOutcome.SUCCEEDED))
