"""The accounts and the users of all accounts as they are shown, to be saved: with what the stored run has of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, RunHeader, StoredRun
from bks_tui.export.scan.organization import organization_document, users_of
from bks_tui.export.scan.to_csv import accounts_csv, member_users_csv
from bks_tui.export.view import ExportedView, with_view
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountEntry, AccountsState
from bks_tui.tui.accounts.view import AccountView, AllUsersView
from bks_tui.tui.kit.marks import marked_users
from bks_tui.tui.saving.listing import Listing

_COUNTED = {
    "active": Status.ACTIVE,
    "orphaned": Status.ORPHANED,
    "at_risk": Status.AT_RISK,
    "unknown": Status.UNKNOWN,
}


def account_listing(state: AccountsState, view: AccountView, now: datetime) -> Listing | None:
    """The accounts that the view leaves, in its order; None where no run is stored."""
    if state.header is None:
        return None
    entries = view.apply(state.entries, now).rows
    exported = ExportedView(len(entries), len(state.entries), view.describe())
    records = tuple(map(_record, entries))
    return Listing(
        "accounts",
        state.header.account_id or "profiles",
        exported,
        partial(accounts_csv, records),
        partial(_accounts_document, state.header, entries, exported),
    )


def all_users_listing(
    state: AccountsState, view: AllUsersView, marked: Sequence[UserRow], now: datetime
) -> Listing | None:
    """The users that the view leaves, in its order, or if some are `marked`, those; None where no run is stored."""
    if state.header is None:
        return None
    rows = marked or view.apply(state.users, now).rows
    described = marked_users(len(marked)) if marked else view.describe()
    exported = ExportedView(len(rows), len(state.users), described)
    return Listing(
        "all-users",
        state.header.account_id or "profiles",
        exported,
        partial(_users_csv, state.header, rows),
        partial(_users_document, state.header, rows, exported),
    )


def stored_user(header: RunHeader, row: UserRow) -> Mapping[str, Any] | None:
    """A user as the stored run has it, with its account; None if it is not there any more. Raises FileError."""
    return next((user for _, user in _stored_users(header, (row,))), None)


def _record(entry: AccountEntry) -> AccountRecord:
    member = entry.member
    return entry.record or AccountRecord(
        member.account_id, member.name, member.ou_path, AccountOutcome.NOT_REACHED, "not read yet"
    )


def _stored(header: RunHeader, keys: frozenset[str]) -> Iterator[AccountRecord]:
    """The records of accounts with their users, one after the other."""
    # Imported here: reading a run is for a thread.
    from bks_tui.storage.run_file import RunDirectory

    records = RunDirectory.usual(demo=header.demo).records(header.run_id)
    return (record for record in records if record.key in keys)


def _accounts_document(header: RunHeader, entries: Sequence[AccountEntry], view: ExportedView) -> Mapping[str, object]:
    order = {entry.key: place for place, entry in enumerate(entries)}
    records = sorted(_stored(header, frozenset(order)), key=lambda record: order[record.key])
    run = _run(replace(header, accounts=tuple(entry.member for entry in entries)), records)
    document = organization_document(run, records)
    listed = document["accounts"]
    if isinstance(listed, list):
        places = {entry.member.account_id: place for place, entry in enumerate(entries)}
        document["accounts"] = sorted(listed, key=lambda account: places.get(account["account_id"] or "", 0))
    return with_view(document, view)


def _users_document(header: RunHeader, rows: Sequence[UserRow], view: ExportedView) -> Mapping[str, object]:
    order = {row.key: place for place, row in enumerate(rows)}
    of_accounts = frozenset(row.account_id for row in rows)
    records = [_only(record, order) for record in _stored(header, of_accounts)]
    members = tuple(member for member in header.accounts if member.account_id in of_accounts)
    document = organization_document(_run(replace(header, accounts=members), records), records)
    # Those of the accounts are of all their users; the summary is of these.
    phantoms = [row.status for row in rows if row.is_phantom]
    counts = {name: phantoms.count(status) for name, status in _COUNTED.items()}
    document["summary"] = {"total": len(phantoms), **counts}
    for name in ("phantom_users", "other_users"):
        users = document[name]
        if isinstance(users, list):
            document[name] = sorted(users, key=lambda user: order[_key(user["account_id"], user)])
    return with_view(document, view)


def _users_csv(header: RunHeader, rows: Sequence[UserRow]) -> str:
    users = dict(_stored_users(header, rows))
    return member_users_csv(users[row.key] for row in rows if row.key in users)


def _stored_users(header: RunHeader, rows: Sequence[UserRow]) -> Iterator[tuple[str, dict[str, Any]]]:
    wanted = {row.key for row in rows}
    for record in _stored(header, frozenset(row.account_id for row in rows)):
        for user in users_of(record, (*record.phantom_users, *record.other_users)):
            key = _key(record.account_id, user)
            if key in wanted:
                yield key, user


def _only(record: AccountRecord, wanted: Mapping[str, int]) -> AccountRecord:
    """A record with these users alone."""
    phantoms, others = (
        tuple(user for user in users if _key(record.account_id, user) in wanted)
        for users in (record.phantom_users, record.other_users)
    )
    return replace(record, phantom_users=phantoms, other_users=others)


def _key(account_id: str, user: Mapping[str, Any]) -> str:
    """The key of the row of a user."""
    return f"{account_id} {user.get('username')}"


def _run(header: RunHeader, records: Sequence[AccountRecord]) -> StoredRun:
    return StoredRun(header, {record.key: record.without_users() for record in records})
