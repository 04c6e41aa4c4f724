"""A document as text: wrapped for 80 columns, labels beside values, and the chart in characters."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bks_tui.core.document import Activity, Commands, Document, KeyValue, KeyValues, Paragraph, Section
from bks_tui.core.report.incident_report import incident_report
from bks_tui.export.document.to_text import activity_lines, document_text, terminal_lines
from bks_tui.export.report.formats import report_text
from tests.support.documents import ACTIVITY
from tests.support.events import START
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import an_incident, hostile_incident
from tests.support.users import NOW

HOSTILE_TEXT = for_each("hostile", HOSTILE)


@HOSTILE_TEXT
def test_hostile_text_adds_no_line_that_looks_like_a_section(hostile: str) -> None:
    titles = [section.title for section in incident_report(hostile_incident(hostile)).sections]
    lines = report_text(hostile_incident(hostile)).splitlines()
    assert [before for before, line in pairwise(lines) if len(line) > 2 and set(line) == {"-"}] == titles


def test_the_text_is_read_on_80_columns_but_for_commands_and_long_names() -> None:
    lines = report_text(an_incident()).splitlines()
    assert [line for line in lines if len(line) > 80 and not line.startswith("      ")] == []


LONG = "one two three four five six seven"
ROWS = KeyValues((KeyValue("label", LONG), KeyValue("a longer label", "x"), KeyValue("", 3)))


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (None, [f"       label  {LONG}", "a longer label  x", "              3"]),
        (
            30,
            [
                "       label  one two three four",
                "              five six seven",
                "a longer label  x",
                "              3",
            ],
        ),
    ],
)
def test_on_a_terminal_labels_end_where_values_begin_which_have_20_columns_at_least(
    width: int | None, lines: list[str]
) -> None:
    assert list(terminal_lines([ROWS], width)) == lines


def test_a_word_is_broken_on_a_terminal_and_whole_in_a_report() -> None:
    block = Paragraph("x" * 100)
    assert list(terminal_lines([block], 60)) == ["x" * 60, "x" * 40]
    assert "x" * 100 in document_text(Document("", (Section("", (block,)),))).splitlines()


def test_a_command_is_never_wrapped() -> None:
    command = "aws " + "x " * 100
    assert list(terminal_lines([Section("Do", (Commands((command,)),))], 30)) == ["* Do", f"      {command}"]


def test_the_bars_have_the_height_of_the_counts_and_one_event_is_seen_among_hundreds() -> None:
    assert list(activity_lines(ACTIVITY))[:4] == ["us-east-1  ▁ █", "             !", "us-west-2   ▄ ", "            ."]


def test_a_chart_of_nothing_is_only_its_axis() -> None:
    assert len(list(activity_lines(Activity(START, NOW, (), ACTIVITY.legend)))) == 2
