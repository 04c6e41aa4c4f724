"""Events over time as an SVG chart, for a page that loads nothing.

One row for each Region: bars for the events, and marks above them for signals. The marks differ in
shape as well as colour, so that a black and white print shows the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from bks_tui.core.document import Activity, RegionActivity, Tone
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words

_MARGIN, _SPAN, _ROW, _BAR = 130, 10, 44, 26

# The class of each mark, and its shape in a box of eight by eight, centred on 0: a triangle, a diamond, a circle.
_MARKS: Mapping[Tone, tuple[str, str]] = {
    Tone.DANGER: ("high", "M0 -4 L4 4 L-4 4 Z"),
    Tone.WARNING: ("medium", "M0 -4 L4 0 L0 4 L-4 0 Z"),
    Tone.INFO: ("low", "M-2 0 A2 2 0 1 0 2 0 A2 2 0 1 0 -2 0 Z"),
}


def chart(activity: Activity) -> str:
    """The `svg` element."""
    spans = len(activity.rows[0].counts) if activity.rows else 0
    width, height = _MARGIN + spans * _SPAN + 10, len(activity.rows) * _ROW + 44
    highest = activity.highest
    return "\n".join(
        (
            f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="Events over time by Region">',
            *(part for number, row in enumerate(activity.rows) for part in _row(row, number * _ROW + 14, highest)),
            *_axis(activity, width, height, highest),
            "</svg>",
        )
    )


def _row(row: RegionActivity, top: int, highest: int) -> Iterator[str]:
    floor = top + _BAR
    yield f'<text x="{_MARGIN - 8}" y="{floor - 4}" text-anchor="end">{escape(sanitize(row.region, 20))}</text>'
    yield f'<path class="floor" d="M{_MARGIN} {floor} H{_MARGIN + len(row.counts) * _SPAN}"/>'
    for place, (events, tone) in enumerate(zip(row.counts, row.signals, strict=True)):
        if events:
            # A single event among thousands must be visible.
            high = max(2, round(events / highest * (_BAR - 4)))
            left = _MARGIN + place * _SPAN
            yield f'<rect class="bar" x="{left + 1}" y="{floor - high}" width="{_SPAN - 2}" height="{high}"/>'
            if tone:
                yield _mark(tone, left + _SPAN // 2, floor - high - 6)


def _mark(tone: Tone, x: int, y: int) -> str:
    name, shape = _MARKS[tone]
    return f'<path class="{name}" transform="translate({x} {y})" d="{shape}"/>'


def _axis(activity: Activity, width: int, height: int, highest: int) -> Iterator[str]:
    y = height - 24
    yield f'<text x="{_MARGIN}" y="{y}">{words.moment(activity.start)}</text>'
    yield f'<text x="{width - 10}" y="{y}" text-anchor="end">{words.moment(activity.end)}</text>'
    yield f'<text x="{_MARGIN}" y="{height - 6}">highest bar: {pluralize(highest, "event")}</text>'
    for number, entry in enumerate(activity.legend):
        x = width - 250 + number * 90
        yield _mark(entry.tone, x, height - 10)
        yield f'<text x="{x + 8}" y="{height - 6}">{escape(sanitize(entry.text))}</text>'
