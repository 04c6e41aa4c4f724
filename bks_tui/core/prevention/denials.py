"""Which requests of the table any policies deny: those of a person, or others that an organization has attached.

Decided by evaluation, never by text. The requests are made by somebody whom no policy exempts, in any Region; what
depends on more than a request says, such as who makes it, is UNKNOWN: it may not be denied to everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bks_tui.core.iam.policy_evaluation import Answer, RequestContext, any_of, applies, statements_of, uninterpreted
from bks_tui.core.iam.rating import parsed_policy
from bks_tui.core.prevention.policies import ServiceControlPolicy, find_policy
from bks_tui.core.prevention.policy_tests import Case, cases
from bks_tui.core.services import SERVICES

# What the requests of the table certainly do not contain, where they do not name it.
_KEYS_OF_THE_TABLE = frozenset(
    {
        "iam:servicespecificcredentialservicename",
        "iam:servicespecificcredentialagedays",
        *(f"{action.partition(':')[0]}:bearertokentype" for service in SERVICES for action in service.bearer_actions),
    }
)


@dataclass(frozen=True, slots=True)
class GivenPolicy:
    """A policy with its name, whoever wrote it. `characters` is its length as given: AWS counts white space too."""

    name: str
    document: Mapping[str, Any]
    characters: int = 0


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What some policies do together with a request of the table.

    `answer` is whether they deny it, `denied_by` are the names of those that do, and `depends_on` is what could not
    be interpreted.
    """

    case: Case
    answer: Answer
    denied_by: tuple[str, ...]
    depends_on: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether the request is denied or allowed as it must be; what is unknown is not right."""
        return self.answer is (Answer.YES if self.case.denied else Answer.NO)


def outcome(case: Case, policies: Sequence[GivenPolicy]) -> CaseOutcome:
    """What some policies do together with one request."""
    request = replace(case.request, absent=_KEYS_OF_THE_TABLE)
    answers = [(policy, _denies(policy.document, request)) for policy in policies]
    denied_by = tuple(policy.name for policy, answer in answers if answer is Answer.YES)
    answer = any_of(answer for _, answer in answers)
    unclear = [] if answer is not Answer.UNKNOWN else [policy for policy, found in answers if found is answer]
    depends_on = dict.fromkeys(why for policy in unclear for why in _unclear(policy.document, request))
    return CaseOutcome(case, answer, denied_by, tuple(depends_on))


def _denies(document: Mapping[str, Any], request: RequestContext) -> Answer:
    return any_of(_denied_by(each, request) for each in statements_of(document))


def _denied_by(statement: Mapping[str, Any], request: RequestContext) -> Answer:
    effect, answer = statement.get("Effect"), applies(statement, request)
    if effect == "Allow":
        return Answer.NO
    return answer if effect == "Deny" or answer is Answer.NO else Answer.UNKNOWN


def _unclear(document: Mapping[str, Any], request: RequestContext) -> Iterator[str]:
    for statement in statements_of(document):
        if _denied_by(statement, request) is Answer.UNKNOWN:
            yield from uninterpreted(statement, request)
            if statement.get("Effect") != "Deny":
                yield "an effect that is none"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Whether some policies deny all that a policy of bks must deny, and what must stay allowed whatever they are for.

    `needed` are the requests that it must deny, `allowed` those that contain a user or are not about API keys.
    """

    policy: ServiceControlPolicy
    needed: tuple[CaseOutcome, ...]
    allowed: tuple[CaseOutcome, ...]

    @property
    def is_complete(self) -> bool:
        """Whether they deny all of it."""
        return all(each.is_right for each in self.needed)

    @property
    def denied(self) -> int:
        """How many of the requests they deny."""
        return sum(each.is_right for each in self.needed)

    @property
    def blocks(self) -> tuple[CaseOutcome, ...]:
        """What they deny, or may deny, although it must stay allowed."""
        return tuple(each for each in self.allowed if not each.is_right)


def replacements(chosen: Iterable[ServiceControlPolicy], policies: Sequence[GivenPolicy]) -> list[Replacement]:
    """What some policies do together with the tables of policies of bks."""
    return [_replacement(policy, policies) for policy in chosen]


def _replacement(policy: ServiceControlPolicy, policies: Sequence[GivenPolicy]) -> Replacement:
    found = tuple(outcome(case, policies) for case in cases(policy))
    return Replacement(
        policy,
        tuple(each for each in found if each.case.denied),
        # Other requests that this policy leaves allowed may well be what the policies of a person are against.
        tuple(each for each in found if each.case.stays_allowed),
    )


def denying_names(policy: ServiceControlPolicy, others: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Which of some policies, by name and content, deny together all that a policy of bks must deny; none otherwise."""
    needed: set[int] | None = None
    names = list[str]()
    for name, content in others:
        total, denied = _denied(policy.name, content)
        needed = set(range(total)) if needed is None else needed
        if denied & needed:
            names.append(name)
            needed -= denied
    return tuple(names) if needed is not None and not needed else ()


@lru_cache(maxsize=4_096)
def _denied(policy_name: str, content: str) -> tuple[int, frozenset[int]]:
    """How many requests a policy of bks must deny, and which of them a policy of this content denies."""
    must = [case for case in cases(find_policy(policy_name)) if case.denied]
    document = parsed_policy(content)
    if document is None:
        return len(must), frozenset()
    given = [GivenPolicy("", document)]
    return len(must), frozenset(number for number, case in enumerate(must) if outcome(case, given).answer is Answer.YES)
