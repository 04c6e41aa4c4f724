"""What a hunt searches for in log files: first the records that can list somebody, then those of whoever is listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind, affected_users, caller_of
from bks_tui.core.hunt.rules import FIRST_SEARCH
from bks_tui.core.timeline.log_query import LogRange, Needles, plain_part


@dataclass(frozen=True, slots=True)
class HuntQuery(LogRange):
    """What finds records, and the identities whose events count; None means all.

    Whoever is `wanted` was found by an earlier search: what the first one found is not read again, and neither are
    the events of the `known`, which were all read.
    """

    needles: Needles = FIRST_SEARCH
    wanted: frozenset[IdentityKey] | None = None
    known: frozenset[IdentityKey] = frozenset()

    @property
    def excluded(self) -> Needles:
        """What the first search found, in a further one."""
        return Needles() if self.wanted is None else FIRST_SEARCH

    def concerns(self, event: Event) -> bool:
        """Whether an event counts: in the period, the accounts and the Regions, and of a wanted identity."""
        if not self.has(event) or (self.account_id and event.account_id not in (None, self.account_id)):
            return False
        if self.wanted is None or event.problem is not None:
            return True
        concerned = {caller_of(event), *affected_users(event)}
        return not concerned.isdisjoint(self.wanted) and concerned.isdisjoint(self.known)


def words_for(wanted: Iterable[IdentityKey], searched: frozenset[str]) -> frozenset[str]:
    """The words for records of these identities that contain none of the words that were searched."""
    words = set(map(_word, wanted))
    return frozenset(word for word in words if word and not any(other in word for other in searched))


def _word(key: IdentityKey) -> str:
    if key.kind is IdentityKind.ROOT:
        return f"{key.account_id}:root"
    return plain_part(key.name)
