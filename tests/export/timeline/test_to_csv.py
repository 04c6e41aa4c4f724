"""The CSV of a timeline: one row for each event, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.timeline.to_csv import COLUMNS, timeline_csv
from tests.export.scan.test_to_csv import FORMULA_STARTS
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each
from tests.support.timelines import a_timeline, an_incidents_events, hostile_timeline


def rows_of(timeline: Timeline) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(timeline_csv(timeline), newline=""), strict=True))


def test_each_event_is_one_row_oldest_first() -> None:
    assert [row["event_time"] for row in rows_of(a_timeline(*an_incidents_events()))] == [
        "2026-11-20T07:00:00Z",
        "2026-11-20T08:01:00Z",
        "2026-11-20T08:02:00Z",
        "2026-11-20T08:03:00Z",
        "2026-11-20T08:04:00Z",
    ]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("actor_kind", "role session"),
        ("actor_name", "deploy-17"),
        ("actor_issuer_arn", "arn:aws:iam::210987654321:role/Deployer"),
        ("signals", "api-key-created"),
        ("call_with_bearer_token", "false"),
        ("error_code", ""),
        ("record", ""),
    ],
)
def test_every_kind_of_value_has_its_cell(column: str, cell: str) -> None:
    assert rows_of(a_timeline(*an_incidents_events()))[0][column] == cell


def test_a_timeline_without_events_has_the_columns_alone() -> None:
    assert next(csv.reader([timeline_csv(a_timeline())])) == list(COLUMNS)


@for_each("hostile", HOSTILE)
def test_hostile_text_stays_in_its_cell_and_harmless(hostile: str) -> None:
    timeline = hostile_timeline(hostile)
    assert dangers(timeline_csv(timeline).replace("\r\n", "\n")) == set()
    assert [len(row) for row in rows_of(timeline)] == [len(COLUMNS)] * 2


@for_each("hostile", HOSTILE)
def test_no_cell_is_a_formula_not_even_split_at_semicolons(hostile: str) -> None:
    cells = csv.reader(timeline_csv(hostile_timeline(hostile)).splitlines())
    pieces = [piece for row in cells for cell in row for piece in cell.split(";")]
    assert [piece for piece in pieces if piece.lstrip().startswith(FORMULA_STARTS)] == []
