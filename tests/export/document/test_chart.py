"""The chart as SVG: a bar for each span with events, a mark for each signal."""

from __future__ import annotations

from bks_tui.export.document.chart import chart
from tests.support.documents import ACTIVITY


def test_the_chart_has_a_bar_for_each_span_with_events_and_a_mark_for_each_with_a_signal() -> None:
    drawn = chart(ACTIVITY)
    assert drawn.count("<rect") == 3
    # Two floors, two marks, and the three marks of the legend.
    assert drawn.count("<path") == 2 + 2 + 3
