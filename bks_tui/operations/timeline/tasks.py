"""The threads of a timeline: they call AWS and report. They decide nothing and share only rate limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.cloudtrail.lookup_events import Lookup, lookup_events
from bks_tui.aws.iam.inventory import holders_of, users
from bks_tui.aws.iam.users import access_key_ids_of, credentials_of
from bks_tui.aws.pool import DaemonPool
from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.aws.regions import enabled_regions
from bks_tui.aws.retries import RetryBudget
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Evidence
from bks_tui.core.timeline.source import Period
from bks_tui.operations.timeline import tasks as timeline_tasks

# Created in the threads, since finding credentials and creating clients can be slow.
GetApi: TypeAlias = Callable[[], Api]


@dataclass(frozen=True, slots=True)
class RegionsListed:
    """The Regions that the account has enabled."""

    regions: Evidence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HoldersFound:
    """The users that hold an alias today."""

    names: Evidence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AliasesListed:
    """The aliases of the keys that a user holds; None for a user that does not exist."""

    user: str
    aliases: Evidence[tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class AccessKeysListed:
    """The ids of a user's access keys; none for a user that does not exist."""

    access_key_ids: Evidence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UserNamesListed:
    """The names of all users of the account."""

    names: Evidence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page of events of a Region."""

    region: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class LookupEnded:
    """No more events of one lookup in a Region; `error` is why it ended too early, `capped` that there were more."""

    region: str
    error: AwsError | None
    capped: Lookup | None = None


TimelineMessage: TypeAlias = (
    Account | RegionsListed | HoldersFound | AliasesListed | AccessKeysListed | UserNamesListed | PageRead | LookupEnded
)


def list_regions(ec2: GetApi) -> Iterator[TimelineMessage]:
    """The enabled Regions."""
    yield RegionsListed(read_or_unread(lambda: enabled_regions(ec2())))


def find_holders(iam: GetApi, alias: str) -> Iterator[TimelineMessage]:
    """Find who holds an alias today: the user may have been renamed."""
    yield HoldersFound(read_or_unread(lambda: holders_of(iam(), alias)))


def list_aliases(iam: GetApi, user: str) -> Iterator[TimelineMessage]:
    """The aliases of a user's keys. They contain the user name at the time of their creation."""
    yield AliasesListed(user, read_or_unread(lambda: _aliases(iam(), user)))


def _aliases(iam: Api, user: str) -> tuple[str, ...] | None:
    """None for a user that does not exist, as a second call confirms."""
    try:
        return tuple(one.alias for one in credentials_of(iam, user) if one.alias)
    except NotFoundError:
        if not _is_gone(lambda: access_key_ids_of(iam, user)):
            raise
        return None


def _is_gone(read: Callable[[], object]) -> bool:
    """Whether another call does not find the user either: one "no such entity" alone is no proof."""
    try:
        read()
    except NotFoundError:
        return True
    except AwsError:
        return False
    return False


def list_access_keys(iam: GetApi, user: str) -> Iterator[TimelineMessage]:
    """The access keys of a user."""
    yield AccessKeysListed(read_or_unread(lambda: _access_key_ids(iam(), user)))


def _access_key_ids(iam: Api, user: str) -> tuple[str, ...]:
    """None for a user that does not exist, as a second call confirms."""
    try:
        return access_key_ids_of(iam, user)
    except NotFoundError:
        if not _is_gone(lambda: credentials_of(iam, user)):
            raise
        return ()


def list_users(iam: GetApi) -> Iterator[TimelineMessage]:
    """The names of all users."""
    yield UserNamesListed(read_or_unread(lambda: tuple(user.name for page in users(iam()) for user in page)))


def look_up(
    cloudtrail: GetApi, region: str, lookup: Lookup, period: Period, enough: int | None
) -> Iterator[TimelineMessage]:
    """The events of one lookup in one Region, the newest first, until there are more than `enough`."""
    seen: set[str] = set()
    capped = None
    try:
        for events in lookup_events(cloudtrail(), region, lookup, period):
            yield PageRead(region, events)
            seen.update(event.event_id for event in events)
            if enough is not None and len(seen) > enough:
                capped = lookup
                break
    except AwsError as error:
        yield LookupEnded(region, error)
    else:
        yield LookupEnded(region, None, capped)


class LookupScheduler:
    """Starts the tasks of the threads, within the rate limit of each Region."""

    def __init__(
        self,
        session: AwsSession,
        pool: DaemonPool[TimelineMessage],
        patience: RetryBudget | None,
    ) -> None:
        self.current_region = session.region
        self._pool = pool
        self._api = partial(session.api, wait=pool.stopping.wait, patience=patience)
        self._paces = defaultdict[str, RateLimiter](
            partial(RateLimiter, session.pauses.between_lookups, pool.stopping.wait)
        )

    def start(self, task: Callable[[GetApi], Iterable[TimelineMessage]], service: str) -> None:
        """Run a task that calls `service` in the Region of the session."""
        self._pool.add(partial(task, partial(self._api, service)))

    def look_up(self, region: str, lookup: Lookup, period: Period, enough: int | None) -> None:
        """Run a lookup in a Region, within the rate limit that all lookups there share."""
        cloudtrail = partial(self._api, "cloudtrail", region, pace=self._paces[region])
        self._pool.add(partial(timeline_tasks.look_up, cloudtrail, region, lookup, period, enough))
