"""The accounts as the app shows them: rows, one account in full, and the line at the foot of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.document import BulletList, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.run import StatusCounts
from bks_tui.core.text import pluralize
from bks_tui.export import formatting as words
from bks_tui.export.scan import statuses
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountEntry, AccountsState
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.scan.rows import STATUS_TONES
from bks_tui.tui.scan.status_lines import phantom_counts

ACCOUNT_COLUMNS = (
    Column("Account", 12, flexible=True, order="name"),
    Column("Id", 12, order="account id"),
    Column("OU", 10, flexible=True, path=True, order="OU"),
    Column("Outcome", 11, order="outcome"),
    # The symbols of the statuses, as the lists of users have them.
    Column("!Risk", 5, right=True, order="at risk"),
    Column("?Unkn", 5, right=True, order="unknown"),
    Column("◉Act", 5, right=True, order="active"),
    Column("∅Orph", 5, right=True, order="orphaned"),
    Column("Age", 5, right=True, order="age"),
)
USER_COLUMNS = (
    Column("Status", 13, order="urgency"),
    Column("User", 19, flexible=True, order="name"),
    Column("Account", 13, flexible=True, order="account"),
    Column("Id", 12, rank=1, order="account id"),
    Column("API keys", 8, right=True, rank=3, order="API keys"),
    Column("Access", 6, right=True, rank=4, order="access keys"),
    Column("Age", 5, right=True, rank=2, order="age"),
)

_NOT_READ = Cell("not read", Tone.WARNING)
_COUNTED = (Status.AT_RISK, Status.UNKNOWN, Status.ACTIVE, Status.ORPHANED)


def account_cells(entry: AccountEntry, now: datetime) -> tuple[Cell, ...]:
    """A row of the accounts: name, id, OU, outcome or progress, phantom users by status, age of the data."""
    member, record = entry.member, entry.record
    read_at = record.scan_time if record else None
    return (
        Cell(member.name or "-", Tone.STRONG),
        Cell(member.account_id),
        Cell(member.ou_path, Tone.DIM),
        _outcome_cell(entry),
        *_count_cells(record.summary if record else None),
        Cell(words.age(read_at, now) if read_at else "-", Tone.DIM),
    )


def _outcome_cell(entry: AccountEntry) -> Cell:
    if entry.progress:
        # The account in full has the unit: thousands of users have no room for it here.
        return Cell(entry.progress.removesuffix(" users"), Tone.INFO)
    if entry.record is None:
        return _NOT_READ
    return Cell(entry.record.outcome.label, Tone.DIM if entry.record.is_done else Tone.WARNING)


def _count_cells(counts: StatusCounts | None) -> Iterator[Cell]:
    if counts is None:
        yield from (Cell("?", Tone.WARNING) for _ in _COUNTED)
        return
    for status, number in zip(_COUNTED, _numbers(counts), strict=True):
        yield Cell(str(number or "-"), STATUS_TONES[status] if number else Tone.DIM)


def _numbers(counts: StatusCounts) -> tuple[int, int, int, int]:
    return counts.at_risk, counts.unknown, counts.active, counts.orphaned


def user_row_cells(row: UserRow, now: datetime) -> tuple[Cell, ...]:
    """A row of all users: status, name, account, API keys, access keys, age."""
    nothing_works = row.status in (Status.ORPHANED, Status.NO_LIVE_KEY)
    shown = statuses.status(row.status)
    if row.is_contained and nothing_works:
        shown = f"{shown.partition(' ')[0]} CONTAINED"
    return (
        Cell(shown, STATUS_TONES[row.status]),
        Cell(row.name, Tone.STRONG if row.is_phantom else Tone.PLAIN),
        Cell(row.account_name or row.account_id),
        Cell(row.account_id, Tone.DIM),
        _live_of_all(row.api_keys),
        _live_of_all(row.access_keys),
        Cell(words.age(row.created, now) if row.created else "?", Tone.DIM if row.created else Tone.WARNING),
    )


def _live_of_all(counts: tuple[int, int] | None) -> Cell:
    if counts is None:
        return Cell("?", Tone.WARNING)
    live, every = counts
    return Cell(f"{live}/{every}" if every else "-", Tone.PLAIN if live else Tone.DIM)


def account_sections(entry: AccountEntry, role: str, now: datetime) -> tuple[Section, ...]:
    """An account in full: what became of it and why, where it is, the role, and how old the data is."""
    member, record = entry.member, entry.record
    rows = [KeyValue("OU", member.ou_path or "unknown"), KeyValue("role", role)]
    if record is None:
        rows.insert(0, KeyValue("outcome", "not read yet", Tone.WARNING))
    else:
        tone = Tone.PLAIN if record.is_done else Tone.WARNING
        rows.insert(0, KeyValue("outcome", record.outcome.label, tone))
        if record.reason:
            rows.insert(1, KeyValue("reason", record.reason, tone))
        if record.scan_time:
            rows.append(KeyValue("read", words.since(record.scan_time, now)))
    if entry.progress:
        rows.insert(0, KeyValue("now", entry.progress, Tone.INFO))
    return (Section(member.title, (KeyValues(tuple(rows)),), Tone.STRONG),)


def reason_sections(state: AccountsState) -> tuple[Section, ...]:
    """What could not be read: about the organization, and of each account."""
    sections = []
    if state.error:
        sections.append(Section(str(state.error), (Paragraph(state.error.remedy),), Tone.WARNING))
    if state.gaps:
        sections.append(Section("The organization", (BulletList(state.gaps),)))
    for entry in sorted(state.entries, key=lambda each: each.urgency):
        record = entry.record
        if record is None or not record.is_done:
            outcome = f"{entry.member.title}: {record.outcome.label if record else 'not read yet'}"
            sections.append(Section(outcome, (Paragraph(record.reason),) if record and record.reason else ()))
    return tuple(sections)


def status_line(state: AccountsState, keymap: Keymap) -> tuple[Cell, ...]:
    """The line at the foot of the screen: the progress, what ended it, or the run that is shown."""
    if state.running:
        return tuple(_progress_cells(state))
    if state.paused:
        retry = f"{keymap.shown('retry_accounts')} continues"
        return Cell("paused", Tone.WARNING), Cell(state.paused.reason), Cell(retry, Tone.DIM)
    if state.is_stopped and state.header:
        retry = f"{keymap.shown('retry_accounts')} continues"
        return Cell("scan stopped", Tone.WARNING), Cell("read accounts are stored"), Cell(retry, Tone.DIM)
    if state.is_stopped:
        return Cell("stopped", Tone.WARNING), Cell(f"{keymap.shown('scan_accounts')} scans all accounts", Tone.DIM)
    if state.error:
        return Cell(str(state.error), Tone.WARNING), Cell(f"{keymap.shown('show_reasons')} shows all", Tone.DIM)
    if state.header is None:
        return Cell("no stored run"), Cell(f"{keymap.shown('scan_accounts')} scans all accounts", Tone.DIM)
    return tuple(_run_cells(state, keymap))


def _progress_cells(state: AccountsState) -> Iterator[Cell]:
    if not state.to_read:
        yield Cell("reading …")
    else:
        yield Cell(f"{state.done} of {pluralize(state.to_read, 'account')} read")
        current = state.in_progress
        if current:
            more = f" (and {len(current) - 1} more)" if len(current) > 1 else ""
            yield Cell(f"{current[0].member.name or current[0].key}: {current[0].progress}{more}")
    yield Cell("esc stops", Tone.DIM)


def _run_cells(state: AccountsState, keymap: Keymap) -> Iterator[Cell]:
    """How many accounts were read completely; then the phantom users by status."""
    entries = state.entries
    complete = not state.unfinished and not state.gaps
    done = f"{len(entries) - len(state.unfinished)} of {len(entries)}"
    if complete:
        yield Cell(f"complete: {done} accounts", Tone.DIM)
    else:
        yield Cell(f"INCOMPLETE: {done} ({keymap.shown('show_reasons')})", Tone.WARNING)
    yield phantom_counts(dict(zip(_COUNTED, _numbers(state.counts), strict=True)))


def run_age(state: AccountsState, now: datetime) -> str:
    """How old the run is that is shown."""
    return f"run {words.age(state.header.started, now)} ago" if state.header else ""


def empty_reason(state: AccountsState, keymap: Keymap, *, has_rows: bool) -> str:
    """Why a list is empty. `has_rows` is whether there are rows without the filter."""
    if has_rows:
        return "Nothing matches the filter; esc clears it."
    if state.running:
        return "Reading …"
    if state.error:
        return f"{state.error}\n{state.error.remedy}".strip()
    if state.header is None:
        return f"No account has been read: {keymap.shown('scan_accounts')} scans them."
    if state.unfinished or state.gaps:
        return f"No users found, but not everything could be read: {keymap.shown('show_reasons')} shows the gaps."
    return "No phantom user and no API key in these accounts."
