"""Several sources are read as one timeline, and learn names from each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.source import EventsFound, Gap
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.operations.timeline.combine import combine
from tests.support.events import an_event
from tests.support.timelines import a_timeline

TARGET = a_timeline().target
EVENT, OTHER = an_event(minute=1), an_event(minute=2)
GAP = Gap(None, "a file", "cut off")


@dataclass
class Written:
    """A source that yields given events and learns given names; it remembers what it was asked for."""

    events: tuple[Event, ...]
    learns: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    asked: list[Target] = field(default_factory=list)

    def __call__(self, target: Target) -> Iterator[TimelineUpdate]:
        self.asked.append(target)
        yield EventsFound(self.events)
        yield from self.gaps
        names = tuple(sorted({*target.other_names, *self.learns}))
        yield a_timeline(*self.events, gaps=self.gaps, target=replace(target, other_names=names))


def combined(*sources: Written, cancelled: bool = False) -> list[TimelineUpdate]:
    stopped = threading.Event()
    if cancelled:
        stopped.set()
    return list(combine(sources, TARGET, stopped))


def test_each_event_and_gap_is_yielded_once_and_the_timeline_last() -> None:
    *updates, last = combined(Written((EVENT,), gaps=(GAP,)), Written((EVENT, OTHER), gaps=(GAP,)))
    assert updates == [EventsFound((EVENT,)), GAP, EventsFound((OTHER,))]
    assert isinstance(last, Timeline)
    assert last.events == (EVENT, OTHER)


def test_a_later_source_searches_what_an_earlier_one_learned() -> None:
    first, second = Written((), learns=("bob",)), Written(())
    combined(first, second)
    assert [target.other_names for target in second.asked] == [("bob",)]
    assert len(first.asked) == 1


def test_an_earlier_source_is_read_again_with_what_a_later_one_learned() -> None:
    first, second = Written(()), Written((), learns=("bob",))
    combined(first, second)
    assert [target.other_names for target in first.asked] == [(), ("bob",)]
    assert len(second.asked) == 1


def test_nothing_is_read_again_once_it_is_cancelled() -> None:
    first, second = Written(()), Written((), learns=("bob",))
    combined(first, second, cancelled=True)
    assert (len(first.asked), len(second.asked)) == (1, 1)
