"""What the holder of some policies could do, in five grades, and what each statement contributes.

Every representative request (`core.iam.rated_requests`) is evaluated against all statements: an allow in one of the
granting policies, no deny anywhere, and an allow in the boundary if there is one. What could not be read or
interpreted makes the grade unknown, never lower. Service control policies, resource policies and session policies are
not considered.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.iam.policy_evaluation import (
    Answer,
    RequestContext,
    Statement,
    all_of,
    any_of,
    applies,
    names_action,
    statements_of,
    uninterpreted,
)
from bks_tui.core.iam.rated_candidates import Holder, candidates
from bks_tui.core.iam.rated_requests import REQUESTS, Grade, RatedRequest

_VERSION_WITH_VARIABLES = "2012-10-17"
_EFFECTS = ("Allow", "Deny")


@dataclass(frozen=True, slots=True)
class RatedPolicy:
    """A policy to rate. `source` says how the holder has it, such as `attached`; a boundary only limits."""

    name: str
    document: Evidence[str]
    source: str = ""
    is_boundary: bool = False


@dataclass(frozen=True, slots=True)
class GradeSpan:
    """The highest grade that is certain, and the highest that is possible."""

    certain: Grade
    possible: Grade

    @property
    def is_known(self) -> bool:
        """Whether there is nothing unknown that could raise it."""
        return self.certain is self.possible


@dataclass(frozen=True, slots=True)
class RequestRating:
    """Whether a representative request is allowed, with the resource that was tried last or is allowed."""

    request: RatedRequest
    answer: Answer
    resource: str


@dataclass(frozen=True, slots=True)
class StatementRating:
    """What one statement contributes.

    `number` counts from 1 in its policy. `grades` are those it is about by itself; of an Allow, `effective` is what
    it allows after boundary and denies. `unknown` is what could not be interpreted.
    """

    policy: RatedPolicy
    number: int
    sid: str
    effect: str
    grades: tuple[Grade, ...]
    possible_grades: tuple[Grade, ...]
    effective: GradeSpan
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of some policies together."""

    policies: tuple[RatedPolicy, ...]
    span: GradeSpan
    requests: tuple[RequestRating, ...]
    statements: tuple[StatementRating, ...]
    unread: tuple[str, ...]

    @property
    def label(self) -> str:
        """The grade, or `unknown`."""
        return self.span.certain.value if self.span.is_known else "unknown"

    @property
    def sentence(self) -> str:
        """The grade in words, and if it is unknown, its limits."""
        if self.span.is_known:
            return f"{self.label}: {self.span.certain.meaning}"
        return f"unknown: at least {self.span.certain.value}, at most {self.span.possible.value}"


@dataclass
class _Stated:
    """A statement with what was found about it."""

    policy: RatedPolicy
    number: int
    body: Statement
    # Of a document in an old version, variables are plain text: what depends on them is not interpreted.
    is_uncertain: bool
    own: dict[RatedRequest, Answer] = field(default_factory=dict)
    effective: dict[RatedRequest, Answer] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def applies(self, request: RequestContext) -> Answer:
        answer = applies(self.body, request)
        if answer is Answer.UNKNOWN:
            self.unknown.update(dict.fromkeys(uninterpreted(self.body, request)))
        elif answer is Answer.YES and self.is_uncertain:
            self.unknown["variables in a policy without the version of today"] = None
            return Answer.UNKNOWN
        return answer

    @property
    def effect(self) -> str:
        return str(self.body.get("Effect"))


def rate(policies: Iterable[RatedPolicy], holder: Holder | None = None, *, by_statement: bool = True) -> Rating:
    """The rating of policies that somebody has together; faster without what each statement contributes."""
    return _rating(tuple(policies), holder or Holder(), by_statement=by_statement)


# A list shows the rating of each user that the cursor comes to, again and again: each takes milliseconds.
@lru_cache(maxsize=256)
def _rating(policies: tuple[RatedPolicy, ...], holder: Holder, *, by_statement: bool) -> Rating:
    whole = _Whole(policies, holder, by_statement=by_statement)
    requests = tuple(whole.rate(request) for request in REQUESTS)
    span = _span({each.request: each.answer for each in requests})
    statements = tuple(map(_statement, whole.stated)) if by_statement else ()
    return Rating(whole.policies, span, requests, statements, tuple(whole.unread))


class _Whole:
    """All policies of a holder."""

    def __init__(self, policies: tuple[RatedPolicy, ...], holder: Holder, *, by_statement: bool) -> None:
        self._by_statement = by_statement
        self.policies = policies
        self.stated: list[_Stated] = []
        self.unread: list[str] = []
        self._holder = holder
        self._has_boundary = any(policy.is_boundary for policy in policies)
        # Whether of these is a boundary, or another policy.
        self._unread_kinds: set[bool] = set()
        for policy in policies:
            self._read(policy)

    def _read(self, policy: RatedPolicy) -> None:
        stated = _stated(policy)
        if isinstance(stated, str):
            self.unread.append(f"{policy.name}: {stated}")
            self._unread_kinds.add(policy.is_boundary)
        else:
            self.stated += stated

    def rate(self, request: RatedRequest) -> RequestRating:
        """Try a representative request, and remember what the statements have to do with it."""
        about = [each for each in self.stated if names_action(each.body, request.action) is not Answer.NO]
        tried, is_cut = candidates(request, [each.body for each in about], self._holder)
        best = RequestRating(request, Answer.NO, tried[0].resource)
        for candidate in tried:
            answer = self._try(request, about, candidate)
            if any_of((best.answer, answer)) is not best.answer:
                best = RequestRating(request, answer, candidate.resource)
            if best.answer is Answer.YES and not self._by_statement:
                return best
        if is_cut and best.answer is Answer.NO:
            self.unread.append(f"{request.action}: there are too many resources in the policies to try all of them")
            return RequestRating(request, Answer.UNKNOWN, best.resource)
        return best

    def _try(self, request: RatedRequest, about: Sequence[_Stated], candidate: RequestContext) -> Answer:
        answers = [(each, each.applies(candidate)) for each in about]
        answer = self._decide(answers)
        for stated, own in answers:
            stated.own[request] = any_of((own, stated.own.get(request, Answer.NO)))
            if stated.effect == "Allow" and not stated.policy.is_boundary:
                left = all_of((own, answer))
                stated.effective[request] = any_of((left, stated.effective.get(request, Answer.NO)))
        return answer

    def _decide(self, answers: Sequence[tuple[_Stated, Answer]]) -> Answer:
        """The answer of all policies together."""
        denied = any_of(self._says(answers, "Deny", is_boundary) for is_boundary in (False, True)).negated
        granted = self._says(answers, "Allow", is_boundary=False)
        bounded = self._says(answers, "Allow", is_boundary=True) if self._has_boundary else Answer.YES
        return all_of((granted, bounded, denied))

    def _says(self, answers: Sequence[tuple[_Stated, Answer]], effect: str, is_boundary: bool) -> Answer:
        """Whether a statement of the boundary, or of the others, has this effect on a request."""
        of_these = [(each.effect, answer) for each, answer in answers if each.policy.is_boundary is is_boundary]
        unclear = any(each not in _EFFECTS and answer is not Answer.NO for each, answer in of_these)
        unread = Answer.UNKNOWN if unclear or is_boundary in self._unread_kinds else Answer.NO
        return any_of((*(answer for each, answer in of_these if each == effect), unread))


def _stated(policy: RatedPolicy) -> list[_Stated] | str:
    """The statements of a policy, or why they are unknown."""
    if isinstance(policy.document, Unread):
        return f"could not be read: {policy.document}"
    document = parsed_policy(policy.document.value)
    if document is None:
        return "its document could not be parsed"
    if any("Principal" in each or "NotPrincipal" in each for each in statements_of(document)):
        return "it is the policy of a resource, not of a holder"
    has_variables = "${" in policy.document.value and document.get("Version") != _VERSION_WITH_VARIABLES
    return [
        _Stated(policy, number, body, has_variables and "${" in json.dumps(body))
        for number, body in enumerate(statements_of(document), start=1)
    ]


def parsed_policy(text: str) -> dict[str, Any] | None:
    """A policy document; None if the text is none."""
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or "Statement" not in document:
        return None
    return document if all(isinstance(each, dict) for each in statements_of(document)) else None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. One that repeats a name could be read in two ways."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _span(answers: dict[RatedRequest, Answer]) -> GradeSpan:
    def highest(*wanted: Answer) -> Grade:
        found = (request.grade for request, answer in answers.items() if answer in wanted)
        return max(found, key=lambda grade: grade.place, default=Grade.NOTHING)

    return GradeSpan(highest(Answer.YES), highest(Answer.YES, Answer.UNKNOWN))


def _statement(stated: _Stated) -> StatementRating:
    def grades(*wanted: Answer) -> tuple[Grade, ...]:
        found = {request.grade for request, answer in stated.own.items() if answer in wanted}
        return tuple(grade for grade in Grade if grade in found)

    return StatementRating(
        policy=stated.policy,
        number=stated.number,
        sid=str(stated.body.get("Sid") or ""),
        effect=stated.effect,
        grades=grades(Answer.YES),
        possible_grades=grades(Answer.YES, Answer.UNKNOWN),
        effective=_span(stated.effective),
        unknown=tuple(stated.unknown),
    )
