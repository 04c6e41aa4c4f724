"""Which users the list shows, and in which order: values that compose and describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from bks_tui.core.evidence import Known, known_items
from bks_tui.core.iam.user import User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def created(user: User) -> datetime | None:
    """When the user was created, if that could be read."""
    return user.record.value.created if isinstance(user.record, Known) else None


def last_used(user: User) -> datetime | None:
    """The latest known use of an access key; IAM keeps none for API keys."""
    uses = (key.last_used for key in known_items(user.access_keys))
    return max((use.value.when for use in uses if isinstance(use, Known) and use.value), default=None)


class Sort(Enum):
    """An order of the list; ties keep the order by urgency."""

    URGENCY = "urgency"
    NAME = "name"
    AGE = "age"
    LAST_USED = "last used"


_ORDER: dict[Sort, Callable[[Finding], Any]] = {
    Sort.URGENCY: lambda _finding: 0,
    Sort.NAME: lambda finding: finding.user.name.casefold(),
    Sort.AGE: lambda finding: created(finding.user) or _NEVER,
    Sort.LAST_USED: lambda finding: -(last_used(finding.user) or _NEVER).timestamp(),
}


@dataclass(frozen=True, slots=True)
class UserView:
    """What the list shows: users that contain `text`, of one status or of all, sorted."""

    text: str = ""
    status: Status | None = None
    sort: Sort = Sort.URGENCY

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings to show, in order; given by urgency, which sorting again would cost at every letter typed."""
        needle = self.text.casefold()
        wanted = (
            finding
            for finding in findings
            if self.status in (None, finding.assessment.status) and (not needle or needle in _haystack(finding))
        )
        return sorted(wanted, key=_ORDER[self.sort])

    def describe(self) -> str:
        """The view in words, for the title of the list."""
        parts = [f"'{self.text}'"] if self.text else []
        if self.status:
            parts.append(self.status.value)
        return " · ".join([*parts, f"by {self.sort.value}"])

    def next_status(self) -> UserView:
        """The same view of the next status, and after the last one of all."""
        choices = [None, *Status]
        return replace(self, status=choices[(choices.index(self.status) + 1) % len(choices)])

    def next_sort(self) -> UserView:
        """The same view in the next order."""
        choices = list(Sort)
        return replace(self, sort=choices[(choices.index(self.sort) + 1) % len(choices)])


def _haystack(finding: Finding) -> str:
    user = finding.user
    ids = [key.credential_id for key in user.api_keys] + [key.access_key_id for key in known_items(user.access_keys)]
    contained = "contained" if finding.assessment.contained else ""
    words = [user.name, user.kind.value, finding.assessment.status.value, contained, *ids]
    return "\n".join(words).casefold()
