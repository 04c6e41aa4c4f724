"""The result of a hunt: identities with what they did and their signals, and how complete it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TypeAlias

from bks_tui.core.account.account import Account
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind
from bks_tui.core.timeline.source import (
    Counts,
    Coverage,
    FileProgress,
    Gap,
    ListingProgress,
    QueryProgress,
    RegionProgress,
    ScanEstimate,
)

_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal of an identity: how often, and the first and the last time; None if no event had one."""

    signal: Signal
    count: int
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class ApiKeyUse:
    """Calls with an API key to a service, such as `bedrock-mantle`. `token_type` is None where CloudTrail omits it."""

    service: str
    token_type: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity, with its calls in the period and with what others did to it.

    `arn` is None if no record has it. `phantom_of` is the service whose phantom user it is by a name. `events` are its
    own calls and `events_on_it` the successful calls of others that affected it. `first_seen` and `last_seen` are of
    its calls and of what changed it, `first_use` and `last_use` of its calls with an API key. `sessions` are names of
    role sessions, `changed_by` those who changed it. `notes` are a sentence each.
    """

    key: IdentityKey
    arn: str | None
    other_names: tuple[str, ...]
    phantom_of: str | None
    access_key_ids: tuple[str, ...]
    api_key_uses: tuple[ApiKeyUse, ...]
    first_seen: datetime | None
    last_seen: datetime | None
    first_use: datetime | None
    last_use: datetime | None
    events: int
    events_on_it: int
    addresses: Counts
    regions: Counts
    models: Counts
    sessions: Counts
    changed_by: Counts
    signals: tuple[SeenSignal, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name, with the role of an Identity Center user."""
        return self.key.name

    @property
    def kind(self) -> IdentityKind:
        """What kind of identity it is."""
        return self.key.kind

    @property
    def account_id(self) -> str | None:
        """Its account; None if no record says it."""
        return self.key.account_id

    @property
    def used_api_key(self) -> bool:
        """Whether it made a call with an API key."""
        return bool(self.api_key_uses)

    @property
    def severity(self) -> Severity | None:
        """That of its most urgent signal."""
        return min((each.signal.severity for each in self.signals), key=lambda each: each.urgency, default=None)


def worst_first(identity: Identity) -> tuple[int, float, str]:
    """The order of identities: by severity, then the last seen first."""
    urgency = identity.severity.urgency if identity.severity else len(Severity)
    return urgency, -((identity.last_seen or _EARLIEST) - _EARLIEST).total_seconds(), identity.name


@dataclass(frozen=True, slots=True)
class Hunt:
    """Everything that was found, the worst first. Without a session, `account` only has what the files show.

    `since` and `until` are the chosen period; None if there is none. `unparsed` are records that could not be parsed.
    `remarks` are caveats, a sentence each. `coverage` is what each source says about itself.
    """

    account: Account | None
    since: datetime | None
    until: datetime | None
    identities: tuple[Identity, ...]
    coverage: tuple[Coverage, ...]
    unparsed: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""
        return tuple(gap for each in self.coverage for gap in each.gaps)

    @property
    def limits(self) -> tuple[str, ...]:
        """What its sources can never contain, a sentence each."""
        return tuple(limit for each in self.coverage for limit in each.limits)

    @property
    def described(self) -> str:
        """How many identities there are."""
        return f"{len(self.identities)} {'identity' if len(self.identities) == 1 else 'identities'}"

    @property
    def complete(self) -> bool:
        """Whether everything that the sources cover was read."""
        return not (self.gaps or self.unparsed)

    def at_least(self, severity: Severity) -> tuple[Identity, ...]:
        """The identities with a signal that is as urgent, or more so."""
        return tuple(each for each in self.identities if each.severity and each.severity.urgency <= severity.urgency)


HuntUpdate: TypeAlias = (
    Account | RegionProgress | FileProgress | ListingProgress | ScanEstimate | QueryProgress | Gap | Hunt
)
