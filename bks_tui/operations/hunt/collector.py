"""The state of a hunt in event history: what it requests next, and its result. Nothing here waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bks_tui.aws.cloudtrail.lookup_events import LOOKUP_EVENTS, Lookup
from bks_tui.core.account.account import Account
from bks_tui.core.errors import AwsError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.hunt.gather import Gatherer
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind
from bks_tui.core.hunt.rules import EVENT_NAMES, EVENT_SOURCES, IAM_EVENT_NAMES
from bks_tui.core.services import phantom_service
from bks_tui.core.timeline.source import Gap, Period
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.operations.timeline import gaps as timeline_gaps
from bks_tui.operations.timeline.region_search import RegionSearch
from bks_tui.operations.timeline.tasks import (
    LookupEnded,
    LookupScheduler,
    PageRead,
    RegionsListed,
    TimelineMessage,
    UserNamesListed,
    list_users,
)

# What creates, renames and deletes the users themselves.
_OF_USERS = ("CreateUser", "UpdateUser", "DeleteUser")

# CloudTrail searches for a session by its name, not by its role.
_MOST_SESSIONS = 20
_LONGEST_VALUE = 2_000

# In one Region: its rate is reached with these.
_AT_ONCE = 3

_LIMITS = (
    "CloudTrail cannot search by role: of a role that is listed, the calls of those sessions are included that the "
    "first search found.",
)
_LIMITS_OF_USE = ("Use of API keys of CloudWatch Logs, CloudWatch metrics and X-Ray is recorded in data events only.",)


class HuntCollector:
    """The state of one hunt. Used by one thread only."""

    def __init__(
        self,
        account: Account,
        options: TimelineOptions,
        period: Period,
        scheduler: LookupScheduler,
        *,
        only_use: bool = False,
    ) -> None:
        self._account, self._options, self._period, self._scheduler = account, options, period, scheduler
        self._only_use = only_use
        self._search = RegionSearch(account, options, period, scheduler, _USE if only_use else _FIRST, _AT_ONCE)
        self._gatherer = Gatherer()
        self._looked_for: set[IdentityKey] = set()

    def begin(self) -> Iterator[HuntUpdate]:
        """Request what can list an identity."""
        if not self._only_use:
            self._scheduler.start(list_users, "iam")
            yield from self._search.look_for(_FIRST_OF_IAM, self._search.home)
        yield from self._search.begin()

    def take(self, report: TimelineMessage) -> Iterator[HuntUpdate]:
        """Process a message of a thread, and yield updates."""
        match report:
            case RegionsListed(regions):
                yield from self._search.listed(regions)
            case UserNamesListed(Known(names)):
                account_id = self._account.account_id
                yield from self._look_for(
                    IdentityKey(IdentityKind.USER, account_id, name) for name in names if phantom_service(name)
                )
            case UserNamesListed(Unread() as unread):
                yield from self._search.note(_no_users(unread))
            case PageRead(region, events):
                before = self._gatherer.events
                self._gatherer.add(events)
                yield self._search.read(region, self._gatherer.events - before)
            case LookupEnded(region, error, capped):
                if capped:
                    yield from self._search.note(_capped(region, capped, self._options.max_events))
                yield from self._search.end_lookup(region, error)

    @property
    def has_more(self) -> bool:
        """Whether somebody is listed whose other calls were not requested yet."""
        return not (self._only_use or self._gatherer.wanted <= self._looked_for)

    def look_further(self) -> Iterator[HuntUpdate]:
        """Request the other calls of those that are listed."""
        yield from self._look_for(self._gatherer.wanted)

    def stop(self) -> Iterator[HuntUpdate]:
        """The user cancelled."""
        yield from self._search.note(timeline_gaps.stopped())

    def fail(self, error: AwsError) -> Iterator[HuntUpdate]:
        """No further calls are possible. What was found is kept."""
        yield from self._search.note(timeline_gaps.ended(error))

    def end(self) -> Iterator[HuntUpdate]:
        """Yield what is only known at the end."""
        for loss in self._gatherer.losses:
            yield from self._search.note(Gap(None, LOOKUP_EVENTS, loss))
        yield from self._search.end()

    @property
    def result(self) -> Hunt:
        """Everything that was found."""
        coverage = self._search.coverage
        limits = (*coverage.limits, *(_LIMITS_OF_USE if self._only_use else (*_LIMITS_OF_USE, *_LIMITS)))
        return Hunt(
            account=self._account,
            since=self._period.since,
            until=self._period.until,
            identities=self._gatherer.identities,
            coverage=(replace(coverage, limits=limits),),
            unparsed=self._gatherer.unparsed,
            remarks=tuple(self._gatherer.remarks),
        )

    def _look_for(self, keys: Iterable[IdentityKey]) -> Iterator[HuntUpdate]:
        for key in sorted(set(keys) - self._looked_for, key=lambda key: (key.kind.value, key.name)):
            self._looked_for.add(key)
            names = [key.name]
            if key.kind is IdentityKind.ROLE:
                names = list(self._gatherer.sessions_of(key))
                if len(names) > _MOST_SESSIONS:
                    yield from self._search.note(_too_many_sessions(key, len(names)))
            yield from self._search.look_for(_lookups("Username", names[:_MOST_SESSIONS]))
            if key.kind is IdentityKind.USER:
                yield from self._search.look_for(_lookups("ResourceName", names), self._search.home)


def _lookups(attribute: str, values: Iterable[str]) -> tuple[Lookup, ...]:
    # CloudTrail takes no longer values; nobody has such a name.
    return tuple(Lookup(attribute, value) for value in values if 1 <= len(value) <= _LONGEST_VALUE)


_USE = _lookups("EventSource", EVENT_SOURCES)
_FIRST = (*_USE, *_lookups("EventName", sorted(EVENT_NAMES)))
_FIRST_OF_IAM = _lookups("EventName", sorted({*IAM_EVENT_NAMES, *_OF_USERS}))


def _no_users(fact: Unread) -> Gap:
    return Gap(
        None,
        fact.operation,
        f"{fact.detail}: phantom users that neither used an API key nor were given one in this period are missing",
    )


def _capped(region: str, lookup: Lookup, number: int | None) -> Gap:
    reason = f"there are more than {number} events with {lookup.attribute} {lookup.value}: only the newest were read"
    return Gap(region, LOOKUP_EVENTS, reason)


def _too_many_sessions(key: IdentityKey, number: int) -> Gap:
    reason = f"role {key.name} has {number} sessions: the other calls of only {_MOST_SESSIONS} of them were searched"
    return Gap(None, LOOKUP_EVENTS, reason)
