"""Alerts whose form is known, and whom each names. A new kind of alert is one row.

The forms are those that the services document: findings of GuardDuty as EventBridge and as its API give them,
events of AWS Health, webhooks of GitHub, the JSON of TruffleHog and gitleaks, SARIF 2.1.0, and CloudTrail records.
An attacker may have written any text in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bks_tui.core.account.member import is_account_id
from bks_tui.core.cloudtrail.event import ActorKind, Event, parse_event, request_parameters
from bks_tui.core.cloudtrail.json_in_text import (
    Budget,
    inner_values,
    object_of,
    objects_of,
    strings_in,
    text_of,
)
from bks_tui.core.cloudtrail.names import Named, names_in, root_arn, user_arn


@dataclass(frozen=True, slots=True)
class Origin:
    """The account and the Region that an envelope says about what is in it. None: it does not say."""

    account_id: str | None = None
    region: str | None = None

    def within(self, fields: Mapping[str, Any]) -> Origin:
        """The same for an object in it, which may know better."""
        account = next(filter(_is_account, map(fields.get, ("accountId", "AccountId", "affectedAccount"))), None)
        region = text_of(fields, "region") or text_of(fields, "awsRegion")
        return Origin(account or self.account_id, region or self.region)


@dataclass(frozen=True, slots=True)
class AlertKind:
    """A kind of alert: its name, how it is recognized, and whom it names."""

    title: str
    matches: Callable[[Mapping[str, Any]], bool]
    principals: Callable[[Mapping[str, Any], Origin], Iterator[Named]]


def _is_account(value: object) -> bool:
    return isinstance(value, str) and is_account_id(value)


def _of_guardduty(finding: Mapping[str, Any], origin: Origin) -> Iterator[Named]:
    details = object_of(finding, "resource", "accessKeyDetails")
    if details:
        kind, key = text_of(details, "userType"), text_of(details, "accessKeyId")
        yield from _identity(kind, text_of(details, "userName"), key, origin)
    # An attack sequence tells its actors, each with an account of its own.
    for actor in objects_of(object_of(finding, "service", "detection", "sequence"), "actors"):
        user = object_of(actor, "user")
        account = text_of(object_of(user, "account"), "uid")
        known = Origin(account if _is_account(account) else origin.account_id, origin.region)
        yield from _identity(text_of(user, "type"), text_of(user, "name"), text_of(user, "credentialUid"), known)


def _identity(kind: str | None, name: str | None, access_key_id: str | None, origin: Origin) -> Iterator[Named]:
    """A principal from its parts: a user by its name, a session by its key, whose `name` is that of the role."""
    account, region = origin.account_id, origin.region
    if kind == "Root" and account:
        yield Named(root_arn(account, region), account, region)
    elif kind == "IAMUser" and name:
        yield Named(user_arn(name, account, region), account, region)
    elif access_key_id:
        yield Named(access_key_id, account, region)


def _of_health(event: Mapping[str, Any], origin: Origin) -> Iterator[Named]:
    entities = (*objects_of(event, "affectedEntities"), *objects_of(event, "entities"))
    for entity in (event, *entities):
        value = text_of(entity, "entityValue")
        account = text_of(entity, "awsAccountId")
        if value:
            yield from names_in(value, account if _is_account(account) else origin.account_id, origin.region)


def _of_trufflehog(result: Mapping[str, Any], origin: Origin) -> Iterator[Named]:
    # Where it tried the key, it knows whose it is.
    owner = text_of(object_of(result, "ExtraData"), "arn")
    yield from (list(names_in(owner)) if owner else []) or _of_strings(result, origin)


def _of_strings(alert: Mapping[str, Any], origin: Origin) -> Iterator[Named]:
    """What the alert quotes: a secret, a line, a message."""
    for text in strings_in(alert):
        yield from names_in(text, origin.account_id, origin.region)


def _of_record(record: Mapping[str, Any], origin: Origin) -> Iterator[Named]:
    event = parse_event(json.dumps(record))
    actor, region = event.actor, event.region or origin.region
    recipient = text_of(record, "recipientAccountId")
    here = recipient if _is_account(recipient) else origin.account_id
    account = actor.account_id if _is_account(actor.account_id) else here
    if actor.kind is ActorKind.USER and not _is_arn(actor.arn):
        # A copy may have crossed out parts of the ARN.
        yield Named(user_arn(actor.name, account, region), account, region)
    elif actor.kind in _CALLERS and (actor.arn or actor.access_key_id):
        yield Named(actor.arn or actor.access_key_id or "", account, region)
    affected = _affected_user(event)
    if affected:
        yield Named(user_arn(affected, here or account, region), here or account, region)


_CALLERS = (ActorKind.USER, ActorKind.ROOT, ActorKind.ROLE_SESSION, ActorKind.IDENTITY_CENTER)


def _is_arn(text: str | None) -> bool:
    return any(named.text == text for named in names_in(text or ""))


def _affected_user(event: Event) -> str | None:
    """The user that a call to IAM changed or read, if it is not the caller."""
    name = request_parameters(event).get("userName") if event.source == "iam.amazonaws.com" else None
    return name if isinstance(name, str) and name and name != event.actor.name else None


def _is_health(fields: Mapping[str, Any]) -> bool:
    return "eventTypeCode" in fields or ("entityValue" in fields and "eventArn" in fields)


KINDS = (
    AlertKind(
        "GuardDuty finding",
        lambda each: bool(object_of(each, "resource") and object_of(each, "service") and text_of(each, "type")),
        _of_guardduty,
    ),
    AlertKind("AWS Health event", _is_health, _of_health),
    AlertKind("CloudTrail record", lambda each: "eventName" in each and "userIdentity" in each, _of_record),
    AlertKind("GitHub alert", lambda each: "secret_type" in each, _of_strings),
    AlertKind("TruffleHog result", lambda each: "DetectorName" in each and "Raw" in each, _of_trufflehog),
    AlertKind("gitleaks finding", lambda each: "RuleID" in each and "Secret" in each, _of_strings),
    AlertKind("SARIF result", lambda each: "ruleId" in each and "message" in each, _of_strings),
)


def alerts_in(value: Any) -> Iterator[tuple[AlertKind, tuple[Named, ...]]]:
    """Every alert in a value of JSON, in envelopes, lists and strings too, and whom it names."""
    budget = Budget()
    waiting: list[tuple[Any, Origin, int]] = [(value, Origin(), 0)]
    while waiting:
        each, origin, depth = waiting.pop()
        if not budget.allows(depth):
            continue
        if isinstance(each, dict):
            # An envelope of EventBridge names the account as `account`.
            outer = each.get("account")
            origin = (Origin(str(outer), origin.region) if _is_account(outer) else origin).within(each)
            kind = next((kind for kind in KINDS if kind.matches(each)), None)
            if kind:
                yield kind, tuple(kind.principals(each, origin))
                continue
        waiting += [(item, origin, depth + 1) for item in reversed(list(inner_values(each)))]
