"""What each policy must deny and must still allow: a table of requests, derived from the purpose of the policy.

Denied: each way to create, reset or use a key that it is against, in every partition and on every path.
Allowed: keys of other services, CodeCommit and Keyspaces, access without keys, and all calls that contain a user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.iam.policy_evaluation import RequestContext, denies
from bks_tui.core.prevention.policies import LONGEST_DAYS, OUTLIVING_ACTIONS, POLICIES, ServiceControlPolicy
from bks_tui.core.services import LONG_TERM_SERVICES, SERVICES, ApiKeyService

_PLACES = (
    ("", "aws", "/"),
    (" on a path", "aws", "/team/keys/"),
    (" in GovCloud", "aws-us-gov", "/"),
    (" in the European Sovereign Cloud", "aws-eusc", "/"),
)
_SERVICE_NAME = "iam:ServiceSpecificCredentialServiceName"
_ORDINARY_USER = "arn:aws:iam::111122223333:user/alice"
_PASSWORD_SERVICES = ("codecommit.amazonaws.com", "cassandra.amazonaws.com")

# These contain and delete a user; a policy that denies one of them would block the response to an incident.
_CONTAINING = (
    "iam:UpdateServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:DetachUserPolicy",
    "iam:DeleteUserPolicy",
    "iam:RemoveUserFromGroup",
    "iam:DeleteServiceSpecificCredential",
    "iam:DeleteAccessKey",
    "iam:DeleteLoginProfile",
    "iam:DeactivateMFADevice",
    "iam:DeleteSSHPublicKey",
    "iam:DeleteSigningCertificate",
    "iam:DeleteUser",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One request with its description, and whether the policy must deny it."""

    policy: ServiceControlPolicy
    what: str
    request: RequestContext
    denied: bool

    @property
    def stays_allowed(self) -> bool:
        """Whether no policy against API keys may deny it: it contains a user, or is not about API keys."""
        is_password = self.request.context.get(_SERVICE_NAME) in _PASSWORD_SERVICES
        is_ordinary = self.request.resource == _ORDINARY_USER
        return not self.denied and (self.request.action in _CONTAINING or (is_password and is_ordinary))

    @property
    def is_right(self) -> bool:
        """Whether the policy gives the expected result."""
        return denies(self.policy.document, self.request) is self.denied


def cases(policy: ServiceControlPolicy) -> Iterator[Case]:
    """All cases of a policy."""
    service = policy.service
    for denied, found in ((True, _DENIED[policy.purpose.number](service)), (False, _allowed(policy))):
        for what, request in found:
            yield Case(policy, what, request, denied)


def all_cases() -> Iterator[Case]:
    """The cases of all policies."""
    return (case for policy in POLICIES for case in cases(policy))


Requests: TypeAlias = Iterator[tuple[str, RequestContext]]


def _phantoms(service: ApiKeyService) -> Iterator[tuple[str, str]]:
    """The ARN of a phantom user at each place."""
    for place, partition, path in _PLACES if service.phantom_prefixes else ():
        yield place, f"arn:{partition}:iam::111122223333:user{path}{service.phantom_prefixes[0]}ab12"


def _creates(service_name: str | None, days: int | None, user: str = _ORDINARY_USER) -> RequestContext:
    age = {} if days is None else {"iam:ServiceSpecificCredentialAgeDays": str(days)}
    context = {_SERVICE_NAME: service_name or "", **age}
    return RequestContext("iam:CreateServiceSpecificCredential", user, context)


def _creating(service: ApiKeyService, *ages: int | None) -> Requests:
    if service.service_name is None:
        return
    for days in ages:
        lasts = "that never expires" if days is None else f"for {days} days"
        yield f"create a key {lasts} for a user", _creates(service.service_name, days)
        for place, phantom in _phantoms(service):
            yield f"create a key {lasts} for a phantom user{place}", _creates(service.service_name, days, phantom)


def _resetting(service: ApiKeyService) -> Requests:
    for place, phantom in _phantoms(service):
        yield f"reset a key of a phantom user{place}", RequestContext("iam:ResetServiceSpecificCredential", phantom)


def _using(service: ApiKeyService, *types: str) -> Requests:
    for action in service.bearer_actions:
        plane = action.partition(":")[0]
        for kind in types:
            yield f"use a {kind} key on {plane}", RequestContext(action, context={f"{plane}:BearerTokenType": kind})


def _no_key(service: ApiKeyService) -> Requests:
    yield from _creating(service, None, 1, 90)
    yield from _resetting(service)
    yield from _using(service, "LONG_TERM", "SHORT_TERM")
    for action in service.bearer_actions:
        yield f"use a key by {action}, in upper case", RequestContext(action.upper())


def _no_old_key(service: ApiKeyService) -> Requests:
    yield from _creating(service, None, LONGEST_DAYS + 1, 36_600)
    yield from _resetting(service)


def _no_long_term_key(service: ApiKeyService) -> Requests:
    yield from _creating(service, None, 1, 90)
    yield from _resetting(service)
    yield from _using(service, "LONG_TERM", "ABSK")
    for action in service.bearer_actions:
        yield f"use a key by {action} without a token type", RequestContext(action)


def _no_outliving(service: ApiKeyService) -> Requests:
    for action in OUTLIVING_ACTIONS:
        for place, phantom in _phantoms(service):
            yield f"{action} for a phantom user{place}", RequestContext(action, phantom)
    others = (each.service_name for each in LONG_TERM_SERVICES if each is not service)
    for name in (*_PASSWORD_SERVICES, *others):
        for place, phantom in _phantoms(service):
            yield f"create a credential of {name} for a phantom user{place}", _creates(name, None, phantom)


def _no_phantom(service: ApiKeyService) -> Requests:
    for place, phantom in _phantoms(service):
        yield f"create a phantom user{place}", RequestContext("iam:CreateUser", phantom)


_DENIED: dict[int, Callable[[ApiKeyService], Requests]] = {
    1: _no_key,
    2: _no_old_key,
    3: _no_long_term_key,
    4: _no_outliving,
    5: _no_phantom,
}


def _allowed(policy: ServiceControlPolicy) -> Requests:
    service, number = policy.service, policy.purpose.number
    for name in _PASSWORD_SERVICES:
        yield f"create a password for {name}", _creates(name, None)
    yield (
        "reset a password of CodeCommit or Keyspaces",
        RequestContext("iam:ResetServiceSpecificCredential", _ORDINARY_USER),
    )
    for place, user in (
        ("a user", _ORDINARY_USER),
        *((f"a phantom user{where}", arn) for where, arn in _phantoms(service)),
    ):
        for action in _CONTAINING:
            yield f"{action} for {place}", RequestContext(action, user)
    for other in SERVICES:
        if other is not service:
            yield from _creating(other, None)
            yield from _using(other, "LONG_TERM", "SHORT_TERM")
    yield "call without a key", RequestContext("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/x")
    if number == 2:
        yield from _creating(service, 1, LONGEST_DAYS)
    if number == 3:
        yield from _using(service, "SHORT_TERM")
    if number in (2, 4, 5):
        yield from _using(service, "LONG_TERM", "SHORT_TERM")
    if number in (4, 5):
        yield from _creating(service, None)
        yield "create an ordinary user", RequestContext("iam:CreateUser", _ORDINARY_USER)
        yield "create an access key for an ordinary user", RequestContext("iam:CreateAccessKey", _ORDINARY_USER)
