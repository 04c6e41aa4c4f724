"""A scan of many accounts for people: the users of each account, and a table of the accounts, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.diff import ScanDiff, UserChange
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, StatusCounts, StoredRun, total
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words
from bks_tui.export.scan import statuses
from bks_tui.export.scan.to_table import KIND_MARKS, STATUS_STYLES, new_table, new_user_table

_COUNTED = (Status.AT_RISK, Status.UNKNOWN, Status.ACTIVE, Status.ORPHANED)


def account_tables(records: Iterable[AccountRecord]) -> Iterator[Table]:
    """The users of each account that has any."""
    for record in records:
        users = (*record.phantom_users, *record.other_users)
        if users:
            yield _users_table(record, users)


def overview_table(run: StoredRun, *, with_units: bool) -> Table:
    """A row for each account that was read or tried, worst first, and the totals; the OUs need a wide terminal."""
    # Only AWS Organizations knows them.
    with_units = with_units and any(record.ou_path for record in run.records.values())
    table = new_table("Accounts")
    table.add_column("Account", no_wrap=True)
    table.add_column("Name", overflow="fold")
    if with_units:
        table.add_column("OU", overflow="fold")
    table.add_column("Outcome", no_wrap=True)
    for status in _COUNTED:
        table.add_column(status.value, justify="right")
    records = sorted(run.records.values(), key=lambda record: record.urgency)
    for record in records:
        unit = (Text(sanitize(record.ou_path)),) if with_units else ()
        account = (Text(record.account_id or "?"), Text(sanitize(record.account_name)))
        table.add_row(*account, *unit, *_outcome_cells(record))
    table.add_section()
    empty = (Text(""),) * (3 if with_units else 2)
    table.add_row(Text("Total"), *empty, *_count_cells(total(records)))
    return table


def _outcome_cells(record: AccountRecord) -> Iterator[Text]:
    yield Text(record.outcome.label, "" if record.is_done else STATUS_STYLES[Status.UNKNOWN])
    yield from _count_cells(record.summary) if record.summary else (Text("?") for _ in _COUNTED)


def _count_cells(counts: StatusCounts) -> Iterator[Text]:
    numbers = (counts.at_risk, counts.unknown, counts.active, counts.orphaned)
    for status, number in zip(_COUNTED, numbers, strict=True):
        yield Text(str(number or "-"), STATUS_STYLES[status] if number else "")


def organization_summary(run: StoredRun) -> Iterator[str]:
    """The outcomes and the phantom users, counted, then each account that is not done with the reason."""
    records = sorted(run.records.values(), key=lambda record: record.urgency)
    numbers = {outcome.label: sum(record.outcome is outcome for record in records) for outcome in AccountOutcome}
    numbers["not read yet"] = len(run.missing)
    counted = ", ".join(f"{number} {label}" for label, number in numbers.items() if number)
    yield f"{pluralize(len(run.header.accounts), 'account')}: {counted}"
    counts = total(records)
    statuses = f"{counts.at_risk} AT RISK, {counts.unknown} UNKNOWN, {counts.active} ACTIVE, {counts.orphaned} ORPHANED"
    yield f"{pluralize(counts.total, 'phantom user')}: {statuses}"
    for record in records:
        if not record.is_done:
            yield f"{sanitize(record.key)}: {record.outcome.label}: {sanitize(record.reason)}"


def account_result(record: AccountRecord) -> str:
    """A finished account in one line, as it arrives."""
    name = f"{record.account_id} {sanitize(record.account_name)}".strip()
    if record.summary is None:
        return f"{name}: {record.outcome.label}: {sanitize(record.reason)}"
    counts = record.summary
    risk = f", {counts.at_risk} AT RISK" if counts.at_risk else ""
    return f"{name}: {record.outcome.label}, {pluralize(counts.total, 'phantom user')}{risk}"


def diff_tables(diff: ScanDiff) -> Iterator[Table]:
    """The users that are new, gone and changed since an earlier run."""
    for title, changes in (("New", diff.new), ("Gone", diff.gone), ("Changed", diff.changed)):
        if changes:
            table = new_table(f"{title} since {diff.run_id}")
            table.add_column("Account", no_wrap=True)
            table.add_column("User", overflow="fold")
            table.add_column("Status")
            table.add_column("What changed", overflow="fold")
            for change in changes:
                table.add_row(*_change_row(change))
            yield table


def diff_summary(diff: ScanDiff) -> Iterator[str]:
    """How many users changed, and which accounts were not compared."""
    yield f"since {diff.run_id}: {len(diff.new)} new, {len(diff.gone)} gone, {len(diff.changed)} changed"
    if diff.not_compared:
        yield f"not compared, because not both scans read them completely: {sanitize(', '.join(diff.not_compared))}"


def _change_row(change: UserChange) -> Iterator[Text]:
    yield Text(change.account_id or "?")
    yield Text(sanitize(change.username))
    yield Text(sanitize(change.status_now or change.status_before or ""))
    yield Text(sanitize("; ".join(change.changes)))


def _users_table(record: AccountRecord, users: tuple[Mapping[str, Any], ...]) -> Table:
    table = new_user_table(sanitize(f"{record.account_id} {record.account_name}  {record.ou_path}".strip()))
    for user in users:
        table.add_row(*_user_row(user, record.scan_time))
    return table


def _user_row(user: Mapping[str, Any], now: datetime | None) -> Iterator[Text]:
    status = next((each for each in Status if each.value == user.get("status")), Status.UNKNOWN)
    yield Text(statuses.status(status), STATUS_STYLES[status])
    contained = " (contained)" if user.get("contained") is True else ""
    mark = KIND_MARKS.get(str(user.get("kind")), "")
    yield Text(sanitize(user.get("username")) + mark + contained)
    yield _live(user.get("active_api_keys"), user.get("api_keys"))
    yield _live(user.get("active_access_keys"), user.get("access_keys"))
    password = user.get("console_password")
    yield _known(("set" if password else "none") if isinstance(password, bool) else None)
    yield _known(_age(user.get("created"), now))
    holds = user.get("holds")
    yield Text(str((len(holds) if isinstance(holds, list | tuple) else 0) or "-"))


def _live(live: object, every: object) -> Text:
    return _known(words.live(live, every) if isinstance(live, int) and isinstance(every, int) else None)


def _known(text: str | None) -> Text:
    return Text("?", STATUS_STYLES[Status.UNKNOWN]) if text is None else Text(text)


def _age(created: object, now: datetime | None) -> str | None:
    if not isinstance(created, str) or now is None:
        return None
    try:
        return words.age(datetime.fromisoformat(created.replace("Z", "+00:00")), now)
    except (ValueError, TypeError):
        return None


def runs_table(runs: Iterable[StoredRun]) -> Table:
    """The stored runs, the newest first."""
    table = new_table("Stored runs")
    for heading in ("Run", "Started", "Source"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Accounts done", justify="right")
    table.add_column("Phantom users", justify="right")
    table.add_column("State", no_wrap=True)
    for run in runs:
        done = sum(record.is_done for record in run.records.values())
        state = "in progress" if run.is_in_progress else "complete" if run.is_complete else "incomplete"
        cells = (
            run.header.run_id,
            words.timestamp(run.header.started),
            run.header.source,
            f"{done}/{len(run.header.accounts)}",
            str(total(run.records.values()).total),
            state,
        )
        table.add_row(*(Text(sanitize(cell)) for cell in cells))
    return table
