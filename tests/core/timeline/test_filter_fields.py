"""The fields of events, and a timeline of which only some events are printed."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.filter.match import text_test
from bks_tui.core.timeline.filter_fields import event_fields
from bks_tui.core.timeline.filtered import filter_timeline
from tests.support.events import START, an_event, an_unparsed_event, role_identity
from tests.support.tables import for_each
from tests.support.timelines import SIGNALS, a_timeline

HIGH = next(iter(SIGNALS.values()))
DENIED = an_event("Converse", errorCode="AccessDenied", errorMessage="not authorized", awsRegion="eu-west-1")
SIGNALLED = an_event(
    "ConverseStream", minute=1, identity=role_identity(), userAgent="Boto3/1", sourceIPAddress="192.0.2.1"
)
UNPARSED = an_unparsed_event()
FIELDS = event_fields({SIGNALLED.event_id: (HIGH,)})


@for_each(
    "case",
    {
        "call": ("call:converse", SIGNALLED, True),
        "the call itself": ("call=converse", SIGNALLED, False),
        "Region": ("region:eu-*", DENIED, True),
        "failed": ("is:failed", DENIED, True),
        "ok": ("is:ok", DENIED, False),
        "error": ("error:authorized", DENIED, True),
        "address": ("ip:192.0.2.*", SIGNALLED, True),
        "agent": ("agent:boto3", SIGNALLED, True),
        "kind": ("kind:role", SIGNALLED, True),
        "actor": ("actor:deployer", SIGNALLED, True),
        "age": ("age<2h", SIGNALLED, True),
        "signal": (f"signal:{HIGH.name}", SIGNALLED, True),
        "no signal": (f"-signal:{HIGH.name}", DENIED, True),
        "severity": (f"severity:{HIGH.severity.value}", SIGNALLED, True),
        "of a record that could not be parsed": ("is:unreadable", UNPARSED, True),
        "which may have failed": ("-is:failed", UNPARSED, None),
        "in a Region that its reader knows": ("region:us-*", UNPARSED, True),
        "by anyone": ("-actor:unknown", UNPARSED, None),
        "with any call": ("-call:converse", UNPARSED, None),
        "with any signal": ("-severity:high", UNPARSED, None),
    },
)
def test_a_field_of_an_event(case: tuple[str, Event, bool | None]) -> None:
    text, event, expected = case
    assert text_test(text, FIELDS, START + timedelta(hours=1))(event) is expected


def test_signals_are_unknown_until_the_timeline_is_complete() -> None:
    assert text_test("-signal:x", event_fields(None), START)(DENIED) is None


def test_a_filtered_timeline_is_as_complete_as_the_whole() -> None:
    whole = a_timeline(DENIED, SIGNALLED, UNPARSED, signals={SIGNALLED.event_id: (HIGH,)})
    shown = filter_timeline(whole, "is:failed")
    assert shown.events == (DENIED,)
    assert not shown.signals
    assert (shown.complete, shown.unparsed) == (whole.complete, whole.unparsed) == (False, 1)
    assert shown.narrowing
    assert shown.narrowing.sentence("event") == (
        "filtered: 1 of 3 events shown, 2 hidden, 1 of these because data that decides was not read"
    )
