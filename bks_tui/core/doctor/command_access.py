"""Which calls of each command the credentials may make, by calls that were tried and by IAM's policy simulator.

A call that succeeded was allowed, whatever the simulator says: it does not know session policies. What neither
shows is unknown, never allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.permissions import PERMISSIONS
from bks_tui.core.response.simulation import Decision

# Needs no permission: it is how the credentials were identified.
_ALWAYS_ALLOWED = "sts:GetCallerIdentity"


class Access(Enum):
    """Whether a call is allowed."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CommandAccess:
    """The calls of a command, by whether they are allowed."""

    command: str
    allowed: tuple[str, ...]
    denied: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many calls it has."""
        return len(self.allowed) + len(self.denied) + len(self.unknown)

    @property
    def access(self) -> Access:
        """Denied if one of its calls is, and allowed only if all of them are."""
        if self.denied:
            return Access.DENIED
        return Access.UNKNOWN if self.unknown else Access.ALLOWED


def simulated_access(decision: Decision) -> Access:
    """What a decision of the simulator means; without all context that a policy asks for, a denial is not certain."""
    if decision.allowed:
        return Access.ALLOWED
    return Access.UNKNOWN if decision.missing_context else Access.DENIED


def calls_by_service() -> Mapping[str, tuple[str, ...]]:
    """Every call of bks that needs a permission, by its service."""
    calls = sorted({call for calls in PERMISSIONS.values() for call in calls} - {_ALWAYS_ALLOWED})
    services = dict.fromkeys(call.partition(":")[0] for call in calls)
    return {service: tuple(call for call in calls if call.startswith(f"{service}:")) for service in services}


def command_access(
    identified: bool, tried: Mapping[str, Access], simulated: Iterable[Decision]
) -> tuple[CommandAccess, ...]:
    """What each command may do, by whether the caller could be identified, calls that were tried, and decisions."""
    known = {decision.operation: simulated_access(decision) for decision in simulated}
    known |= {call: access for call, access in tried.items() if access is not Access.UNKNOWN}
    if identified:
        known[_ALWAYS_ALLOWED] = Access.ALLOWED
    return tuple(_of_command(command, sorted(set(calls)), known) for command, calls in PERMISSIONS.items())


def _of_command(command: str, calls: list[str], known: Mapping[str, Access]) -> CommandAccess:
    def those(access: Access) -> tuple[str, ...]:
        return tuple(call for call in calls if known.get(call, Access.UNKNOWN) is access)

    return CommandAccess(command, those(Access.ALLOWED), those(Access.DENIED), those(Access.UNKNOWN))
