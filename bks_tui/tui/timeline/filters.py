"""The filters of a timeline: everything, one signal, one actor, one Region or one source, each with its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bks_tui.core.detection import Signal
from bks_tui.core.document import Cell, Tone
from bks_tui.core.text import pluralize
from bks_tui.tui.kit.option import Option
from bks_tui.tui.timeline.findings import FINDINGS
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.view import EVENTS, TimelineView


def narrowing_options(state: TimelineState) -> Iterator[Option]:
    """The choices: sources, signals by urgency, the rest by how frequent they are."""
    yield Option("everything", Cell("everything"), _counted(len(state.events)))
    yield from _of_sources(state)
    found = Counter(signal for signals in state.signals.values() for signal in signals)
    for signal, times in sorted(found.items(), key=_by_urgency):
        yield Option(f"signal:{signal.name}", Cell(f"{signal.severity.value}: {signal.title}"), _counted(times))
    yield from _of_kind("actor", (event.actor.described for event in state.events))
    yield from _of_kind("region", (event.region for event in state.events))


def _of_sources(state: TimelineState) -> Iterator[Option]:
    """The sources, if further ones were asked: findings are no events, and are counted apart."""
    if not state.readings:
        return
    yield Option(f"source:{EVENTS}", Cell(f"source {EVENTS}"), _counted(len(state.events)))
    counts = Counter({FINDINGS: len(state.findings)})
    counts.update({reading.source.value: len(reading.findings) for reading in state.readings})
    for source, number in counts.items():
        yield Option(f"source:{source}", Cell(f"source {source}"), Cell(pluralize(number, "finding"), Tone.DIM))


def _by_urgency(item: tuple[Signal, int]) -> tuple[int, int, str]:
    signal, times = item
    return signal.severity.urgency, -times, signal.name


def _of_kind(kind: str, values: Iterable[str]) -> Iterator[Option]:
    for value, times in Counter(values).most_common():
        yield Option(f"{kind}:{value}", Cell(f"{kind} {value or '(none)'}"), _counted(times))


def _counted(events: int) -> Cell:
    return Cell(pluralize(events, "event"), Tone.DIM)


def narrowed(choice: str, view: TimelineView) -> TimelineView:
    """The view that an option's id stands for, made of `view`, which shows everything."""
    kind, _, value = choice.partition(":")
    if kind == "signal":
        return replace(view, signal=value)
    if kind == "actor":
        return replace(view, actor=value)
    if kind == "source":
        return replace(view, source=value)
    return replace(view, region=value) if kind == "region" else view
