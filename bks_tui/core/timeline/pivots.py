"""Where an event leads: whose events to read next. Pure, and every text of it may be an attacker's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from bks_tui.core.cloudtrail.event import ActorKind, Event, response_elements
from bks_tui.core.cloudtrail.record import object_in, text_in
from bks_tui.core.cloudtrail.target import (
    Target,
    is_access_key_id,
    target_of_access_key,
    target_of_alias,
    target_of_arn,
    target_of_user,
)
from bks_tui.core.errors import UsageError
from bks_tui.core.keys.alias import parse_alias
from bks_tui.core.timeline.learned_names import SESSION_CALLS


@dataclass(frozen=True, slots=True)
class EventPivot:
    """Something in an event to look further at. `what` names it; None as `target`: an address, by which CloudTrail's
    event history cannot be searched."""

    what: str
    text: str
    target: Target | None = None


def pivots_of(event: Event) -> tuple[EventPivot, ...]:
    """The actor, the address, the access key, and the user or key that the event created: those that it has, once."""
    found: dict[str, EventPivot] = {}
    for pivot in (*_of_actor(event), *_of_address(event), *_of_key(event), *_created(event)):
        found.setdefault(pivot.target.text if pivot.target else pivot.text, pivot)
    return tuple(found.values())


def is_address(text: str | None) -> bool:
    """Whether it is an IP address: CloudTrail also writes the name of a service, or `AWS Internal`."""
    try:
        return bool(text) and bool(ip_address(text or ""))
    except ValueError:
        return False


def _of_actor(event: Event) -> Iterator[EventPivot]:
    actor = event.actor
    # The user of another account has its events there; here may be a namesake.
    is_here = None in (actor.account_id, event.account_id) or actor.account_id == event.account_id
    if actor.kind is ActorKind.USER:
        account_id = actor.account_id or event.account_id
        if is_here and actor.name and account_id:
            yield _of_user("actor", actor.name, account_id)
    elif actor.arn:
        yield from _of_arn("actor", actor.arn)
    if actor.issuer_arn:
        yield from _of_arn("who is behind the session", actor.issuer_arn)


def _of_user(what: str, name: str, account_id: str) -> EventPivot:
    return EventPivot(what, name, target_of_user(name, account_id))


def _of_arn(what: str, arn: str) -> Iterator[EventPivot]:
    try:
        yield EventPivot(what, arn, target_of_arn(arn))
    except UsageError:
        return


def _of_address(event: Event) -> Iterator[EventPivot]:
    if event.source_ip and is_address(event.source_ip):
        yield EventPivot("address", event.source_ip)


def _of_key(event: Event) -> Iterator[EventPivot]:
    key = event.actor.access_key_id
    if key and is_access_key_id(key):
        yield EventPivot("access key", key, target_of_access_key(key, event.actor.account_id))


def _created(event: Event) -> Iterator[EventPivot]:
    """What the answer of AWS says to be new, with the user that it is for."""
    if event.problem or event.error_code:
        return
    answer, account_id = response_elements(event), event.account_id or event.actor.account_id
    if event.source == "sts.amazonaws.com" and event.name in SESSION_CALLS:
        key = text_in(object_in(answer, "credentials"), "accessKeyId")
        if key and is_access_key_id(key):
            yield EventPivot("created session", key, target_of_access_key(key, account_id))
    elif event.source == "iam.amazonaws.com" and account_id:
        yield from _created_in_iam(event, account_id)


def _created_in_iam(event: Event, account_id: str) -> Iterator[EventPivot]:
    answer = response_elements(event)
    part = {
        "CreateUser": "user",
        "CreateAccessKey": "accessKey",
        "CreateServiceSpecificCredential": "serviceSpecificCredential",
    }.get(event.name)
    created = object_in(answer, part) if part else {}
    user_name, key = text_in(created, "userName"), text_in(created, "accessKeyId")
    alias = parse_alias(text_in(created, "serviceCredentialAlias") or "")
    if key and is_access_key_id(key):
        yield EventPivot("created access key", key, target_of_access_key(key, account_id))
    if alias:
        yield EventPivot("created API key", alias.text, target_of_alias(alias))
    if user_name:
        yield _of_user("created user" if part == "user" else "user of the created key", user_name, account_id)
