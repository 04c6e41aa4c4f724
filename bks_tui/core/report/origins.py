"""Who created what, by IAM and the events, in sentences: the user, its keys, and what was added later. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.cloudtrail.event import Event, request_parameters, response_elements
from bks_tui.core.cloudtrail.record import object_in, text_in
from bks_tui.core.cloudtrail.target import TargetKind
from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.user import AccessKey, User, UserKind
from bks_tui.core.report.incident import Incident
from bks_tui.core.scan.findings import Finding
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.phases import Phase
from bks_tui.core.timeline.timeline import Timeline

_LONGEST_NAME = 100
_MOST_LISTED = 4

# Targets without a user that could have keys.
_SESSIONS = (TargetKind.SESSION, TargetKind.ARN)
_USER_KINDS = {
    UserKind.PHANTOM: "a phantom user (created by the console for an API key)",
    UserKind.RENAMED_PHANTOM: "a renamed phantom user (created by the console for an API key)",
    UserKind.PROBABLE_PHANTOM: "probably a phantom user (by its name, created by the console for an API key)",
    UserKind.ORDINARY: "an IAM user",
}
# What a call creates, and where its answer has the id.
_ISSUED: Mapping[str, tuple[str, str, str]] = {
    "CreateAccessKey": ("access key", "accessKey", "accessKeyId"),
    "CreateServiceSpecificCredential": ("API key", "serviceSpecificCredential", "serviceSpecificCredentialId"),
    "ResetServiceSpecificCredential": (
        "new secret of API key",
        "serviceSpecificCredential",
        "serviceSpecificCredentialId",
    ),
    **dict.fromkeys(
        ("GetSessionToken", "GetFederationToken", "AssumeRole", "AssumeRoot"),
        ("session", "credentials", "accessKeyId"),
    ),
}
# What a call creates or adds, and which of its parameters names it.
_NAMED: Mapping[str, tuple[str, str]] = {
    "CreateUser": ("user", "userName"),
    "CreateRole": ("role", "roleName"),
    "CreatePolicy": ("policy", "policyName"),
    "CreateSAMLProvider": ("SAML provider", "name"),
    "CreateOpenIDConnectProvider": ("OpenID Connect provider", "url"),
    "CreateVirtualMFADevice": ("MFA device", "virtualMFADeviceName"),
    "CreateLoginProfile": ("console password of", "userName"),
    "UpdateLoginProfile": ("new console password of", "userName"),
    "UploadSigningCertificate": ("signing certificate of", "userName"),
    "UploadSSHPublicKey": ("SSH public key of", "userName"),
    "AttachUserPolicy": ("policy", "policyArn"),
    "PutUserPolicy": ("inline policy", "policyName"),
    "AddUserToGroup": ("membership in group", "groupName"),
    "UpdateUser": ("new name", "newUserName"),
    "CreateAgent": ("agent", "agentName"),
    "CreateFunctionUrlConfig": ("URL of Lambda function", "functionName"),
}


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the target: when it was created by IAM, and the event of that; None where unknown."""

    label: str
    created: datetime | None
    event: Event | None


def at(when: datetime | None) -> str:
    """A point in time in a sentence: the tables of the report have the seconds."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "an unknown time"


def span(events: Sequence[Event]) -> str:
    """From when to when events happened that are in chronological order, in a sentence."""
    first, last = at(events[0].time), at(events[-1].time)
    return f"at {first}" if first == last else f"from {first} to {last}"


def short(text: str | None) -> str:
    """A name in a sentence, cleaned: nobody reads more of it."""
    return sanitize(text or "unknown", _LONGEST_NAME)


def by(event: Event) -> str:
    """Who made a call, and from where, in a sentence."""
    place = f" from {short(event.source_ip)}" if event.source_ip else ""
    return f"by {short(event.actor.described)}{place}"


def listed(texts: Sequence[str], most: int = _MOST_LISTED) -> str:
    """Texts as a list in a sentence: `a, b and c`, `a, b and 7 more`."""
    shown = [*texts[:most], f"{len(texts) - most} more"] if len(texts) > most else list(texts)
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def user_origin(incident: Incident) -> str:
    """Who the target is, and when and by whom it was created."""
    timeline, subject, target = incident.timeline, incident.subject, incident.timeline.target
    account, created = f"account {timeline.account.account_id or 'unknown'}", None
    if isinstance(subject, Finding):
        user = subject.user
        of_key = f"The access key {short(target.text)} belongs to " if target.kind is TargetKind.ACCESS_KEY else ""
        who = f"{of_key}{short(user.name)}{',' if of_key else ' is'} {_USER_KINDS[user.kind]} of {account}"
        created = user.record.value.created if isinstance(user.record, Known) else None
    else:
        who = f"This report is about {short(target.description)} in {account}"
        if target.kind in _SESSIONS:
            acted = next((event.actor.described for event in timeline.events if target.is_actor(event.actor)), None)
            shown = f"by the events it is {short(acted)}" if acted else "no event shows who it is"
            return f"{who}; {shown}, and CloudTrail does not record when a short-term key is created."
    event = _creation_of_user(timeline)
    when = created or (event.time if event else None)
    if when is None:
        return f"{who}; when and by whom it was created is not known: no event that was read shows it."
    return f"{who}, created at {at(when)}{f' {by(event)}' if event else _by_nobody(when, timeline)}."


def _by_nobody(when: datetime, timeline: Timeline) -> str:
    if when < timeline.since:
        return f"; no CloudTrail event shows by whom: events before {at(timeline.since)} were not searched"
    return "; no CloudTrail event that was read shows by whom"


def _creation_of_user(timeline: Timeline) -> Event | None:
    """The last event that created a user with a name of the target: a name can be reused."""
    return next((event for event in reversed(_life(timeline)) if event.name == "CreateUser"), None)


def last_life_event(timeline: Timeline) -> Event | None:
    """The last event that created or deleted a user with a name of the target."""
    return next(reversed(_life(timeline)), None)


def _life(timeline: Timeline) -> list[Event]:
    return [
        event
        for event in _successful(timeline.events, "CreateUser", "DeleteUser")
        if text_in(request_parameters(event), "userName") in timeline.target.names
    ]


def key_origin(incident: Incident) -> str | None:
    """When and by whom each key of the target was created; None if the target has no keys of its own."""
    target, subject = incident.timeline.target, incident.subject
    if target.kind in _SESSIONS:
        return None
    keys = tuple(_keys(incident))
    if keys:
        return f"{_capitalized('; '.join(map(_key_sentence, keys[:_MOST_LISTED])))}{_more(keys)}."
    if isinstance(subject, Finding) and isinstance(subject.user.service_credentials, Unread):
        return "Its API keys could not be read, and no event shows that one was created."
    today = "It has no API key today" if isinstance(subject, Finding) else "Whether it has an API key is not known"
    return f"{today}, and no event that was read shows that one was created."


def _more(keys: Sequence[_Key]) -> str:
    return f"; and {len(keys) - _MOST_LISTED} more keys" if len(keys) > _MOST_LISTED else ""


def _key_sentence(key: _Key) -> str:
    when = key.created or (key.event.time if key.event else None)
    who = by(key.event) if key.event else "(no event shows by whom)"
    return f"{key.label} was created at {at(when)} {who}"


def _keys(incident: Incident) -> Iterator[_Key]:
    """The keys that IAM shows, the given one first, and those that only events show."""
    target, user = incident.timeline.target, incident.subject.user if isinstance(incident.subject, Finding) else None
    if target.kind is TargetKind.ACCESS_KEY:
        issued = _issued(incident.timeline, "CreateAccessKey")
        created = next((key.created for key in _access_keys(user) if key.access_key_id == target.text), None)
        yield _Key(f"access key {short(target.text)}", created, issued.get(target.text))
        return
    issued = _issued(incident.timeline, "CreateServiceSpecificCredential")
    known = sorted(user.api_keys if user else (), key=lambda key: (key.alias != target.alias, key.created))
    for key in known:
        given = ", the given one," if target.alias and key.alias == target.alias else ""
        yield _Key(f"API key {short(key.credential_id)}{given}", key.created, issued.get(key.credential_id))
    ids = {key.credential_id for key in known}
    gone = " (not there today)" if user and isinstance(user.service_credentials, Known) else ""
    yield from (
        _Key(f"API key {short(key_id)}{gone}", event.time, event)
        for key_id, event in issued.items()
        if key_id not in ids
    )


def _access_keys(user: User | None) -> tuple[AccessKey, ...]:
    return known_items(user.access_keys) if user else ()


def _issued(timeline: Timeline, call: str) -> dict[str, Event]:
    """The events that created credentials of the target, by the id of the credential."""
    _, part, name = _ISSUED[call]
    found: dict[str, Event] = {}
    for event in _successful(timeline.events, call):
        created = object_in(response_elements(event), part)
        key_id = text_in(created, name)
        if key_id and (
            text_in(created, "userName") in timeline.target.names or key_id in timeline.target.access_key_ids
        ):
            found[key_id] = event
    return found


def created_sentence(incident: Incident, phases: Mapping[Phase, Sequence[Event]]) -> str:
    """What else was created or added: not the keys of `key_origin`."""
    told = {key.event.event_id for key in _keys(incident) if key.event}
    groups: dict[str, list[Event]] = {}
    for event in phases.get(Phase.PIVOTED, ()):
        if not event.failed and event.event_id not in told and event.name in (*_ISSUED, *_NAMED):
            groups.setdefault(by(event), []).append(event)
    unexplained = listed([*_unexplained(incident)])
    if not groups:
        nothing = "No event shows that anything else was created with it, or that other access was added to it"
        return f"It also has {unexplained}, and no event shows by whom." if unexplained else f"{nothing}."
    parts = (f"{listed([_thing(each) for each in events])} {span(events)} {who}" for who, events in groups.items())
    strangers = any(not incident.timeline.target.is_actor(events[0].actor) for events in groups.values())
    more = "; this report does not show what else that actor did" if strangers else ""
    others = f"; it also has {unexplained}, and no event shows by whom" if unexplained else ""
    return f"Also created or added: {'; '.join(parts)}{more}{others}."


def _unexplained(incident: Incident) -> Iterator[str]:
    """The access keys and the password of a phantom user of whose creation there is no event."""
    timeline, subject = incident.timeline, incident.subject
    if not isinstance(subject, Finding) or not subject.user.is_phantom or timeline.target.kind is TargetKind.ACCESS_KEY:
        return
    issued = _issued(timeline, "CreateAccessKey")
    for key in known_items(subject.user.access_keys):
        if key.access_key_id not in issued:
            yield f"access key {short(key.access_key_id)}, created at {at(key.created)}"
    profile = subject.user.login_profile
    if isinstance(profile, Known) and profile.value and not any(_successful(timeline.events, "CreateLoginProfile")):
        yield f"a console password, created at {at(profile.value.created)}"


def _thing(event: Event) -> str:
    if event.name in _ISSUED:
        what, part, name = _ISSUED[event.name]
        named = text_in(object_in(response_elements(event), part), name)
    else:
        what, parameter = _NAMED[event.name]
        named = text_in(request_parameters(event), parameter)
    return f"{what} {short(named)}" if named else f"{what} (its name is not recorded)"


def _successful(events: Iterable[Event], *calls: str) -> Iterator[Event]:
    return (each for each in events if each.name in calls and each.source == "iam.amazonaws.com" and not each.failed)


def _capitalized(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
