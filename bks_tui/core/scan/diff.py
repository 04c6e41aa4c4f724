"""What changed between two scans: users that are new, gone or different. What could not be read is not compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bks_tui.core.errors import UsageError
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, RunHeader

# A user as `bks scan --json` prints it.
_User: TypeAlias = Mapping[str, Any]

_WAS_READ = (AccountOutcome.DONE, AccountOutcome.INCOMPLETE)
# Lists of credentials: the field, the name of its ids, and what a person calls one.
_CREDENTIALS = (
    ("credential_details", "credential_id", "API key"),
    ("access_key_details", "access_key_id", "access key"),
)
_LISTS = (
    ("attached_policies", "attached policy"),
    ("inline_policies", "inline policy"),
    ("groups", "group"),
)


@dataclass(frozen=True, slots=True)
class UserChange:
    """A user that is new, gone or different. A status is None where the user is not in that scan."""

    account_id: str
    account_name: str
    username: str
    status_before: str | None
    status_now: str | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanDiff:
    """The differences to an earlier run. `not_compared` are accounts that one of the scans did not read."""

    run_id: str
    new: tuple[UserChange, ...]
    gone: tuple[UserChange, ...]
    changed: tuple[UserChange, ...]
    not_compared: tuple[str, ...]


def require_comparable(before: RunHeader, now: RunHeader) -> None:
    """Raise UsageError for runs that look for different things: everything would look new or gone."""
    if set(before.services) != set(now.services):
        raise UsageError(
            f"the run {before.run_id} searched for other services",
            "Scan with the same --service options, or compare others.",
        )


def compare(run_id: str, before: Iterable[AccountRecord], now: Iterable[AccountRecord]) -> ScanDiff:
    """What changed since the run of that id."""
    earlier = {record.key: record for record in before}
    later = {record.key: record for record in now}
    new, gone, changed = list[UserChange](), list[UserChange](), list[UserChange]()
    not_compared = [key for key in earlier if key not in later]
    for key, record in later.items():
        old = earlier.get(key)
        if record.outcome not in _WAS_READ or (old and old.outcome not in _WAS_READ):
            not_compared.append(key)
            continue
        users, old_users = _by_identity(record), _by_identity(old) if old else {}
        new += [_change(record, None, user) for each, user in users.items() if each not in old_users]
        if not record.may_lack_users:
            gone += [_change(record, user, None) for each, user in old_users.items() if each not in users]
        elif old_users.keys() - users.keys():
            not_compared.append(key)
        pairs = ((old_users[each], user) for each, user in users.items() if each in old_users)
        changed += [change for old_user, user in pairs if (change := _change(record, old_user, user)).changes]
    return ScanDiff(run_id, tuple(new), tuple(gone), tuple(changed), tuple(sorted(not_compared)))


def _by_identity(record: AccountRecord) -> dict[str, _User]:
    """The users by their unique id, which a rename does not change; by name where the id was not read."""
    return {
        str(user.get("user_id") or user.get("username")): user for user in (*record.phantom_users, *record.other_users)
    }


def _change(record: AccountRecord, before: _User | None, now: _User | None) -> UserChange:
    either = now if now is not None else before
    return UserChange(
        account_id=record.account_id,
        account_name=record.account_name,
        username=str((either or {}).get("username")),
        status_before=None if before is None else str(before.get("status")),
        status_now=None if now is None else str(now.get("status")),
        changes=tuple(_differences(before, now)) if before is not None and now is not None else (),
    )


def _differences(before: _User, now: _User) -> Iterator[str]:
    if before.get("status") != now.get("status"):
        yield f"status {before.get('status')} → {now.get('status')}"
    if before.get("username") != now.get("username"):
        yield f"renamed from {before.get('username')}"
    for field, id_name, what in _CREDENTIALS:
        old_status, new_status = (_credentials(user, field, id_name) for user in (before, now))
        if old_status is not None and new_status is not None:
            yield from _credential_differences(old_status, new_status, what)
    for field, what in _LISTS:
        yield from _list_differences(before.get(field), now.get(field), what)
    had_password, has_password = before.get("console_password"), now.get("console_password")
    if isinstance(had_password, bool) and isinstance(has_password, bool) and had_password != has_password:
        yield f"console password {'set' if has_password else 'deleted'}"
    yield from _boundary_differences(before, now)


def _boundary_differences(before: _User, now: _User) -> Iterator[str]:
    field = "permissions_boundary"
    if before.get(field) != now.get(field) and not any(field in _unread(user) for user in (before, now)):
        yield f"permissions boundary {before.get(field) or 'none'} → {now.get(field) or 'none'}"


def _unread(user: _User) -> Iterable[str]:
    unread = user.get("unread")
    return unread if isinstance(unread, Mapping) else ()


def _credentials(user: _User, field: str, id_name: str) -> dict[str, str] | None:
    """The status of each credential by its id; None where they were not read."""
    listed = user.get(field)
    if not isinstance(listed, list | tuple):
        return None
    return {str(each.get(id_name)): str(each.get("status")) for each in listed if isinstance(each, Mapping)}


def _credential_differences(before: dict[str, str], now: dict[str, str], what: str) -> Iterator[str]:
    for key, status in now.items():
        if key not in before:
            yield f"new {what} {key} ({status})"
        elif before[key] != status:
            yield f"{what} {key} {before[key]} → {status}"
    yield from (f"{what} {key} deleted" for key in before if key not in now)


def _list_differences(before: object, now: object, what: str) -> Iterator[str]:
    if not isinstance(before, list | tuple) or not isinstance(now, list | tuple):
        return
    yield from (f"new {what} {each}" for each in now if each not in before)
    yield from (f"{what} {each} removed" for each in before if each not in now)
