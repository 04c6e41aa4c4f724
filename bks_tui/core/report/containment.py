"""Whether an incident is over, in one sentence: what works today, what was done about it, and the last call. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.user import User, UserKind
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.origins import at, by, last_life_event, listed, short
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.live_credentials import CredentialState, access_key_state, api_key_state
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.phases import Phase
from bks_tui.core.timeline.timeline import Timeline

# GetSessionToken and GetFederationToken give sessions of up to 36 hours.
_LONGEST_SESSION = timedelta(hours=36)


class _Kind(Enum):
    API_KEY = "API key"
    ACCESS_KEY = "access key"
    PASSWORD = "console password"  # noqa: S105 - the name of a thing


@dataclass(frozen=True, slots=True)
class _Credential:
    """A credential of a user, or all of a kind that could not be read."""

    kind: _Kind
    name: str
    state: CredentialState


def containment_sentence(incident: Incident, phases: Mapping[Phase, Sequence[Event]], calls: Sequence[Event]) -> str:
    """Whether the target is contained; `calls` are its own, oldest first."""
    subject, timeline = incident.subject, incident.timeline
    contained, last = [*phases.get(Phase.CONTAINED, ())], last_life_event(timeline)
    if isinstance(subject, Finding):
        state = _state(subject.user, timeline.target, incident.made_at)
    elif last and last.name == "DeleteUser":
        state = f"It is contained: the user was deleted at {at(last.time)} {by(last)}"
        contained = [event for event in contained if event is not last]
    else:
        state = f"Whether it is contained is not known: {_continued(subject.reason)}"
    return f"{'; '.join((state, *_around(timeline, contained, calls, incident.made_at)))}."


def _continued(sentence: str) -> str:
    """A sentence as the end of another one. Its first word stays if it is an abbreviation."""
    text = sanitize(sentence).rstrip(".")
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _state(user: User, target: Target, now: datetime) -> str:
    """What works of what was leaked, and what else works."""
    credentials = tuple(_credentials(user, now))
    leaked = [each for each in credentials if _is_leaked(each, user, target)]
    others = [each.name for each in credentials if each not in leaked and each.state is CredentialState.LIVE]
    also = f"; also active: {listed(others)}" if others else ""
    works = [each.name for each in leaked if each.state is CredentialState.LIVE]
    unclear = listed([each.name for each in leaked if each.state is CredentialState.UNCLEAR])
    if works:
        unread = f"; the state of {unclear} could not be read" if unclear else ""
        verb = "is" if len(works) == 1 else "are"
        return f"It is not contained: at {at(now)} {listed(works)} {verb} active{unread}{also}"
    if unclear:
        return f"Whether it is contained is not known: the state of {unclear} could not be read{also}"
    if target.kind is TargetKind.ACCESS_KEY:
        return f"It is contained: at {at(now)} the access key is not active{also}"
    kinds = "API key" if user.kind is UserKind.ORDINARY else "API key, access key or console password"
    return f"It is contained: at {at(now)} no {kinds} of it is active{also}"


def _credentials(user: User, now: datetime) -> Iterator[_Credential]:
    for key in user.api_keys:
        yield _Credential(_Kind.API_KEY, f"API key {short(key.credential_id)}", api_key_state(key, now))
    for access_key in known_items(user.access_keys):
        yield _Credential(
            _Kind.ACCESS_KEY, f"access key {short(access_key.access_key_id)}", access_key_state(access_key)
        )
    if isinstance(user.login_profile, Known) and user.login_profile.value:
        yield _Credential(_Kind.PASSWORD, "a console password", CredentialState.LIVE)
    for kind, name, fact in (
        (_Kind.API_KEY, "its API keys", user.service_credentials),
        (_Kind.ACCESS_KEY, "its access keys", user.access_keys),
        (_Kind.PASSWORD, "its console password", user.login_profile),
    ):
        if isinstance(fact, Unread):
            yield _Credential(kind, name, CredentialState.UNCLEAR)


def _is_leaked(credential: _Credential, user: User, target: Target) -> bool:
    """Whether a credential belongs to the incident: an ordinary user works with its access keys and its password."""
    if target.kind is TargetKind.ACCESS_KEY:
        unread = credential.state is CredentialState.UNCLEAR and credential.kind is _Kind.ACCESS_KEY
        return unread or credential.name == f"access key {short(target.text)}"
    return user.kind is not UserKind.ORDINARY or credential.kind is _Kind.API_KEY


def _around(timeline: Timeline, contained: Sequence[Event], calls: Sequence[Event], made_at: datetime) -> Iterator[str]:
    """What was done to contain it, which sessions can be left, and the last call."""
    quarantined = [event for event in contained if _has(event, timeline, "quarantined")]
    removed = [event for event in contained if not event.failed and event not in quarantined]
    if removed:
        yield f"access was last removed at {at(removed[-1].time)} ({short(removed[-1].name)} {by(removed[-1])})"
    if failed := sum(event.failed for event in contained):
        yield f"{pluralize(failed, 'attempt')} to remove access failed"
    if quarantined:
        yield f"AWS attached its quarantine policy at {at(quarantined[-1].time)}, which does not block all use"
    sessions = [
        event
        for event in calls
        if _has(event, timeline, "session-made") and event.time and made_at - event.time < _LONGEST_SESSION
    ]
    if sessions:
        yield f"{pluralize(len(sessions), 'session')} that it created can still be active"
    if calls:
        yield f"its last call that was found was at {at(calls[-1].time)}"


def _has(event: Event, timeline: Timeline, name: str) -> bool:
    return any(signal.name == name for signal in timeline.signals.get(event.event_id, ()))
