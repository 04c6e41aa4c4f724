"""Events → phases of an incident, derived from the signals and from calls that give none. Pure.

A phase says what was done, not who meant it: an owner creates users and invokes models too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import Signal
from bks_tui.core.detection.calls import (
    ATTACHED_QUARANTINE,
    BY_ANOTHER,
    BY_TARGET,
    DENIED,
    INVOKED,
    ONLY_DENIES,
    SUCCEEDED,
)
from bks_tui.core.detection.conditions import (
    BearerToken,
    Call,
    Comparison,
    Condition,
    Field,
    Not,
    OnTarget,
    all_of,
    any_of,
    attempted,
)
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.sighting import EventHistory, Sighting
from bks_tui.core.text import pluralize


class Phase(Enum):
    """What was done, in the order in which it usually happens."""

    CREATED = "created"
    PROBED = "probed"
    ENABLED = "enabled"
    USED = "used"
    HIDDEN = "hidden"
    PIVOTED = "pivoted"
    CONTAINED = "contained"


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """The events of a phase, oldest first. There is at least one, and each has a time."""

    phase: Phase
    events: tuple[Event, ...]

    @property
    def first(self) -> datetime:
        """The time of the first event."""
        return min(event.time for event in self.events if event.time)

    @property
    def last(self) -> datetime:
        """The time of the last event."""
        return max(event.time for event in self.events if event.time)

    @property
    def failed(self) -> int:
        """How many of the events failed or were denied: what was attempted counts too."""
        return sum(event.failed for event in self.events)

    @property
    def described(self) -> str:
        """When, how many events, and how many of them were in vain."""
        times = dict.fromkeys(f"{when:%Y-%m-%d %H:%M} UTC" for when in (self.first, self.last))
        failed = f", {self.failed} denied or failed" if self.failed else ""
        return f"{' to '.join(times)}, {pluralize(len(self.events), 'event')}{failed}"


# Access was removed from the target or restricted, or somebody tried to.
_CONTAINED = all_of(
    any_of(
        attempted("iam", "DeleteAccessKey", "DeleteLoginProfile", "DeleteServiceSpecificCredential", "DeleteUser"),
        all_of(
            attempted("iam", "UpdateServiceSpecificCredential", "UpdateAccessKey"),
            Field("requestParameters.status", Comparison.EQUALS, ("Inactive",)),
        ),
        all_of(attempted("iam", "PutUserPolicy", "PutRolePolicy"), ONLY_DENIES),
        ATTACHED_QUARANTINE,
    ),
    BY_ANOTHER,
    OnTarget(),
)
# The API keys of other services than Bedrock are used with any call.
_USED = all_of(BY_TARGET, SUCCEEDED, any_of(INVOKED, all_of(BearerToken(), Not(Call("bedrock")))))
_REFUSED_USE = all_of(
    BY_TARGET, INVOKED, any_of(DENIED, Field("errorCode", Comparison.STARTS_WITH, ("ResourceNotFound",)))
)

# What decides on the phase of an event: its signals, and a condition. The first row that fits is taken: what goes
# furthest comes first.
_ROWS: tuple[tuple[Phase, tuple[str, ...], Condition | None], ...] = (
    (Phase.CONTAINED, (), _CONTAINED),
    (
        Phase.PIVOTED,
        (
            "user-created-by-target",
            "second-api-key",
            "api-key-by-target",
            "credential-revived",
            "credential-added",
            "password-set",
            "permissions-added",
            "restriction-lifted",
            "renamed",
            "session-made",
            "session-attempted",
            "access-removed",
            "access-attempted",
            "identity-prepared",
            "function-changed",
            "resource-policy-changed",
            "agent-changed",
            "console-login",
        ),
        None,
    ),
    (
        Phase.HIDDEN,
        (
            "prompt-logging-changed",
            "trail-changed",
            "guardrail-changed",
            "reasoning-policy-changed",
            "monitoring-changed",
            "prompt-log-deleted",
            "log-group-opened",
            "hiding-attempted",
            "model-deleted",
            "model-copied",
            "knowledge-base-changed",
            "manipulation-attempted",
            "agreement-deleted",
        ),
        None,
    ),
    (Phase.ENABLED, ("model-enabled", "enablement-refused", "quota-requested"), None),
    (Phase.USED, ("costly-job", "cost-attempted"), _USED),
    (
        Phase.PROBED,
        (
            "identity-probe",
            "model-probe",
            "logging-probe",
            "service-probe",
            "regions-probed",
            "access-tested",
            "models-refused",
        ),
        _REFUSED_USE,
    ),
    (Phase.CREATED, ("user-created", "api-key-created", "key-without-expiry", "policy-of-api-key"), None),
    # These say how a call was made: what it does comes first.
    (Phase.PIVOTED, ("outside-service", "other-credential", "console-use"), None),
    (Phase.PROBED, ("scanner",), None),
)
_LAST = len(_ROWS)
_PLACES = {name: place for place, (_, names, _) in enumerate(_ROWS) for name in names}
_CONDITIONS = tuple((place, predicate(condition)) for place, (_, _, condition) in enumerate(_ROWS) if condition)


def find_phases(
    events: Iterable[Event], signals: Mapping[str, Sequence[Signal]], target: Target
) -> tuple[PhaseSpan, ...]:
    """The phases that occurred, in the order of `Phase`.

    An event is in one phase at most; in none if it has no time, or its record could not be parsed.
    """
    found: dict[Phase, list[Event]] = {phase: [] for phase in Phase}
    history = EventHistory(target)
    for event in events:
        if event.time is None or event.problem is not None:
            continue
        place = _place(history.sighting(event), signals.get(event.event_id, ()))
        if place < _LAST:
            found[_ROWS[place][0]].append(event)
    return tuple(PhaseSpan(phase, tuple(of_phase)) for phase, of_phase in found.items() if of_phase)


def _place(sighting: Sighting, signals: Iterable[Signal]) -> int:
    """The first row that fits an event; `_LAST` if none does."""
    place = min([_PLACES.get(signal.name, _LAST) for signal in signals], default=_LAST)
    return next((earlier for earlier, holds in _CONDITIONS if earlier < place and holds(sighting)), place)
