"""A hunt as text: some lines for each identity, and how complete it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.detection import Severity
from bks_tui.core.document import KeyValue, KeyValues, Section
from bks_tui.core.hunt.hunt import ApiKeyUse, Hunt, Identity
from bks_tui.core.report.timeline_section import most_frequent
from bks_tui.core.services import SERVICES
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.coverage import source_lines
from bks_tui.export import formatting as words
from bks_tui.export.document.to_text import terminal_lines

_TITLES = {service.slug: service.title for service in SERVICES}


def hunt_lines(hunt: Hunt, width: int | None) -> Iterator[str]:
    """All identities, the worst first, for a terminal of this width; None wraps nothing."""
    for identity in hunt.identities:
        yield from terminal_lines((identity_section(identity),), width)
        yield ""


def identity_section(identity: Identity) -> Section:
    """What is known of an identity."""
    return Section(_described(identity), (KeyValues(tuple(identity_rows(identity))),))


def identity_rows(identity: Identity) -> Iterator[KeyValue]:
    """What was found of an identity, not sanitized."""
    if identity.api_key_uses:
        uses = ", ".join(map(_use, identity.api_key_uses))
        yield KeyValue("API key used", f"{_span(identity.first_use, identity.last_use)}: {uses}")
    calls = pluralize(identity.events, "call")
    others = f", {pluralize(identity.events_on_it, 'call')} of others on it" if identity.events_on_it else ""
    yield KeyValue("seen", f"{_span(identity.first_seen, identity.last_seen)}: {calls}{others}")
    counts = (
        ("addresses", identity.addresses),
        ("Regions", identity.regions),
        ("models", identity.models),
        ("sessions", identity.sessions),
        ("changed by", identity.changed_by),
    )
    yield from (KeyValue(name, most_frequent(values)) for name, values in counts if values)
    for level in Severity:
        signals = [f"{seen.signal.title} ({seen.count})" for seen in identity.signals if seen.signal.severity is level]
        if signals:
            yield KeyValue(level.value, ", ".join(signals), level.tone)
    yield from (KeyValue("note", note) for note in identity.notes)


def _described(identity: Identity) -> str:
    """The identity in one line: severity, name, kind, account, and whether it is a phantom user."""
    severity = identity.severity.value if identity.severity else "no signal"
    kind = f"{identity.kind.value} ({identity.key.role})" if identity.key.role else identity.kind.value
    account = f" in {identity.account_id}" if identity.account_id else ""
    phantom = f", phantom user of {_TITLES[identity.phantom_of]}" if identity.phantom_of else ""
    former = f", before: {', '.join(identity.other_names)}" if identity.other_names else ""
    return f"{severity}: {identity.name}, {kind}{account}{phantom}{former}"


def _use(use: ApiKeyUse) -> str:
    kind = f" {use.token_type}" if use.token_type else ""
    return f"{use.service}{kind} ({use.count})"


def _span(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "no date"
    return " to ".join(dict.fromkeys((words.moment(first), words.moment(last))))


def hunt_summary(hunt: Hunt) -> str:
    """How many identities were found, by their severity, and how many used an API key."""
    levels = Counter(identity.severity for identity in hunt.identities)
    counted = ", ".join(f"{levels[level]} {level.value}" for level in Severity if levels[level])
    used = sum(identity.used_api_key for identity in hunt.identities)
    return f"{hunt.described}{f': {counted}' if counted else ''}; {used} used an API key"


def hunt_completeness(hunt: Hunt) -> Iterator[str]:
    """How complete the hunt is and what it does not cover, line by line. Always shown."""
    files = sum(each.files for each in hunt.coverage)
    regions = len({region for each in hunt.coverage for region in each.regions})
    read = f"{pluralize(files, 'file')} read" if files else f"{pluralize(regions, 'Region')} searched"
    yield f"{'complete' if hunt.complete else 'INCOMPLETE'}: {read}"
    yield from (sanitize(f"  {line}") for line in source_lines(hunt.coverage))
    for gap in hunt.gaps:
        yield sanitize(f"  gap: {gap.region or 'all Regions'}, {gap.source}: {gap.reason}")
    if hunt.unparsed:
        yield f"  not parsed: {pluralize(hunt.unparsed, 'record')}"
    yield from (sanitize(f"  caveat: {caveat}") for caveat in (*hunt.remarks, *hunt.limits))
