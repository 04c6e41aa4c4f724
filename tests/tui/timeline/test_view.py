"""Which events the timeline shows, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bks_tui.core.cloudtrail.event import Event, chronological
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.timeline.episodes import find_episodes
from bks_tui.core.timeline.filter_fields import event_fields
from bks_tui.tui.timeline.view import TimelineView
from tests.support.events import START, an_event, an_unparsed_event, iam_event

PROBE = Signal("probe", "Probe", Severity.MEDIUM, "T1580 Cloud Infrastructure Discovery", "It looks around.")

FIRST = an_event("ListFoundationModels", minute=0, awsRegion="eu-west-1", sourceIPAddress="203.0.113.9")
SECOND = an_event(
    "InvokeModel", minute=1, errorCode="AccessDenied", errorMessage="not authorized to", userAgent="Scanner/9"
)
THIRD = iam_event("CreateAccessKey", minute=2)
EVENTS = (FIRST, SECOND, THIRD)
SIGNALS: Mapping[str, Sequence[Signal]] = {FIRST.event_id: (PROBE,)}
FIELDS = event_fields(SIGNALS)


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        pytest.param(TimelineView(), (THIRD, SECOND, FIRST), id="newest first by default"),
        pytest.param(TimelineView().turned(), EVENTS, id="oldest first"),
        pytest.param(TimelineView(text="createaccess"), (THIRD,), id="call, whatever the case"),
        pytest.param(TimelineView(text="203.0.113"), (FIRST,), id="part of an address"),
        pytest.param(TimelineView(address="203.0.113.9"), (FIRST,), id="address"),
        pytest.param(TimelineView(text="scanner"), (SECOND,), id="user agent"),
        pytest.param(TimelineView(text="denied"), (SECOND,), id="error"),
        pytest.param(TimelineView(text="not authorized"), (SECOND,), id="error message"),
        pytest.param(TimelineView(text="deploy-17"), (THIRD,), id="actor"),
        pytest.param(TimelineView(text="role/Deployer"), (THIRD,), id="issuer of the session"),
        pytest.param(TimelineView(text=SECOND.event_id), (SECOND,), id="event id"),
        pytest.param(TimelineView(text="PROBE"), (FIRST,), id="title of a signal"),
        pytest.param(TimelineView(text="-is:failed signal:probe"), (FIRST,), id="fields"),
        pytest.param(TimelineView(text="call:*key", region="us-east-1"), (THIRD,), id="a field, in one Region"),
        pytest.param(TimelineView(signal="probe"), (FIRST,), id="signal"),
        pytest.param(TimelineView(actor="deploy-17 (session of Deployer)"), (THIRD,), id="one actor"),
        pytest.param(TimelineView(region="eu-west-1"), (FIRST,), id="one Region"),
        pytest.param(TimelineView(text="invoke", region="eu-west-1"), (), id="both must hold"),
    ],
)
def test_a_view_shows_what_it_names(view: TimelineView, shown: Sequence[Event]) -> None:
    assert tuple(view.order(view.narrow(EVENTS, SIGNALS, FIELDS, START).rows)) == tuple(shown)


def test_an_event_that_could_not_be_parsed_is_shown_too() -> None:
    unparsed = an_unparsed_event()
    assert tuple(TimelineView().narrow([unparsed], {}, FIELDS, START).rows) == (unparsed,)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (TimelineView(), "newest first"),
        (TimelineView(newest_first=False), "oldest first"),
        (TimelineView(text="x", signal="probe", region="eu-west-1"), "'x' · probe · eu-west-1 · newest first"),
    ],
)
def test_a_view_describes_itself(view: TimelineView, words: str) -> None:
    assert view.describe() == words


def test_newest_first_an_episode_stands_where_its_last_event_is() -> None:
    long = [an_event("Converse", minute=minute) for minute in (0, 90)]
    short = [an_event(minute=minute) for minute in (10, 20)]
    found = find_episodes(sorted((*long, *short), key=chronological))
    view = TimelineView()
    assert [list(each.events) for each in view.order_episodes(found)] == [long, short]
    assert [list(each.events) for each in view.turned().order_episodes(found)] == [long, short]
    assert [each.count for each in view.order_episodes(find_episodes((*long[:1], *short)))] == [2, 1]


def test_an_episode_unfolds_stays_so_while_it_grows_and_folds_again() -> None:
    first, second, later = (an_event(minute=minute) for minute in (0, 1, 2))
    seen = ((first, second), (first, second, later), (THIRD,))
    (episode,), (grown,), (other,) = map(find_episodes, seen)
    view = TimelineView().toggled(episode)
    assert [view.is_unfolded(each) for each in (episode, grown, other)] == [True, True, False]
    assert view.toggled(grown) == TimelineView()
    assert view.toggled(other).folded() == TimelineView()


def test_single_events_and_episodes_take_turns() -> None:
    view = TimelineView(text="x")
    assert view.groups
    assert view.regrouped() == TimelineView(text="x", single=True)
    assert view.regrouped().regrouped() == view


def test_everything_keeps_the_order_only() -> None:
    narrowed = TimelineView(text="x", signal="y", actor="z", region="r", newest_first=False)
    assert narrowed.everything() == TimelineView(newest_first=False)
