"""The state of a log folder: how far it is read, the identities in it, and which of them are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.filter.match import FilteredRows, filter_rows, text_test
from bks_tui.core.hunt.filter_fields import IDENTITY_FIELDS, search_text
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate, Identity
from bks_tui.core.hunt.identity import IdentityKey, IdentityKind
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.source import Coverage, FileProgress, Gap
from bks_tui.tui.kit.sorting import ListOrders, SortOrder

# Files with less are read again for a timeline without being asked to: it takes about a second.
_LITTLE = 50_000_000


# In the order of the columns. Identities are given worst first; what no record says is unknown.
IDENTITY_ORDERS: ListOrders[Identity] = ListOrders(
    {
        "urgency": None,
        "name": lambda each: each.name.casefold(),
        "kind": lambda each: each.kind.value,
        "account id": lambda each: each.account_id,
        "API key": lambda each: each.used_api_key,
        "events": lambda each: each.events + each.events_on_it,
        "last seen": lambda each: each.last_seen,
    },
    usual=(SortOrder("urgency", descending=True),),
    largest_first=frozenset({"API key", "events", "last seen"}),
)


@dataclass
class LogState:
    """The files of `search`. What was read before stays until it was read again."""

    search: LogSearch
    text: str = ""
    sort: SortOrder = IDENTITY_ORDERS.usual[0]
    running: bool = False
    progress: FileProgress | None = None
    result: Hunt | None = None
    error: BksError | None = None
    _gaps: list[Gap] = field(default_factory=list)
    _texts: dict[IdentityKey, str] = field(default_factory=dict)

    def begin(self) -> None:
        """The files are read, perhaps again."""
        self.running, self.progress, self.error = True, None, None
        self._gaps = []

    def learn(self, update: HuntUpdate) -> None:
        """Apply an update of the hunt."""
        match update:
            case FileProgress():
                self.progress = update
            case Gap():
                self._gaps.append(update)
            case Hunt():
                self.result = update
                self._texts = {}
                self.running = False

    def stop(self, error: BksError) -> None:
        """The reading ended before it was complete."""
        self.error = error
        self.running = False

    @property
    def gaps(self) -> Sequence[Gap]:
        """What could not be read so far."""
        return self._gaps if self.running or self.result is None else self.result.gaps

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What was read; nothing before the end."""
        return self.result.coverage if self.result else ()

    @property
    def identities(self) -> Sequence[Identity]:
        """All identities, the worst first."""
        return self.result.identities if self.result else ()

    def shown(self, now: datetime) -> FilteredRows[Identity]:
        """The identities that the filter leaves, in order."""
        fields = replace(IDENTITY_FIELDS, text=self._text_of)
        found = filter_rows(self.identities, text_test(self.text, fields, now))
        return replace(found, rows=IDENTITY_ORDERS.apply(found.rows, self.sort))

    def _text_of(self, identity: Identity) -> str:
        text = self._texts.get(identity.key)
        if text is None:
            text = self._texts[identity.key] = search_text(identity)
        return text

    @property
    def is_little(self) -> bool:
        """Whether the files are read again in about a second."""
        return sum(each.bytes for each in self.coverage) <= _LITTLE


def row_key(identity: Identity) -> str:
    """What distinguishes a row of the list, the same after the files are read again."""
    key = identity.key
    return "\n".join((key.kind.value, key.account_id or "", key.role, key.name))


def target_of(identity: Identity) -> Target:
    """Whose events the timeline of an identity has, whatever its names are."""
    target = replace(identity.key.target(identity.arn), other_names=identity.other_names)
    if identity.arn is None and identity.kind is not IdentityKind.USER:
        # Only its name is known: without it nothing would be found.
        return replace(target, user_name=identity.name)
    return target
