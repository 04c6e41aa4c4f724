"""What is searched for in log files: which files and records can contain it, and which events belong to the target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.log_path import LogPath
from bks_tui.core.cloudtrail.target import Target, TargetKind

# CloudTrail delivers a file within minutes as a rule, and sometimes on the next day.
_SLACK = timedelta(days=1)
# What every writer of JSON writes as it is; some escape the other characters of a name.
_PLAIN = re.compile(r"[A-Za-z0-9_.@-]+")
_OWNED = re.compile(r":(?:user|role)/(?:.*/)?(?P<name>[^/]+)\Z")


@dataclass(frozen=True, slots=True)
class Needles:
    """What finds a record: one of these words, whatever wrote the file, or that it is one of these calls."""

    words: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


class RecordQuery(Protocol):
    """What is searched for in log files."""

    @property
    def needles(self) -> Needles:
        """What finds a record that may be meant."""

    @property
    def excluded(self) -> Needles:
        """What finds a record that was read before."""

    def may_contain(self, path: LogPath) -> bool:
        """Whether a file may contain events that are meant."""

    def concerns(self, event: Event) -> bool:
        """Whether an event is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRange:
    """The accounts, Regions and period to search; empty and None mean all."""

    account_id: str | None = None
    regions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def may_contain(self, path: LogPath) -> bool:
        """Whether a file may contain events of the query, by its account, Region and day."""
        return (
            self.account_id in (None, path.account_id)
            and (not self.regions or path.region in self.regions)
            and self.covers_day(path.day)
        )

    def covers_day(self, day: date) -> bool:
        """Whether a file of this day may contain events of the period."""
        is_late_enough = self.since is None or day >= self.since.date()
        return is_late_enough and (self.until is None or day <= (self.until + _SLACK).date())

    def has(self, event: Event) -> bool:
        """Whether an event is in the period and the Regions, as far as it says."""
        return self.contains(event.region, event.time)

    def contains(self, region: str, time: datetime | None) -> bool:
        """Whether a call is in the period and the Regions, as far as they are known."""
        if self.regions and region and region not in self.regions:
            return False
        if time is None:
            return True
        return (self.since is None or time >= self.since) and (self.until is None or time <= self.until)


@dataclass(frozen=True, slots=True)
class LogQuery(LogRange):
    """A target in log files.

    `credential_ids` are those of its keys and sessions that the logs showed, beside those of the target. `searched`
    are words that need no further search.
    """

    target: Target
    credential_ids: tuple[str, ...] = ()
    searched: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all its credentials."""
        return frozenset((*self.target.access_key_ids, *self.credential_ids))

    @property
    def words(self) -> frozenset[str]:
        """A record of the target that was not found yet contains one of these, whatever wrote the file."""
        return frozenset(filter(None, map(plain_part, (*_names(self.target), *self.ids)))) - self.searched

    @property
    def needles(self) -> Needles:
        """These words."""
        return Needles(self.words)

    @property
    def excluded(self) -> Needles:
        """Nothing: what was read before may belong to a new name."""
        return Needles()

    def concerns(self, event: Event) -> bool:
        """Whether an event was caused by the target or affected it, in the period and the Regions.

        These are the events that LookupEvents finds for the target, and those of the sessions of a role.
        """
        return self.has(event) and (event.problem is not None or self._is_of_target(event))

    def _is_of_target(self, event: Event) -> bool:
        actor, target = event.actor, self.target
        if actor.access_key_id in self.ids or actor.credential_id in self.ids:
            return True
        if target.text in (actor.arn, actor.issuer_arn) or not self.ids.isdisjoint(event.resources):
            return True
        if self._is_of_account(actor.account_id) and (actor.name in target.names or target.is_actor(actor)):
            return True
        return self._is_of_account(event.account_id) and any(map(self._is_target, event.resources))

    def _is_of_account(self, account_id: str | None) -> bool:
        """Whether a name in this account means the target: another account can have a user of the same name."""
        wanted = self.account_id or self.target.account_id
        return wanted is None or account_id is None or account_id == wanted

    def _is_target(self, resource: str) -> bool:
        owned = _OWNED.search(resource)
        return resource in _names(self.target) or (owned is not None and owned["name"] in _names(self.target))


def _names(target: Target) -> tuple[str, ...]:
    """The names under which records have the target, as who called and as what was changed."""
    role = (target.role_name,) if target.role_name else ()
    return target.names if target.kind is TargetKind.USER else (target.text, *target.names, *role)


def plain_part(text: str) -> str:
    """The longest part of a name that every writer of JSON writes as it is."""
    return max(_PLAIN.findall(text), key=len, default="")
