"""The lines that are always visible: the identity above, the status of the scan below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberRole
from bks_tui.core.document import Cell, Tone
from bks_tui.core.errors import BksError, CancelledError
from bks_tui.core.evidence import Known
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import ScanProgress, ScanResult
from bks_tui.core.text import pluralize
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.scan.rows import STATUS_TONES


def identity_lines(
    account: Account | None,
    *,
    demo: bool,
    profile: str | None,
    region: str | None,
    read_only: bool,
    data_age: str,
    role: MemberRole | None = None,
) -> tuple[tuple[Cell, ...], ...]:
    """The two lines of the header: mode, account and Region; role, as whom, and how old the data is.

    `profile`, `region` and `role` are the chosen ones while the account is not known yet.
    """
    modes = tuple(_modes(demo=demo, read_only=read_only, plain_http=bool(account and account.plain_http)))
    used = Cell(f"profile {profile}" if profile else "", Tone.DIM)
    if account is None and role:
        chosen = Cell(f"account {role.account_id}", Tone.STRONG), Cell("not verified yet", Tone.WARNING)
        return (*modes, *chosen, Cell(region or "")), (_role_cell(role), used)
    if account is None:
        return (*modes, Cell("no AWS identity yet", Tone.WARNING), Cell(region or "")), (used,)
    alias = account.alias.value if isinstance(account.alias, Known) else None
    region = account.region + (" (default)" if account.region_is_default else "")
    return (
        (*modes, Cell(f"account {account.account_id}" + (f" ({alias})" if alias else ""), Tone.STRONG), Cell(region)),
        (
            _role_cell(account.role),
            Cell(account.caller_arn),
            used,
            Cell(f"data {data_age} old" if data_age else "", Tone.DIM),
        ),
    )


def _role_cell(role: MemberRole | None) -> Cell:
    """The role that bks assumed: the ARN of its session may be shortened, the name of the role not before that."""
    return Cell(f"role {role.role_name}" if role else "", Tone.STRONG)


def _modes(*, demo: bool, read_only: bool, plain_http: bool) -> Iterator[Cell]:
    if demo:
        yield Cell("DEMO", Tone.WARNING)
    if read_only:
        yield Cell("READ-ONLY", Tone.WARNING)
    if plain_http:
        yield Cell("NOT ENCRYPTED: http://", Tone.WARNING)


def scan_line(progress: ScanProgress | None, found: int) -> tuple[Cell, ...]:
    """The status line while a scan runs."""
    if progress is None:
        return (Cell("connecting …"), Cell("esc stops", Tone.DIM))
    counted = f"{progress.done} of {progress.total} users read" if progress.total else ""
    return Cell(progress.phase), Cell(counted), Cell(f"{found} listed"), Cell("esc stops", Tone.DIM)


def result_line(result: ScanResult, keymap: Keymap) -> tuple[Cell, ...]:
    """The status line of a finished scan: the gaps first, then phantom users by status."""
    gaps = (
        f"INCOMPLETE: {pluralize(len(result.warnings), 'gap')} ({keymap.shown('show_warnings')})"
        if result.warnings
        else "complete"
    )
    counted = (status for status in Status if status is not Status.NO_LIVE_KEY)
    counts: dict[Status, int] = {status: result.count(status) for status in counted}
    return Cell(gaps, Tone.WARNING if result.warnings else Tone.DIM), phantom_counts(counts)


def phantom_counts(counts: Mapping[Status, int]) -> Cell:
    """How many phantom users have each status, as the commands and `--fail-on` count them; lists have others too."""
    worst = next((status for status, number in counts.items() if number), Status.ORPHANED)
    counted = ", ".join(f"{number} {status.value}" for status, number in counts.items())
    return Cell(f"{counted} phantoms", STATUS_TONES[worst])


def stopped_line(error: BksError, keymap: Keymap, *, partial: bool, listed: int) -> tuple[Cell, ...]:
    """The status line of a scan that ended early; an old result, if there is one, is still shown."""
    shown = f"PARTIAL: {pluralize(listed, 'user')} listed" if partial else "the previous result is shown"
    if isinstance(error, CancelledError):
        return Cell("scan stopped", Tone.WARNING), Cell(shown), Cell(f"{keymap.shown('rescan')} rescans", Tone.DIM)
    return (
        Cell(f"scan failed ({keymap.shown('show_warnings')})", Tone.WARNING),
        Cell(shown if listed else ""),
        Cell(str(error)),
    )
