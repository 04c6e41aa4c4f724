"""The table of a timeline: readable on 80 columns, whole in a pipe, harmless; and what stands below it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bks_tui.core.detection import RULES
from bks_tui.core.timeline.timeline import SOURCE_LIMITATIONS, Timeline
from bks_tui.export.timeline.to_table import timeline_completeness, timeline_lines, timeline_summary, timeline_tables
from tests.support.events import PHANTOM, an_event, an_unparsed_event, role_identity
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, SIGNALS, a_timeline, an_incidents_events, hostile_timeline


def drawn(timeline: Timeline, width: int = 80, *, single: bool = True, colour: bool = False) -> list[str]:
    """The tables of events, or of episodes, as a terminal of `width` columns shows them."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    with console.capture() as capture:
        console.print(*timeline_tables(timeline, single=single))
    return [line.rstrip() for line in capture.get().splitlines()]


EPISODE_HEADINGS = "First (UTC) Last (UTC) Times Event Outcome Models Actor Address Regions Signals"
A_BURST = (
    an_event(minute=0, requestParameters={"modelId": "a.model"}),
    an_event(minute=1, awsRegion="eu-west-1"),
    an_event(minute=2),
)


def words_of(line: str) -> str:
    """The words of a line, however they are aligned."""
    return " ".join(line.split())


def test_on_80_columns_two_facts_share_a_cell() -> None:
    lines = drawn(a_timeline(an_event("InvokeModel", errorCode="AccessDenied"), signals={}))
    assert [words_of(line) for line in (*lines[:2], *lines[3:])] == [
        "Time (UTC) Event Actor",
        "Region Outcome Address Signals",
        f"2026-11-20 08:00:00 InvokeModel {PHANTOM}",
        "us-west-2 AccessDenied 198.51.100.7",
    ]


def test_on_a_wide_terminal_each_event_is_one_line() -> None:
    lines = drawn(a_timeline(*an_incidents_events()), width=220)
    assert len(lines) == 2 + 5
    assert words_of(lines[-1]).startswith("2026-11-20 08:04:00 us-east-1 CreateAccessKey ok ")


def test_episodes_have_their_span_and_number_and_share_cells_by_threes() -> None:
    lines = drawn(a_timeline(*A_BURST, signals={}), single=False)
    assert [words_of(line) for line in (*lines[:3], *lines[4:])] == [
        "First (UTC) Event Actor",
        "Last (UTC) Outcome Address",
        "Times Models Regions Signals",
        f"2026-11-20 08:00:00 InvokeModel {PHANTOM}",
        "2026-11-20 08:02:00 ok 198.51.100.7",
        "3 a.model us-west-2, eu-west-1",
    ]


def test_on_a_wide_terminal_each_episode_is_one_line() -> None:
    lines = drawn(a_timeline(*A_BURST, signals={}), 240, single=False)
    assert [words_of(line) for line in (lines[0], *lines[2:])] == [
        EPISODE_HEADINGS,
        f"2026-11-20 08:00:00 2026-11-20 08:02:00 3 InvokeModel ok a.model {PHANTOM} 198.51.100.7 us-west-2, eu-west-1",
    ]


@pytest.mark.parametrize("single", [True, False])
def test_no_line_is_wider_than_the_terminal(*, single: bool) -> None:
    assert max(map(len, drawn(a_timeline(*an_incidents_events()), single=single))) <= 80


@pytest.mark.parametrize("single", [True, False])
def test_no_letter_of_a_signal_is_cut_at_the_edge(*, single: bool) -> None:
    event = an_event()
    timeline = a_timeline(event, signals={event.event_id: tuple(rule.signal for rule in RULES)})
    for width in range(80, 100):
        lines = drawn(timeline, width, single=single)
        edge = next(line for line in lines if "Signals" in line).index("Signals")
        shown = " ".join(line[edge:].strip() for line in lines)
        assert [rule.signal.title for rule in RULES if rule.signal.title not in shown] == []


def test_signals_are_words_and_colour_only_repeats_them() -> None:
    event = an_event()
    timeline = a_timeline(event, signals={event.event_id: tuple(SIGNALS.values())})
    plain, coloured = "\n".join(drawn(timeline, 300)), "\n".join(drawn(timeline, 300, colour=True))
    for severity, signal in SIGNALS.items():
        assert f"{severity.value} {signal.title}" in plain
    assert f"\x1b[1;31mHIGH {next(iter(SIGNALS.values())).title}" in coloured


def test_a_long_name_is_folded_and_never_cut() -> None:
    name = "".join(chr(ord("a") + n % 26) for n in range(60))
    heading, _, _, *lines = drawn(a_timeline(an_event(name), signals={}))
    column = slice(heading.index("Event"), heading.index("Actor"))
    assert name in "".join(line[column].strip() for line in lines)


def test_many_events_are_drawn_in_parts() -> None:
    events = tuple(an_event(minute=number) for number in range(501))
    assert [len(table.rows) for table in timeline_tables(a_timeline(*events), single=True)] == [500, 1]


def test_in_a_pipe_each_event_is_one_line_under_the_headings_and_whole() -> None:
    name = "A" * 60
    heading, line = timeline_lines(a_timeline(an_event(name), signals={}), single=True)
    assert words_of(heading) == "Time (UTC) Region Event Outcome Actor Address Signals"
    assert words_of(line) == f"2026-11-20 08:00:00 us-west-2 {name} ok {PHANTOM} 198.51.100.7"
    assert heading.index("Outcome") == line.index(" ok ") + 1


def test_in_a_pipe_an_episode_is_one_line_and_a_single_event_has_no_last_time() -> None:
    lines = timeline_lines(a_timeline(*A_BURST, an_event("Converse", minute=5), signals={}))
    assert list(map(words_of, lines)) == [
        EPISODE_HEADINGS,
        f"2026-11-20 08:00:00 2026-11-20 08:02:00 3 InvokeModel ok a.model {PHANTOM} 198.51.100.7 us-west-2, eu-west-1",
        f"2026-11-20 08:05:00 1 Converse ok {PHANTOM} 198.51.100.7 us-west-2",
    ]


def test_the_tokens_of_an_episode_stand_beside_its_models() -> None:
    counted = {"inputTokens": 1200, "outputTokens": 34}
    event = an_event(additionalEventData=counted, requestParameters={"modelId": "a.model"})
    _, line = timeline_lines(a_timeline(event, signals={}))
    assert "ok       a.model; 1,200 input and 34 output tokens in 1 event  " in line


def test_a_session_that_is_named_like_the_user_is_shown_with_its_role() -> None:
    lines = timeline_lines(a_timeline(an_event(identity=role_identity(PHANTOM, "DeployPipeline"))))
    assert f"{PHANTOM} (session of DeployPipeline)  198.51.100.7" in "\n".join(lines)


def test_a_sign_in_that_failed_is_not_ok() -> None:
    sign_in = an_event("ConsoleLogin", "signin.amazonaws.com", responseElements={"ConsoleLogin": "Failure"})
    _, line = timeline_lines(a_timeline(sign_in, signals={}), single=True)
    assert words_of(line) == f"2026-11-20 08:00:00 us-west-2 ConsoleLogin Failure {PHANTOM} 198.51.100.7"


def test_a_record_that_could_not_be_parsed_is_shown_as_such() -> None:
    assert "invalid record" in "\n".join(timeline_lines(a_timeline(an_unparsed_event())))


def test_an_event_without_a_date_is_shown_without_one() -> None:
    assert "no date" in "\n".join(timeline_lines(a_timeline(replace(an_event(), time=None))))


def test_the_summary_shows_who_from_where_with_what_and_when() -> None:
    lines = list(timeline_summary(a_timeline(*an_incidents_events())))
    assert lines[:13] == [
        "5 events in 2 days, 1 of them denied or failed",
        "  first, last use 2026-11-20 08:01 UTC, 2026-11-20 08:04 UTC",
        "  phase           created: 2026-11-20 07:00 UTC, 1 event",
        "  phase           probed: 2026-11-20 08:01 UTC to 2026-11-20 08:03 UTC, 2 events, 1 denied or failed",
        "  phase           used: 2026-11-20 08:02 UTC, 1 event",
        "  phase           pivoted: 2026-11-20 08:04 UTC, 1 event",
        f"  actors          {PHANTOM} (4), deploy-17 (session of Deployer) (1)",
        "  calls           InvokeModel (2), CreateAccessKey (1), CreateServiceSpecificCredential (1), "
        "ListFoundationModels (1)",
        "  addresses       198.51.100.7 (4), 203.0.113.9 (1)",
        "  Regions         us-west-2 (3), us-east-1 (2)",
        "  models          a.model (1)",
        "  user agents     Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1 (5)",
        "  cost            unknown: no tokens recorded in 1 call to 1 model (number of calls); "
        "'bks cost' reads logs and metrics as well",
    ]
    assert lines[13].startswith("  signal          HIGH ")


def test_the_summary_of_nothing_is_one_line() -> None:
    assert list(timeline_summary(a_timeline())) == ["0 events in 2 days"]


def test_the_summary_counts_what_it_leaves_out() -> None:
    events = (an_event(minute=n, sourceIPAddress=f"192.0.2.{n}") for n in range(10))
    assert any(line.endswith(", and 2 more") for line in timeline_summary(a_timeline(*events)))


@pytest.mark.parametrize(
    ("timeline", "lines"),
    [
        (a_timeline(), ["complete: 2 Regions searched"]),
        (
            a_timeline(gaps=(DENIED_REGION,)),
            [
                "INCOMPLETE: 2 Regions searched",
                "  gap: ap-south-1, cloudtrail:LookupEvents: not authorized",
            ],
        ),
        (
            a_timeline(gaps=(replace(DENIED_REGION, region=None),)),
            [
                "INCOMPLETE: 2 Regions searched",
                "  gap: all Regions, cloudtrail:LookupEvents: not authorized",
            ],
        ),
        (
            a_timeline(capped=True),
            ["INCOMPLETE: 2 Regions searched", "  limited: more events exist than --max-events allows"],
        ),
        (
            a_timeline(an_unparsed_event()),
            ["INCOMPLETE: 2 Regions searched", "  not parsed: 1 record, kept among the events"],
        ),
        (
            replace(a_timeline(), remarks=("The user was renamed.",)),
            ["complete: 2 Regions searched", "  caveat: The user was renamed."],
        ),
    ],
)
def test_how_complete_it_is_and_what_it_does_not_cover_is_always_shown(timeline: Timeline, lines: list[str]) -> None:
    assert list(timeline_completeness(timeline)) == [*lines, *(f"  caveat: {limit}" for limit in SOURCE_LIMITATIONS)]


@pytest.mark.parametrize(("single", "rows"), [(True, 2), (False, 1)])
@for_each("hostile", HOSTILE)
def test_hostile_text_is_drawn_harmless(hostile: str, *, single: bool, rows: int) -> None:
    timeline = hostile_timeline(hostile)
    lines = list(timeline_lines(timeline, single=single))
    around = (*timeline_summary(timeline), *timeline_completeness(timeline))
    assert dangers("".join((*drawn(timeline, single=single), *lines, *around))) == set()
    assert len(lines) == 1 + rows


@pytest.mark.parametrize("name", ["[bold red]loud[/]", ":warning:"])
def test_markup_in_a_name_is_only_text(name: str) -> None:
    assert name in "\n".join(drawn(a_timeline(an_event(name)), width=200))
