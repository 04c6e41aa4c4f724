"""The timeline of an incident as a STIX 2.1 bundle: addresses, user agents and techniques, and where they were seen.

https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html. Ids are UUIDv5: the same timeline gives the same bundle.
STIX has no object for the finding of another tool: those of further sources are notes.
An indicator is an address or a user agent of a call that gave a signal of medium or high severity. Calls of people who
respond to the incident give signals too, so calls of others than the target count for signals of high severity only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.findings import reading_lines
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.findings.finding import UNKNOWN_ACCOUNT, VENDOR, clean, technique_parts, technique_url, uid_of
from bks_tui.export.formatting import moment, timestamp
from bks_tui.export.timeline.findings import finding_fields
from bks_tui.export.timeline.stix_patterns import Address, address_of, address_pattern, agent_pattern
from bks_tui.export.timeline.tlp import marking_definition, marking_id

StixObject: TypeAlias = dict[str, object]

# The times of what does not depend on the timeline: the same id must always have the same ones.
_CONSTANT = "2026-01-01T00:00:00Z"
_BKS = f"identity--{uid_of('stix', VENDOR)}"


@dataclass(frozen=True, slots=True)
class _Sighted:
    """Something that was seen in these events."""

    name: str
    pattern: str
    events: Sequence[Event]
    address: Address | None = None


def stix_bundle(timeline: Timeline, tlp: str | None) -> StixObject:
    """The bundle; every object has the marking, if there is one."""
    objects = [*_identities(timeline), *_attack_patterns(timeline)]
    for sighted in _all_sighted(timeline):
        objects += _of_sighted(timeline, sighted)
    objects += [*_technique_sightings(timeline), *_finding_notes(timeline), _note(timeline)]
    unique = list({str(each["id"]): each for each in objects}.values())
    if tlp:
        unique = [{**each, "object_marking_refs": [marking_id(tlp)]} for each in unique]
    every = [*([marking_definition(tlp)] if tlp else []), *unique]
    whole = uid_of("stix", "bundle", *(f"{each['id']} {each.get('modified')}" for each in every))
    return {"type": "bundle", "id": f"bundle--{whole}", "objects": every}


def _object(kind: str, uid: str, created: str, modified: str, **fields: object) -> StixObject:
    common = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uid}", "created_by_ref": _BKS}
    return {**common, "created": created, "modified": modified, **fields}


def _identities(timeline: Timeline) -> Iterator[StixObject]:
    bks = _object("identity", uid_of("stix", VENDOR), _CONSTANT, _CONSTANT, name=VENDOR, identity_class="system")
    yield {name: value for name, value in bks.items() if name != "created_by_ref"}
    uid = uid_of("stix", "account", _account(timeline))
    name = f"{'DEMO ' if timeline.account.demo else ''}AWS account {_account(timeline)}"
    yield _object("identity", uid, _CONSTANT, _CONSTANT, name=name, identity_class="organization")


def _account(timeline: Timeline) -> str:
    return timeline.account.account_id or UNKNOWN_ACCOUNT


def _attack_patterns(timeline: Timeline) -> Iterator[StixObject]:
    for technique in dict.fromkeys(signal.technique for signal, _ in timeline.summary.signals):
        uid, name = technique_parts(technique)
        reference = {"source_name": "mitre-attack", "external_id": uid, "url": technique_url(uid)}
        pattern_id = uid_of("stix", "technique", uid)
        yield _object(
            "attack-pattern", pattern_id, _CONSTANT, _CONSTANT, name=clean(name), external_references=[reference]
        )


def _telling(timeline: Timeline, event: Event) -> list[Signal]:
    """The signals of an event that make its origin an indicator."""
    if event.time is None or event.actor.kind is ActorKind.SERVICE:
        return []
    least = Severity.MEDIUM if timeline.target.is_actor(event.actor) else Severity.HIGH
    signals = timeline.signals.get(event.event_id, ())
    return [signal for signal in signals if signal.severity.urgency <= least.urgency]


def _all_sighted(timeline: Timeline) -> Iterator[_Sighted]:
    """Every address and every user agent that is an indicator."""
    telling = [event for event in timeline.events if _telling(timeline, event)]
    for source, events in _grouped(telling, lambda event: event.source_ip).items():
        address = address_of(source)
        if address:
            yield _Sighted(f"Address {address.value}", address_pattern(address), events, address)
    for agent, events in _grouped(telling, lambda event: event.user_agent).items():
        yield _Sighted(f"User agent {clean(agent, 200)}", agent_pattern(agent), events)


def _grouped(events: Iterable[Event], value_of: Callable[[Event], str | None]) -> Mapping[str, list[Event]]:
    groups: dict[str, list[Event]] = {}
    for event in events:
        value = value_of(event)
        if value and value.strip():
            groups.setdefault(value, []).append(event)
    return groups


def _of_sighted(timeline: Timeline, sighted: _Sighted) -> Iterator[StixObject]:
    """The indicator, what it indicates, and its sighting."""
    first, _ = _span(sighted.events)
    signals = dict.fromkeys(signal for event in sighted.events for signal in _telling(timeline, event))
    titles = "; ".join(signal.title for signal in signals)
    # The first sighting is part of the id, because the time of creation of one id never changes.
    uid = uid_of("stix", _account(timeline), timeline.target.text, sighted.pattern, first)
    times = (first, timestamp(timeline.until))
    yield _object(
        "indicator",
        uid,
        *times,
        name=clean(sighted.name),
        description=clean(f"Seen with calls that gave these signals: {titles}. Others may use it as well."),
        indicator_types=["anomalous-activity"],
        pattern=sighted.pattern,
        pattern_type="stix",
        valid_from=first,
    )
    for technique in dict.fromkeys(signal.technique for signal in signals):
        attack = uid_of("stix", "technique", technique_parts(technique)[0])
        yield _object(
            "relationship",
            uid_of("stix", "indicates", uid, attack),
            *times,
            relationship_type="indicates",
            source_ref=f"indicator--{uid}",
            target_ref=f"attack-pattern--{attack}",
        )
    yield from _sighting(timeline, f"indicator--{uid}", sighted.events, sighted.address)


def _technique_sightings(timeline: Timeline) -> Iterator[StixObject]:
    for technique in dict.fromkeys(signal.technique for signal, _ in timeline.summary.signals):
        events = [
            event
            for event in timeline.events
            if event.time and any(each.technique == technique for each in timeline.signals.get(event.event_id, ()))
        ]
        if events:
            attack = uid_of("stix", "technique", technique_parts(technique)[0])
            yield from _sighting(timeline, f"attack-pattern--{attack}", events, None)


def _sighting(timeline: Timeline, of: str, events: Sequence[Event], address: Address | None) -> Iterator[StixObject]:
    first, last = _span(events)
    uid = uid_of("stix", "sighting", _account(timeline), timeline.target.text, of, first)
    times = (first, timestamp(timeline.until))
    if address:
        yield {"type": address.kind, "spec_version": "2.1", "id": address.stix_id, "value": address.value}
        yield _object(
            "observed-data",
            uid,
            *times,
            first_observed=first,
            last_observed=last,
            number_observed=len(events),
            object_refs=[address.stix_id],
        )
    sighting = _object(
        "sighting",
        uid,
        *times,
        first_seen=first,
        last_seen=last,
        count=len(events),
        sighting_of_ref=of,
        where_sighted_refs=[f"identity--{uid_of('stix', 'account', _account(timeline))}"],
    )
    yield {**sighting, "observed_data_refs": [f"observed-data--{uid}"]} if address else sighting


def _span(events: Iterable[Event]) -> tuple[str, str]:
    times: list[datetime] = [event.time for event in events if event.time]
    return timestamp(min(times)), timestamp(max(times))


def _finding_notes(timeline: Timeline) -> Iterator[StixObject]:
    """What each further source found, in its words."""
    for found in timeline.findings:
        fields = finding_fields(found)
        when = timestamp(found.time or timeline.until)
        yield _object(
            "note",
            uid_of(
                "stix", "finding", _account(timeline), found.source.value, found.region or "", found.finding_id, when
            ),
            when,
            when,
            abstract=clean(f"Finding of {found.source.value}: {found.title}"),
            content="\n".join(clean(f"{name}: {value}") for name, value in fields.items() if value is not None),
            object_refs=[f"identity--{uid_of('stix', 'account', _account(timeline))}"],
        )


def _note(timeline: Timeline) -> StixObject:
    """What was searched and how complete it is: without it, what is missing would look absent."""
    gaps = [f"{gap.region or 'all Regions'}, {gap.source}: {gap.reason}" for gap in timeline.gaps]
    lines = [
        f"{pluralize(len(timeline.events), 'event')} of {timeline.target.description}, "
        f"{moment(timeline.since)} to {moment(timeline.until)}, from {timeline.source_names}.",
        "Complete." if timeline.complete else "Incomplete: more may have happened.",
        *(f"Not read: {gap}" for gap in gaps),
        *(["More events exist than --max-events allows."] if timeline.capped else []),
        *([f"Not parsed: {pluralize(timeline.unparsed, 'record')}."] if timeline.unparsed else []),
        *timeline.remarks,
        *timeline.limits,
        *reading_lines(timeline.readings),
    ]
    until = timestamp(timeline.until)
    return _object(
        "note",
        uid_of("stix", "note", _account(timeline), timeline.target.text, timestamp(timeline.since), until),
        until,
        until,
        abstract="What bks searched",
        content="\n".join(map(clean, lines)),
        object_refs=[f"identity--{uid_of('stix', 'account', _account(timeline))}"],
    )
