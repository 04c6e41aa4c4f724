"""The facts of the users by which a list is filtered: each worked out once, since every letter typed needs all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.user_facts import UserFacts, facts_of


@dataclass(frozen=True, slots=True)
class _Remembered:
    finding: Finding
    facts: UserFacts
    # When an active API key of the user expires.
    until: datetime | None


class RememberedFacts:
    """The facts of users by name. A user that was read again, or whose key has expired, is worked out anew."""

    def __init__(self) -> None:
        self._known: dict[str, _Remembered] = {}

    def of(self, finding: Finding, now: datetime) -> UserFacts:
        """The facts of a user."""
        known = self._known.get(finding.user.name)
        if known is None or known.finding is not finding or (known.until and known.until <= now):
            expiries = (key.expires for key in finding.user.api_keys if key.expires and key.expires > now)
            known = _Remembered(finding, facts_of(finding, now), min(expiries, default=None))
            self._known[finding.user.name] = known
        return known.facts
