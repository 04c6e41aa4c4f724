"""A hunt as text: some lines for each identity, and how complete it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.detection import Severity
from bks_tui.core.hunt.hunt import ApiKeyUse, Hunt, Identity
from bks_tui.core.report.timeline_section import most_frequent
from bks_tui.core.services import SERVICES
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.coverage import source_lines
from bks_tui.export import formatting as words

_TITLES = {service.slug: service.title for service in SERVICES}


def hunt_lines(hunt: Hunt) -> Iterator[str]:
    """All identities, the worst first."""
    for identity in hunt.identities:
        yield from (sanitize(line, words.LONGEST) for line in _identity(identity))
        yield ""


def _identity(identity: Identity) -> Iterator[str]:
    severity = identity.severity.value if identity.severity else ""
    yield f"{severity:8}{identity_described(identity)}"
    yield from (f"        {name:13} {text}" for name, text in identity_facts(identity))


def identity_facts(identity: Identity) -> Iterator[tuple[str, str]]:
    """What was found about an identity: pairs of a label and a text, not sanitized."""
    if identity.api_key_uses:
        uses = ", ".join(map(_use, identity.api_key_uses))
        yield "API key used", f"{_span(identity.first_use, identity.last_use)}: {uses}"
    calls = pluralize(identity.events, "call")
    others = f", {pluralize(identity.events_on_it, 'call')} of others on it" if identity.events_on_it else ""
    yield "seen", f"{_span(identity.first_seen, identity.last_seen)}: {calls}{others}"
    counts = (
        ("addresses", identity.addresses),
        ("Regions", identity.regions),
        ("models", identity.models),
        ("sessions", identity.sessions),
        ("changed by", identity.changed_by),
    )
    yield from ((name, most_frequent(values)) for name, values in counts if values)
    for level in Severity:
        signals = [f"{seen.signal.title} ({seen.count})" for seen in identity.signals if seen.signal.severity is level]
        if signals:
            yield level.value, ", ".join(signals)
    yield from (("note", note) for note in identity.notes)


def identity_described(identity: Identity) -> str:
    """The identity in one line: name, kind, account, and whether it is a phantom user."""
    account = f" in {identity.account_id}" if identity.account_id else ""
    kind = f"{identity.kind.value} ({identity.key.role})" if identity.key.role else identity.kind.value
    phantom = f", phantom user of {_TITLES[identity.phantom_of]}" if identity.phantom_of else ""
    former = f", before: {', '.join(identity.other_names)}" if identity.other_names else ""
    return f"{identity.name}  {kind}{account}{phantom}{former}"


def _use(use: ApiKeyUse) -> str:
    kind = f" {use.token_type}" if use.token_type else ""
    return f"{use.service}{kind} ({use.count})"


def _span(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "no date"
    return (
        words.moment(first)
        if words.moment(first) == words.moment(last)
        else f"{words.moment(first)} to {words.moment(last)}"
    )


def hunt_summary(hunt: Hunt) -> str:
    """How many identities were found, by their severity, and how many used an API key."""
    levels = Counter(identity.severity for identity in hunt.identities)
    counted = ", ".join(f"{levels[level]} {level.value}" for level in Severity if levels[level])
    used = sum(identity.used_api_key for identity in hunt.identities)
    number = f"{len(hunt.identities)} {'identity' if len(hunt.identities) == 1 else 'identities'}"
    return f"{number}{f': {counted}' if counted else ''}; {used} used an API key"


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
