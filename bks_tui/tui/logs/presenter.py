"""A log folder as the app shows it: the identities, one in full, who bks is here, and how complete it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bks_tui.core.document import Cell, Paragraph, Section, Tone
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.text import pluralize
from bks_tui.export.hunt.to_text import hunt_summary, identity_rows, identity_section
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.identity_bar import IdentityLines
from bks_tui.tui.kit.times import MomentCell
from bks_tui.tui.logs.state import LogState
from bks_tui.tui.timeline.presenter import coverage_sections, gap_sections

IDENTITY_COLUMNS = (
    # With the arrow of the order in which the list begins.
    Column("Severity", 10, order="urgency"),
    Column("Identity", 19, flexible=True, order="name"),
    Column("Kind", 8, rank=3, order="kind"),
    Column("Account", 12, rank=4, order="account id"),
    Column("API key", 7, order="API key"),
    Column("Events", 6, right=True, rank=2, order="events"),
    Column("Last (UTC)", 11, rank=1, order="last seen"),
)

_TIME = "%m-%d %H:%M"
READ_ONLY_REASON = "a log folder is read-only"


def identity_cells(identity: Identity) -> tuple[Cell, ...]:
    """A row: severity, name, kind, account, whether it used an API key, events, when it was last seen."""
    severity, last = identity.severity, identity.last_seen
    return (
        Cell(severity.value, severity.tone) if severity else Cell("-", Tone.DIM),
        Cell(identity.name, Tone.STRONG if identity.phantom_of else Tone.PLAIN),
        Cell(identity.kind.value, Tone.DIM),
        Cell(identity.account_id or "unknown", Tone.DIM),
        Cell("used", Tone.WARNING) if identity.used_api_key else Cell("-", Tone.DIM),
        Cell(f"{identity.events + identity.events_on_it:,}"),
        MomentCell(f"{last:{_TIME}}" if last else "no date", Tone.DIM, last, _TIME),
    )


def identity_sections(identity: Identity) -> tuple[Section, ...]:
    """An identity in full: what it did, from where, and its signals."""
    return (replace(identity_section(identity), tone=Tone.STRONG),)


def identity_fields(identity: Identity) -> tuple[CopyField, ...]:
    """What can be copied of an identity, the name first."""
    keys = ((f"access key {number}", key) for number, key in enumerate(identity.access_key_ids, start=1))
    notes = (f"note {number}" for number, _ in enumerate(identity.notes, start=1))
    rows = identity_rows(identity)
    facts = ((next(notes) if row.label == "note" else row.label, str(row.value)) for row in rows)
    known = (("name", identity.name), ("ARN", identity.arn), ("account", identity.account_id), *keys, *facts)
    return tuple(CopyField(label, text) for label, text in known if text)


def identity_lines(state: LogState) -> IdentityLines:
    """That these are log files and where they are; then that there is no session, and whose files they are."""
    (path,) = state.search.paths
    return (
        (Cell("LOG FOLDER", Tone.WARNING), Cell("READ-ONLY", Tone.WARNING), Cell(str(path), Tone.STRONG)),
        (Cell("no AWS session"), *map(Cell, _covered(state))),
    )


def _covered(state: LogState) -> Iterator[str]:
    for each in state.coverage:
        if each.accounts:
            named = f"account {each.accounts[0]}" if len(each.accounts) == 1 else f"{len(each.accounts)} accounts"
            yield f"{named}, {pluralize(len(each.regions), 'Region')}"
        if each.first_day and each.last_day:
            yield f"{each.first_day} to {each.last_day}"


def status_line(state: LogState, keymap: Keymap) -> tuple[Cell, ...]:
    """The line at the foot of the screen: the progress, or how complete it is and what was found."""
    if state.running:
        return tuple(_progress_cells(state, keymap))
    if state.error:
        return (Cell(f"FAILED: {state.error}", Tone.WARNING), Cell(state.error.remedy))
    return tuple(_result_cells(state, keymap))


def _progress_cells(state: LogState, keymap: Keymap) -> Iterator[Cell]:
    progress = state.progress
    if progress is None:
        yield Cell("looking for files …")
    else:
        yield Cell(f"reading: {progress.done:,} of {pluralize(progress.files, 'file')}")
        yield Cell(pluralize(progress.events, "event"))
    if state.gaps:
        yield Cell(f"{pluralize(len(state.gaps), 'gap')} ({keymap.shown('show_warnings')})", Tone.WARNING)
    yield Cell("esc stops", Tone.DIM)


def _result_cells(state: LogState, keymap: Keymap) -> Iterator[Cell]:
    result = state.result
    if result is None:
        return
    key = keymap.shown("show_warnings")
    yield Cell("complete", Tone.DIM) if result.complete else Cell(f"INCOMPLETE ({key})", Tone.WARNING)
    files, size = (sum(counts) for counts in zip(*((each.files, each.bytes) for each in result.coverage), strict=True))
    yield Cell(f"{pluralize(files, 'file')}, {size / 1_000_000:,.1f} MB")
    if result.gaps:
        first, *others = result.gaps
        yield Cell(f"{first.reason}{f' (and {len(others)} more)' if others else ''}", Tone.WARNING)
    elif result.unparsed:
        yield Cell(f"{pluralize(result.unparsed, 'record')} unreadable", Tone.WARNING)
    yield Cell(hunt_summary(result))


def reason_sections(state: LogState) -> tuple[Section, ...]:
    """What could not be read, the caveats, and what was read and skipped."""
    result = state.result
    sections = list(gap_sections(state.gaps))
    if state.error:
        sections.insert(0, Section(str(state.error), (Paragraph(state.error.remedy),), Tone.WARNING))
    if result and result.unparsed:
        sections.append(Section("Unreadable", (Paragraph(f"{pluralize(result.unparsed, 'record')}, left out"),)))
    if result:
        sections += coverage_sections(result.coverage, result.remarks)
    return tuple(sections)


def empty_reason(state: LogState, keymap: Keymap) -> str:
    """Why the list is empty."""
    if state.identities:
        return "Nothing matches the filter; esc clears it."
    if state.running:
        return "Reading …"
    if state.error:
        return f"{state.error}\n{state.error.remedy}".strip()
    if state.result and not state.result.complete:
        return f"Nobody found, but not everything could be read: {keymap.shown('show_warnings')} shows the gaps."
    return "Nobody used an API key or gave a signal in these files."
