"""A user of any account in little memory: what its row shows, and what it is searched and sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.run import AccountRecord
from bks_tui.core.scan.stored_facts import stored_facts
from bks_tui.core.scan.user_facts import UserFacts

_STATUSES = {status.value: status for status in Status}
_KINDS = {kind.value: kind for kind in UserKind}


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as a stored run has it. Counts are live and all, None where not read; `facts` are filtered by."""

    key: str
    account_id: str
    account_name: str
    name: str
    status: Status
    urgency: int
    kind: UserKind | None
    is_contained: bool
    api_keys: tuple[int, int] | None
    access_keys: tuple[int, int] | None
    created: datetime | None
    facts: UserFacts

    @property
    def label(self) -> str:
        """The user among those of several accounts."""
        return f"{self.name} in account {self.account_id}"

    @property
    def is_phantom(self) -> bool:
        """Whether it was created for an API key."""
        return self.kind in (UserKind.PHANTOM, UserKind.RENAMED_PHANTOM)


def by_urgency(row: UserRow) -> tuple[int, str, str]:
    """The order of users: status, then name, then account."""
    return row.urgency, row.name, row.account_id


def rows_of(record: AccountRecord) -> tuple[UserRow, ...]:
    """The users of an account. What the run file does not say is unknown."""
    return tuple(_row(record, user) for user in (*record.phantom_users, *record.other_users))


def _row(record: AccountRecord, user: Mapping[str, Any]) -> UserRow:
    name, status = str(user.get("username")), _STATUSES.get(str(user.get("status")), Status.UNKNOWN)
    kind, is_contained = _KINDS.get(str(user.get("kind"))), user.get("contained") is True
    return UserRow(
        key=f"{record.account_id} {name}",
        account_id=record.account_id,
        account_name=record.account_name,
        name=name,
        status=status,
        urgency=status.urgency,
        kind=kind,
        is_contained=is_contained,
        api_keys=_counts(user.get("active_api_keys"), user.get("api_keys")),
        access_keys=_counts(user.get("active_access_keys"), user.get("access_keys")),
        created=_moment(user.get("created")),
        facts=stored_facts(user, record),
    )


def _counts(live: object, every: object) -> tuple[int, int] | None:
    return (live, every) if isinstance(live, int) and isinstance(every, int) else None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00")) if isinstance(text, str) else None
    except ValueError:
        return None
    # A point in time without an offset is none that bks wrote.
    return moment if moment and moment.tzinfo else None
