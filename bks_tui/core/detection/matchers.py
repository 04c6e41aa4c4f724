"""The conditions of rules: tests of one event in its context, combined in the tables of rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from bks_tui.core.cloudtrail.event import ActorKind, request_parameters
from bks_tui.core.detection.event_context import INVOCATIONS, EventContext
from bks_tui.core.iam.user import AttachedPolicy
from bks_tui.core.scan.holds import is_quarantine
from bks_tui.core.services import SERVICES

Condition: TypeAlias = Callable[[EventContext], bool]

_DENIED = re.compile(r"(?:AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden)\w*\Z")

# Tools that search for keys or test their access, and operating systems for penetration testers.
_SCANNER = re.compile(
    r"trufflehog|gitleaks|prowler|scout ?suite|\bpacu\b|cloudfox|enumerate-iam|nuclei|stratus-red-team"
    r"|\b(?:kali|parrot|pentoo)\b",
    re.IGNORECASE,
)

_OWN_POLICIES = frozenset(name for service in SERVICES for name in service.managed_policies)


def any_of(*conditions: Condition) -> Condition:
    """At least one of them."""
    return lambda sighting: any(condition(sighting) for condition in conditions)


def all_of(*conditions: Condition) -> Condition:
    """Every one of them."""
    return lambda sighting: all(condition(sighting) for condition in conditions)


def called(service: str, *names: str) -> Condition:
    """A call by one of these names that succeeded. `bedrock` is also `bedrock-mantle` and the like."""
    wanted = frozenset(names)

    def condition(sighting: EventContext) -> bool:
        event = sighting.event
        return event.name in wanted and event.error_code is None and _is_of(event.source, service)

    return condition


def asked(name: str, value: str) -> Condition:
    """A request parameter has this value."""
    return lambda sighting: request_parameters(sighting.event).get(name) == value


def by_target(sighting: EventContext) -> bool:
    """The target made the call."""
    return sighting.own


def by_another(sighting: EventContext) -> bool:
    """Someone else made the call."""
    return not sighting.own


def by_user(sighting: EventContext) -> bool:
    """An IAM user made the call, not an Identity Center user or a role, which are meant to use the console."""
    return sighting.event.actor.kind is ActorKind.USER


def by_root(sighting: EventContext) -> bool:
    """The root user made the call."""
    return sighting.event.actor.kind is ActorKind.ROOT and not sighting.by_service


def access_tested(sighting: EventContext) -> bool:
    """An invocation was rejected for its parameters, which AWS checks only after the permission."""
    return sighting.event.name in INVOCATIONS and sighting.event.error_code == "ValidationException"


def denied(sighting: EventContext) -> bool:
    """A policy did not allow the call, or a login failed."""
    if _DENIED.search(sighting.event.error_code or ""):
        return True
    return sighting.event.name == "ConsoleLogin" and sighting.event.failed


def logged_in(sighting: EventContext) -> bool:
    """A login to the console that succeeded."""
    return called("signin", "ConsoleLogin")(sighting) and not denied(sighting)


def from_console(sighting: EventContext) -> bool:
    """The call came from a console session in a browser."""
    return sighting.event.from_console


def with_bearer_token(sighting: EventContext) -> bool:
    """The call came with an API key, not with a signature."""
    return sighting.event.call_with_bearer_token


def scanner(sighting: EventContext) -> bool:
    """The user agent is a scanner's, or empty."""
    agent = sighting.event.user_agent
    return agent is not None and (not agent.strip() or _SCANNER.search(agent) is not None)


def outside_service(sighting: EventContext) -> bool:
    """A phantom user called another service than the one it was created for."""
    service = sighting.phantom_of
    if service is None or sighting.by_service or not sighting.event.source:
        return False
    return not _is_of(sighting.event.source, (service.service_name or "").partition(".")[0])


def renamed(sighting: EventContext) -> bool:
    """A user was renamed."""
    return called("iam", "UpdateUser")(sighting) and bool(request_parameters(sighting.event).get("newUserName"))


def quarantined(sighting: EventContext) -> bool:
    """AWS's quarantine policy was attached."""
    return called("iam", "AttachUserPolicy")(sighting) and is_quarantine(_policy(sighting))


def quarantine_lifted(sighting: EventContext) -> bool:
    """AWS's quarantine policy was detached."""
    return called("iam", "DetachUserPolicy")(sighting) and is_quarantine(_policy(sighting))


def given_own_policy(sighting: EventContext) -> bool:
    """Someone else attached the policy that AWS uses for users with an API key."""
    policy = _policy(sighting) if called("iam", "AttachUserPolicy")(sighting) else None
    return policy is not None and not sighting.own and policy.is_aws_managed and policy.name in _OWN_POLICIES


def permissions_added(sighting: EventContext) -> bool:
    """A call that can allow more than before. Not one that only denies or attaches the policy of an API key."""
    if not _grants(sighting):
        return False
    if quarantined(sighting) or given_own_policy(sighting):
        return False
    return not _only_denies(request_parameters(sighting.event).get("policyDocument"))


_grants = called(
    "iam",
    "AttachUserPolicy",
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "PutUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "AddUserToGroup",
    "CreatePolicyVersion",
    "SetDefaultPolicyVersion",
    "UpdateAssumeRolePolicy",
)


def _is_of(source: str, service: str) -> bool:
    name = source.partition(".")[0]
    return name == service or name.startswith(f"{service}-")


def _policy(sighting: EventContext) -> AttachedPolicy:
    arn = str(request_parameters(sighting.event).get("policyArn") or "")
    return AttachedPolicy(arn.rpartition("/")[2], arn)


def _only_denies(document: Any) -> bool:
    """Whether a policy document certainly allows nothing."""
    try:
        statements = json.loads(document)["Statement"]
    except (TypeError, ValueError, KeyError, RecursionError):
        return False
    listed = statements if isinstance(statements, list) else [statements]
    return bool(listed) and all(isinstance(one, dict) and one.get("Effect") == "Deny" for one in listed)
