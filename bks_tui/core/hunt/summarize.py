"""One identity, under all its names, as a hunt shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bks_tui.core.detection import RULES
from bks_tui.core.hunt.gathered import Gathered
from bks_tui.core.hunt.hunt import ApiKeyUse, Identity
from bks_tui.core.hunt.tally import MOST_LISTED, Listed, Signals, TimeSpan

_SIGNALS = {rule.signal.name: rule.signal for rule in RULES}
_LISTS = {
    "addresses": "source addresses",
    "regions": "Regions",
    "models": "models",
    "sessions": "session names",
    "changed_by": "identities that changed it",
    "access_key_ids": "access key ids",
}


def summarized(names: Sequence[Gathered]) -> Identity:
    """The identity of these names, of which the first is the current one."""
    current = names[0]
    phantom_of = next((each.phantom_of for each in names if each.phantom_of), None)
    lists = {name: _merged(getattr(each, name) for each in names) for name in _LISTS}
    seen, used = _times(each.seen for each in names), _times(each.used for each in names)
    return Identity(
        key=current.key,
        arn=current.arn,
        other_names=tuple(each.key.name for each in names[1:]),
        phantom_of=phantom_of,
        access_key_ids=tuple(sorted(lists["access_key_ids"].counts)),
        api_key_uses=tuple(_uses(names)),
        first_seen=seen.first,
        last_seen=seen.last,
        first_use=used.first,
        last_use=used.last,
        events=sum(each.events for each in names),
        events_on_it=sum(each.events_on_it for each in names),
        addresses=lists["addresses"].most_frequent,
        regions=lists["regions"].most_frequent,
        models=lists["models"].most_frequent,
        sessions=lists["sessions"].most_frequent,
        changed_by=lists["changed_by"].most_frequent,
        signals=_signals(names, phantom_of).seen,
        notes=(*_notes(names), *_left_out(lists)),
    )


def _merged(parts: Iterator[Listed]) -> Listed:
    merged = Listed()
    for part in parts:
        merged.merge(part)
    return merged


def _times(parts: Iterator[TimeSpan]) -> TimeSpan:
    merged = TimeSpan()
    for part in parts:
        merged.merge(part)
    return merged


def _uses(names: Sequence[Gathered]) -> Iterator[ApiKeyUse]:
    uses = sum((each.uses for each in names), Counter[tuple[str, str | None]]())
    for (service, token_type), count in sorted(uses.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield ApiKeyUse(service, token_type, count)


def _signals(names: Sequence[Gathered], phantom_of: str | None) -> Signals:
    signals = Signals()
    for each in names:
        signals.merge(each.signals)
        if phantom_of:
            signals.merge(each.if_phantom_of(phantom_of))
        for name, time in each.completions():
            signals.add(_SIGNALS[name], time)
    return signals


def _notes(names: Sequence[Gathered]) -> Iterator[str]:
    for each in names:
        name, created, deleted = each.key.name, each.created.last, each.deleted.last
        if created and each.known.first and each.known.first < created:
            yield (
                f"User {name} was recreated at {created:%Y-%m-%d %H:%M:%S} UTC: events before and after this time "
                "belong to different users."
            )
        if deleted and (created is None or created <= deleted):
            yield f"User {name} was deleted at {deleted:%Y-%m-%d %H:%M:%S} UTC."
    if len(names) > 1:
        yield (
            f"The user was renamed ({', '.join(each.key.name for each in names)}). If another user has had one of "
            "these names, its events are included."
        )


def _left_out(lists: dict[str, Listed]) -> Iterator[str]:
    for name, values in lists.items():
        if values.has_more:
            yield f"It has more than {MOST_LISTED:,} {_LISTS[name]}; the others are not listed."
