"""Who made a call, as the identity that a hunt groups by, and which users a call affected. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.cloudtrail.event import ActorKind, Event, request_parameters, response_elements
from bks_tui.core.cloudtrail.record import object_in, text_in
from bks_tui.core.cloudtrail.target import Target, TargetKind, target_of_user
from bks_tui.core.timeline.learned_names import renamed

_USER_ARN = re.compile(r"arn:[^:]*:iam::(?P<account>\d{12}):user/(?:.*/)?(?P<name>[^/]+)")
_SESSION_ARN = re.compile(r"arn:[^:]*:sts::\d*:assumed-role/(?P<role>[^/]+)/")


class IdentityKind(Enum):
    """The kind of an identity. All sessions of a role are one identity; of Identity Center, each user of a role is."""

    USER = "IAM user"
    ROLE = "role"
    IDENTITY_CENTER = "Identity Center user"
    ROOT = "root"
    SERVICE = "AWS service"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IdentityKey:
    """What distinguishes an identity. `role` is that of an Identity Center user; otherwise it is empty."""

    kind: IdentityKind
    account_id: str | None
    name: str
    role: str = ""

    def target(self, arn: str | None) -> Target:
        """The identity as the target of the rules."""
        if self.kind is IdentityKind.USER:
            return target_of_user(self.name, self.account_id or "")
        return Target(TargetKind.ARN, arn or self.name, None, (), self.name, self.account_id)


def caller_of(event: Event) -> IdentityKey:
    """The identity that made a call."""
    actor = event.actor
    account_id = actor.account_id or event.account_id
    if actor.kind is ActorKind.USER:
        return IdentityKey(IdentityKind.USER, account_id, actor.name)
    if actor.kind is ActorKind.ROLE_SESSION:
        return IdentityKey(IdentityKind.ROLE, account_id, _role(event) or actor.name)
    if actor.kind is ActorKind.IDENTITY_CENTER:
        return IdentityKey(IdentityKind.IDENTITY_CENTER, account_id, actor.name, _role(event))
    if actor.kind is ActorKind.ROOT:
        return IdentityKey(IdentityKind.ROOT, account_id, actor.name)
    if actor.kind is ActorKind.SERVICE:
        return IdentityKey(IdentityKind.SERVICE, event.account_id, actor.name)
    # The session that GetFederationToken gives is the user's own.
    issuer = _USER_ARN.fullmatch(actor.issuer_arn or "")
    if issuer:
        return IdentityKey(IdentityKind.USER, issuer["account"], issuer["name"])
    return IdentityKey(IdentityKind.OTHER, account_id, actor.name)


def arn_of(event: Event) -> str | None:
    """The ARN of the identity that made a call: of a role session that of its role."""
    actor = event.actor
    if actor.kind is ActorKind.ROLE_SESSION:
        return actor.issuer_arn
    if actor.kind is ActorKind.OTHER and _USER_ARN.fullmatch(actor.issuer_arn or ""):
        return actor.issuer_arn
    return actor.arn


def _role(event: Event) -> str:
    if event.actor.issuer:
        return event.actor.issuer
    session = _SESSION_ARN.match(event.actor.arn or "")
    return session["role"] if session else ""


def affected_users(event: Event) -> Mapping[IdentityKey, str | None]:
    """The users that a call affected, with their ARNs where the record has them; none if the call failed."""
    if event.failed or not event.resources:
        return {}
    users: dict[IdentityKey, str | None] = {}
    for arn in map(_USER_ARN.fullmatch, event.resources):
        if arn:
            users[IdentityKey(IdentityKind.USER, arn["account"], arn["name"])] = arn[0]
    if event.source == "iam.amazonaws.com":
        asked = request_parameters(event)
        arn_of_new = text_in(object_in(response_elements(event), "user"), "arn") if event.name == "CreateUser" else None
        name = text_in(asked, "userName")
        if name:
            users.setdefault(IdentityKey(IdentityKind.USER, event.account_id, name), arn_of_new)
    return users


def renamed_user(event: Event) -> tuple[IdentityKey, IdentityKey] | None:
    """A user and the same user under its new name, if the call renamed one."""
    names = renamed(event)
    if names is None:
        return None
    before, after = (IdentityKey(IdentityKind.USER, event.account_id, name) for name in names)
    return before, after
