"""An incident in five to eight sentences, made of facts only: who, when, from where, what, how much, is it over. Pure.

What is not known is said to be not known. All times are UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cost.cost import Cost
from bks_tui.core.cost.money import UNKNOWN
from bks_tui.core.detection.calls import INVOCATIONS
from bks_tui.core.report.containment import containment_sentence
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.origins import at, created_sentence, key_origin, listed, short, span, user_origin
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.phases import Phase
from bks_tui.core.timeline.source import EVENT_HISTORY
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.core.timeline.tokens import recorded_tokens

_MOST_LISTED = 3
_MOST_REGIONS = 8
_OUTSIDE = frozenset({"outside-service", "other-credential"})
_ACTS = {
    Phase.PROBED: "search for models and access",
    Phase.ENABLED: "request access to models",
    Phase.HIDDEN: "change logs, guardrails, models or their data",
}


@dataclass(frozen=True, slots=True)
class _Uses:
    """The calls of the target itself, oldest first, and those from another address than its first."""

    calls: tuple[Event, ...]
    first_address: str | None
    elsewhere: tuple[Event, ...]


def summary_sentences(incident: Incident) -> tuple[str, ...]:
    """The summary, a sentence each."""
    timeline = incident.timeline
    phases = {span.phase: span.events for span in timeline.phases}
    uses = _uses(timeline)
    sentences = (
        user_origin(incident),
        key_origin(incident),
        _first_use(uses, timeline),
        _amount(uses, incident.cost),
        _other_acts(uses, phases, timeline),
        created_sentence(incident, phases),
        containment_sentence(incident, phases, uses.calls),
        _unknown(incident),
    )
    return tuple(filter(None, sentences))


def _uses(timeline: Timeline) -> _Uses:
    calls = tuple(
        event
        for event in timeline.events
        if event.time and event.problem is None and timeline.target.is_actor(event.actor)
    )
    addressed = [event for event in calls if _address(event)]
    first = _address(addressed[0]) if addressed else None
    return _Uses(calls, first, tuple(event for event in addressed if _address(event) != first))


def _address(event: Event) -> str | None:
    """The address of a call; None if AWS made it for the target, or its record has none."""
    address = event.source_ip
    return None if not address or address.endswith(".amazonaws.com") or address == "AWS Internal" else address


def _first_use(uses: _Uses, timeline: Timeline) -> str:
    if not uses.calls:
        return (
            f"No call by it was found between {at(timeline.since)} and {at(timeline.until)}; this does not prove that "
            "it was not used."
        )
    first = uses.calls[0]
    if uses.first_address is None:
        return f"Its first call that was found was {_called(first)} at {at(first.time)}; no event has an address."
    if not uses.elsewhere:
        return (
            f"All its calls that were found came from one address, {short(uses.first_address)}, {span(uses.calls)}; "
            "the events do not show whether this is the owner's."
        )
    other = uses.elsewhere[0]
    return (
        f"The first call from a new address was {_called(other)} at {at(other.time)} from {short(other.source_ip)} in "
        f"{short(other.region)}; before, since {at(first.time)}, its calls came from {short(uses.first_address)}."
    )


def _called(event: Event) -> str:
    return f"{short(event.name)} (failed)" if event.failed else short(event.name)


def _counts(texts: Iterable[str | None], most: int) -> str:
    """The most frequent texts with their numbers: `us-east-1: 4, eu-west-1: 2, and 3 more`."""
    counted = Counter(texts).most_common()
    more = f", and {len(counted) - most} more" if len(counted) > most else ""
    return f"{', '.join(f'{short(text)}: {times}' for text, times in counted[:most])}{more}"


def _amount(uses: _Uses, cost: Cost) -> str | None:
    """How much the target was used: its invocations, or if none succeeded its calls."""
    if not uses.calls:
        return None
    invocations = [event for event in uses.calls if event.name in INVOCATIONS]
    done = [event for event in invocations if not event.failed]
    if not done:
        calls = _counts((event.name for event in uses.calls), _MOST_LISTED)
        return f"No invocation of a model by it succeeded; it made {pluralize(len(uses.calls), 'call')} ({calls})."
    models, regions = {event.model_id for event in done}, {event.region for event in done}
    parts = (
        f"It made {pluralize(len(done), 'successful invocation')} of {pluralize(len(models), 'model')} "
        f"({_counts((event.model_id for event in done), _MOST_LISTED)}) in {pluralize(len(regions), 'Region')} "
        f"({_counts((event.region for event in done), _MOST_REGIONS)}) {span(done)}",
        *_from_elsewhere(done, uses),
        *((f"{len(invocations) - len(done)} more failed",) if len(done) < len(invocations) else ()),
        _cost(done, cost),
    )
    return f"{'; '.join(parts)}."


def _from_elsewhere(done: Sequence[Event], uses: _Uses) -> Iterator[str]:
    addresses = [address for event in done if (address := _address(event)) not in (None, uses.first_address)]
    if addresses:
        yield f"{len(addresses)} of these came from new addresses ({_counts(addresses, _MOST_LISTED)})"


def _cost(done: Sequence[Event], cost: Cost) -> str:
    tokens = recorded_tokens(done)
    of_events = f"{tokens.described} are recorded" if tokens else "no event records tokens"
    if cost.money == UNKNOWN:
        return f"{of_events}, so the cost is not known" if tokens is None else f"{of_events}, whose cost is not known"
    return f"{f'{of_events}; ' if tokens else ''}the cost is {cost.money.described}"


def _other_acts(uses: _Uses, phases: Mapping[Phase, Sequence[Event]], timeline: Timeline) -> str | None:
    """What else the target did or tried, beside invocations and what it created."""
    own = {event.event_id for event in uses.calls}
    acts = [
        (words, [event for event in phases.get(phase, ()) if event.event_id in own]) for phase, words in _ACTS.items()
    ]
    outside = [
        event
        for event in phases.get(Phase.PIVOTED, ())
        if event.event_id in own and any(signal.name in _OUTSIDE for signal in timeline.signals.get(event.event_id, ()))
    ]
    acts.append(("call services that its API keys are not for", outside))
    told = [f"{words} ({_tried(events)})" for words, events in acts if events]
    return f"It was also used to {listed(told)}." if told else None


def _tried(events: Sequence[Event]) -> str:
    failed = sum(event.failed for event in events)
    outcome = {0: "", len(events): ", without success"}.get(failed, f", {failed} without success")
    return f"{pluralize(len(events), 'call')} since {at(events[0].time)}{outcome}"


def _unknown(incident: Incident) -> str:
    """What the report cannot show."""
    timeline = incident.timeline
    history_only = [each.source for each in timeline.coverage] == [EVENT_HISTORY]
    data = (
        "data events, such as inference through bedrock-mantle or the Claude Platform"
        if history_only
        else "data events that the log files do not contain"
    )
    period = f"what happened before {at(timeline.since)} and after {at(timeline.until)}"
    gaps = f"{pluralize(len(incident.not_read), 'gap')} that this report lists" if incident.not_read else ""
    return f"Not known: {'; '.join(filter(None, (period, data, gaps)))}."
