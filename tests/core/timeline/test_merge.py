"""The timelines of several sources become one: each event once, what is missing in any of them missing in all."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.evidence import Known
from bks_tui.core.timeline.merge import merged_timeline
from bks_tui.core.timeline.source import EVENT_HISTORY, LOG_FILES, Coverage, Gap
from bks_tui.core.timeline.timeline import Timeline
from tests.support.events import an_event, an_unparsed_event
from tests.support.timelines import a_timeline

FIRST, SHARED, LAST = an_event(minute=1), an_event(minute=2), an_event(minute=3)
CUT_OFF = Gap(None, "one.json.gz", "the file is cut off")


def of_history(*events: Event) -> Timeline:
    return replace(a_timeline(*events), coverage=(Coverage(EVENT_HISTORY, limits=("late", "90 days")),))


def of_files(*events: Event, gaps: tuple[Gap, ...] = ()) -> Timeline:
    files = Account("", Known(None), "", "aws", "us-east-1", region_is_default=True, profile=None, demo=False)
    coverage = Coverage(LOG_FILES, files=2, gaps=gaps, limits=("late", "only these files"))
    return replace(a_timeline(*events, gaps=gaps), account=files, coverage=(coverage,))


def test_an_event_of_two_sources_appears_once_and_names_both() -> None:
    merged = merged_timeline([of_history(FIRST, SHARED), of_files(SHARED, LAST)])
    assert [(event.event_id, merged.sources_of(event)) for event in merged.events] == [
        (FIRST.event_id, (EVENT_HISTORY,)),
        (SHARED.event_id, (EVENT_HISTORY, LOG_FILES)),
        (LAST.event_id, (LOG_FILES,)),
    ]


def test_an_event_of_one_source_alone_is_of_that_source() -> None:
    assert merged_timeline([of_files(FIRST)]).sources_of(FIRST) == (LOG_FILES,)


def test_an_event_keeps_every_place_in_which_it_was_read() -> None:
    event = an_event()
    history = replace(of_history(event), origins={event.event_id: ("us-west-2",)})
    files = replace(of_files(event), origins={event.event_id: ("a.json.gz",)})
    assert merged_timeline([history, files]).origins == {event.event_id: ("us-west-2", "a.json.gz")}


def test_a_gap_of_one_source_makes_all_incomplete() -> None:
    merged = merged_timeline([of_history(FIRST), of_files(FIRST, gaps=(CUT_OFF,))])
    assert (merged.gaps, merged.complete) == ((CUT_OFF,), False)
    assert [each.gaps for each in merged.coverage] == [(), (CUT_OFF,)]


def test_what_no_source_can_contain_is_named_once() -> None:
    assert merged_timeline([of_history(), of_files()]).limits == ("late", "90 days", "only these files")


def test_a_record_that_one_source_could_read_replaces_the_unreadable_one() -> None:
    unreadable = replace(an_unparsed_event(), event_id=SHARED.event_id)
    assert merged_timeline([of_history(unreadable), of_files(SHARED)]).events == (SHARED,)


def test_the_account_is_that_of_the_session() -> None:
    history, files = of_history(), of_files()
    assert merged_timeline([files, history]).account == history.account


def test_a_limit_keeps_the_newest_of_all_sources() -> None:
    merged = merged_timeline([of_history(FIRST, SHARED), of_files(LAST)], max_events=2)
    assert (merged.events, merged.capped) == ((SHARED, LAST), True)


def test_names_and_keys_of_every_source_are_of_the_target() -> None:
    history, files = of_history(), of_files()
    renamed = replace(
        files, target=replace(files.target, other_names=("bob",), access_key_ids=("AKIAINVENTED00000001",))
    )
    target = merged_timeline([history, renamed]).target
    assert (target.other_names, target.access_key_ids) == (("bob",), ("AKIAINVENTED00000001",))
