"""What each source of a timeline covers and leaves out, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import EVENT_HISTORY, Coverage

_MOST_NAMED = 5


def source_lines(coverage: Sequence[Coverage]) -> Iterator[str]:
    """A line for each source, and for what it left out; none for event history alone, which Regions describe."""
    if [each.source for each in coverage] == [EVENT_HISTORY]:
        return
    for each in coverage:
        yield f"source: {each.source}: {', '.join(_covered(each))}"
        yield from (f"skipped: {pluralize(count, 'file')}, {reason}" for reason, count in each.skipped)
        yield from (f"note: {note}" for note in each.notes)


def _covered(coverage: Coverage) -> Iterator[str]:
    if coverage.files:
        yield f"{pluralize(coverage.files, 'file')} with {coverage.bytes / 1_000_000:,.1f} MB of records"
    elif coverage.bytes:
        yield f"{coverage.bytes / 1_000_000:,.1f} MB scanned"
    if coverage.accounts:
        named = f"{pluralize(len(coverage.accounts), 'account')} ({', '.join(coverage.accounts[:_MOST_NAMED])}"
        yield f"{named}{', …' if len(coverage.accounts) > _MOST_NAMED else ''})"
    yield pluralize(len(coverage.regions), "Region") if coverage.regions else "Regions unknown"
    if coverage.first_day and coverage.last_day:
        yield f"{coverage.first_day} to {coverage.last_day}"
