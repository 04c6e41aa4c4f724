"""The fields of events in a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.filter.fields import UNREAD, FieldKind, FieldTable, FilterField, Possible, Values, slug
from bks_tui.core.timeline.findings import SourceFinding

_TEXT, _CHOICE, _AGE = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.AGE


def event_fields(
    signals: Mapping[str, Sequence[Signal]] | None, text_of: Callable[[Event], str] | None = None
) -> FieldTable[Event]:
    """The fields of events that have these `signals` by their id; None while these are not known.

    `text_of` gives what words are searched in, if not anew.
    """

    def text(event: Event) -> str:
        return search_text(event, (signals or {}).get(event.event_id, ()))

    return FieldTable("events", (*_FIELDS, *_signal_fields(signals)), text_of or text)


def _given(event: Event, *values: str | None) -> Values:
    """The values that an event has; a record that could not be parsed may have others."""
    found = tuple([value for value in values if value])
    return (*found, None) if event.problem else found


def _only(event: Event, value: str | None) -> Values:
    """The one value of an event: its reader may know it although the record could not be parsed."""
    return (value,) if value else UNREAD if event.problem else ()


def _marks(event: Event) -> Values:
    if event.problem:
        return ("unreadable", *map(Possible, _MARKS))
    read_only = event.read_only
    return (
        "failed" if event.failed else "ok",
        *(("api-key",) if event.call_with_bearer_token else ()),
        *(("console",) if event.from_console else ()),
        *((Possible("read-only"),) if read_only is None else ("read-only",) if read_only else ()),
    )


_MARKS = ("ok", "failed", "api-key", "console", "read-only")

_FIELDS: tuple[FilterField[Event], ...] = (
    FilterField("call", "the name of the call", _TEXT, lambda event: _only(event, event.name)),
    FilterField("service", "the service, such as bedrock.amazonaws.com", _TEXT, lambda one: _only(one, one.source)),
    FilterField("region", "the Region", _TEXT, lambda event: _only(event, event.region)),
    FilterField(
        "is",
        "how the call ended and was made; unreadable: the record could not be parsed",
        _CHOICE,
        _marks,
        (*_MARKS, "unreadable"),
    ),
    FilterField("actor", "who made the call", _TEXT, lambda one: UNREAD if one.problem else (one.actor.described,)),
    FilterField(
        "kind",
        "what made the call",
        _CHOICE,
        lambda event: UNREAD if event.problem else (slug(event.actor.kind.value),),
        tuple(slug(kind.value) for kind in ActorKind),
    ),
    FilterField("ip", "the address", _TEXT, lambda event: _only(event, event.source_ip)),
    FilterField("agent", "the user agent", _TEXT, lambda event: _only(event, event.user_agent)),
    FilterField("error", "the error code or message", _TEXT, lambda one: _given(one, one.failure, one.error_message)),
    FilterField("model", "the model", _TEXT, lambda event: _only(event, event.model_id)),
    FilterField("resource", "a resource of the call", _TEXT, lambda event: _given(event, *event.resources)),
    FilterField("age", "how long ago it was", _AGE, lambda event: (event.time,)),
    FilterField("account", "the account of the event", _TEXT, lambda event: _only(event, event.account_id)),
    FilterField(
        "arn",
        "the ARN of the actor, or of its role",
        _TEXT,
        lambda one: _given(one, one.actor.arn, one.actor.issuer_arn),
    ),
    FilterField(
        "id",
        "the id of the event, of its access key or of its API key",
        _TEXT,
        lambda one: _given(one, one.event_id, one.actor.access_key_id, one.actor.credential_id),
    ),
)


def _signal_fields(signals: Mapping[str, Sequence[Signal]] | None) -> tuple[FilterField[Event], ...]:
    """What the detections say about an event: known once all events are read, and of a record that can be parsed."""

    def names(event: Event) -> Values:
        found = (signals or {}).get(event.event_id, ())
        return (*[name for signal in found for name in (signal.name, signal.title)], *rest(event))

    def severities(event: Event) -> Values:
        found = (signals or {}).get(event.event_id, ())
        return (*[slug(signal.severity.value) for signal in found], *rest(event))

    def rest(event: Event) -> Values:
        return UNREAD if signals is None or event.problem else ()

    choices = tuple(slug(severity.value) for severity in Severity)
    return (
        FilterField("signal", "the name or title of a signal", _TEXT, names),
        FilterField("severity", "the severity of a signal", _CHOICE, severities, choices),
    )


def search_text(event: Event, signals: Sequence[Signal]) -> str:
    """The text of an event that is searched, casefolded: all that its row or full view shows."""
    words = (
        event.event_id,
        event.name,
        event.source,
        event.region,
        event.source_ip,
        event.user_agent,
        event.failure,
        event.error_message,
        event.actor.described,
        event.actor.arn,
        event.actor.issuer_arn,
        event.actor.access_key_id,
        event.model_id,
        *event.resources,
        *(signal.title for signal in signals),
    )
    return "\n".join(filter(None, words)).casefold()


EVENT_FIELDS = event_fields({})


def _finding_text(finding: SourceFinding) -> str:
    words = (finding.source.value, finding.kind, finding.title, finding.about, finding.region, finding.finding_id)
    return "\n".join(filter(None, words)).casefold()


_OF_FINDINGS: Mapping[str, Callable[[SourceFinding], Values]] = {
    "region": lambda finding: (finding.region,) if finding.region else (),
    "resource": lambda finding: (finding.about,),
    "signal": lambda finding: (finding.kind, finding.title),
    "severity": lambda finding: (slug(finding.severity.value),) if finding.severity else (),
    "age": lambda finding: (finding.time,),
    "id": lambda finding: (finding.finding_id,),
}

# The findings of further sources stand among the events, and have few of their fields.
FINDING_FIELDS: FieldTable[SourceFinding] = FieldTable(
    EVENT_FIELDS.of,
    tuple(
        FilterField(field.name, field.help, field.kind, _OF_FINDINGS.get(field.name, lambda _: ()), field.choices)
        for field in EVENT_FIELDS.fields
    ),
    _finding_text,
)
