"""Conditions as comparisons of the fields of a record: what every query language can say, without a target.

The target of a search becomes any phantom user, by its name, and any call with an API key. What remains are
comparisons (`Field`), the policies of AWS, and `Not`, `AllOf` and `AnyOf` of these. The fields are those of
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from bks_tui.core.cloudtrail.event import ActorKind
from bks_tui.core.detection import conditions as of
from bks_tui.core.detection.conditions import (
    AllOf,
    AnyOf,
    CallOutcome,
    Comparison,
    Condition,
    Field,
    Not,
    all_of,
    any_of,
)
from bks_tui.core.detection.evaluate import DENIED_CODES
from bks_tui.core.detection.index import call_names
from bks_tui.core.services import SERVICES

_LOGIN = "ConsoleLogin"
_TYPES = {ActorKind.USER: "IAMUser", ActorKind.ROOT: "Root"}

_HAS_ERROR = Field("errorCode", Comparison.PRESENT)
# A login that failed has no error code.
_LOGIN_FAILED = Field("responseElements.ConsoleLogin", Comparison.EQUALS, ("Failure",))
_IS_LOGIN = Field("eventName", Comparison.EQUALS, (_LOGIN,))
_HAS_DENIED_CODE = Field("errorCode", Comparison.CONTAINS, DENIED_CODES, cased=True)

BEARER_TOKEN = any_of(
    Field("additionalEventData.callWithBearerToken", Comparison.TRUE),
    Field("requestParameters.callWithBearerToken", Comparison.TRUE),
)


def by_phantom(prefixes: tuple[str, ...]) -> AnyOf:
    """A user with such a name made the call, or a session that the user made for itself (GetFederationToken).

    The session of a role has no user name. The consoles create their users without a path.
    """
    arns = tuple(f":user/{prefix}" for prefix in prefixes)
    return any_of(
        Field("userIdentity.userName", Comparison.STARTS_WITH, prefixes, cased=True),
        Field("userIdentity.sessionContext.sessionIssuer.arn", Comparison.CONTAINS, arns, cased=True),
    )


_PHANTOMS = {service.slug: service.phantom_prefixes for service in SERVICES if service.phantom_prefixes}
_ALL_PHANTOMS = tuple(prefix for prefixes in _PHANTOMS.values() for prefix in prefixes)
BY_TARGET = any_of(*by_phantom(_ALL_PHANTOMS).conditions, *BEARER_TOKEN.conditions)
ON_TARGET = any_of(
    Field("requestParameters.userName", Comparison.STARTS_WITH, _ALL_PHANTOMS, cased=True),
    Field("requestParameters.newUserName", Comparison.STARTS_WITH, _ALL_PHANTOMS, cased=True),
)


BY_AWS_SERVICE = any_of(
    Field("userIdentity.type", Comparison.EQUALS, ("AWSService",)),
    Field("sourceIPAddress", Comparison.ENDS_WITH, (".amazonaws.com",), cased=True),
    Field("sourceIPAddress", Comparison.EQUALS, ("AWS Internal",)),
)
# What languages that can name a part of a condition call these.
NAMES: Mapping[Condition, str] = {
    BEARER_TOKEN: "api_key",
    BY_TARGET: "phantom_or_api_key",
    ON_TARGET: "on_phantom",
    BY_AWS_SERVICE: "aws_service",
}


def managed_policy_pattern(condition: of.AwsManagedPolicy) -> str:
    """The regular expression of the ARNs of these policies: `aws` stands where a customer's policy has its account."""
    names = "|".join(name.removesuffix("*") + ".*" * name.endswith("*") for name in condition.names)
    return rf"^arn:[^:]*:[^:]*:[^:]*:aws:(?:.*/)?(?:{names})$"


def plain(condition: Condition) -> Condition:
    """The same condition in comparisons of fields."""
    return _plain(condition, call_names(condition))


@singledispatch
def _plain(condition: Condition, names: frozenset[str] | None) -> Condition:  # noqa: ARG001 - others use it
    """`names` are the calls that the condition can hold for; None: any."""
    return _LEAVES.get(type(condition), condition)


_LEAVES: dict[type, Condition] = {
    of.ByTarget: BY_TARGET,
    of.OnTarget: ON_TARGET,
    of.ByService: BY_AWS_SERVICE,
    of.BearerToken: BEARER_TOKEN,
    of.LongTermAccessKey: Field("userIdentity.accessKeyId", Comparison.STARTS_WITH, ("AKIA",), cased=True),
    of.FromConsole: Field("sessionCredentialFromConsole", Comparison.TRUE),
    of.Writes: Field("readOnly", Comparison.FALSE),
}


@_plain.register
def _(condition: of.Call, _names: frozenset[str] | None) -> Condition:
    of_service = Field(
        "eventSource", Comparison.STARTS_WITH, (f"{condition.service}.", f"{condition.service}-"), cased=True
    )
    if not condition.names:
        return of_service
    return all_of(of_service, Field("eventName", Comparison.EQUALS, condition.names))


@_plain.register
def _(condition: of.Ended, names: frozenset[str] | None) -> Condition:
    may_be_login = names is None or _LOGIN in names
    failed = any_of(_HAS_ERROR, all_of(_IS_LOGIN, _LOGIN_FAILED)) if may_be_login else _HAS_ERROR
    if condition.outcome is CallOutcome.SUCCEEDED:
        return Not(failed)
    if condition.outcome is CallOutcome.FAILED:
        return failed
    return any_of(_HAS_DENIED_CODE, all_of(_IS_LOGIN, failed)) if may_be_login else _HAS_DENIED_CODE


@_plain.register
def _(condition: of.By, _names: frozenset[str] | None) -> Condition:
    return Field("userIdentity.type", Comparison.EQUALS, (_TYPES[condition.kind],))


@_plain.register
def _(condition: of.ByPhantomOf, _names: frozenset[str] | None) -> Condition:
    return by_phantom(_PHANTOMS[condition.slug])


@_plain.register
def _(condition: Not, names: frozenset[str] | None) -> Condition:
    return Not(_plain(condition.condition, names))


@_plain.register
def _(condition: AllOf, names: frozenset[str] | None) -> Condition:
    own = call_names(condition)
    parts = [_plain(part, names if own is None else own) for part in condition.conditions]
    return _joined(AllOf, parts)


@_plain.register
def _(condition: AnyOf, names: frozenset[str] | None) -> Condition:
    return _joined(AnyOf, [_plain(part, names) for part in condition.conditions])


def _joined(kind: type[AllOf | AnyOf], parts: list[Condition]) -> Condition:
    """One condition of all the parts, and of the parts of those of the same kind that have no name; each once."""
    flat: list[Condition] = []
    for part in parts:
        flat += part.conditions if isinstance(part, kind) and part not in NAMES else [part]
    distinct = tuple(dict.fromkeys(flat))
    return distinct[0] if len(distinct) == 1 else kind(distinct)


_OPPOSITES = {Comparison.PRESENT: Comparison.ABSENT, Comparison.ABSENT: Comparison.PRESENT}


def pushed_down(condition: Condition, *, negated: bool = False) -> Condition:
    """The condition, or its opposite, with `Not` around comparisons only: some languages have no other."""
    match condition:
        case Not(part):
            return pushed_down(part, negated=not negated)
        case AllOf(parts) | AnyOf(parts):
            kind = AnyOf if isinstance(condition, AllOf) is negated else AllOf
            return kind(tuple(pushed_down(part, negated=negated) for part in parts))
        case Field(path, comparison) if negated and comparison in _OPPOSITES:
            return Field(path, _OPPOSITES[comparison])
    return Not(condition) if negated else condition
