"""What the credentials may do: nothing is allowed that neither a call nor the simulator shows."""

from __future__ import annotations

import pytest

from bks_tui.core.doctor.command_access import Access, CommandAccess, calls_by_service, command_access
from bks_tui.core.permissions import PERMISSIONS
from bks_tui.core.response.simulation import Decision

ALL = {call for calls in PERMISSIONS.values() for call in calls}
LIST, CALLER = "iam:ListUsers", "sts:GetCallerIdentity"


def scan(tried: dict[str, Access], *denied: Decision, identified: bool = True) -> CommandAccess:
    """What a scan may do if everything but these is allowed, by the simulator."""
    simulated = {call: Decision(call, allowed=True) for call in ALL} | {each.operation: each for each in denied}
    return next(each for each in command_access(identified, tried, simulated.values()) if each.command == "scan")


def test_without_any_evidence_everything_is_unknown() -> None:
    found = command_access(identified=False, tried={}, simulated=())
    assert {each.access for each in found} == {Access.UNKNOWN}
    assert {call for each in found for call in each.unknown} == ALL


def test_an_identified_caller_may_at_least_identify_itself() -> None:
    found = command_access(identified=True, tried={}, simulated=())
    assert {call for each in found for call in each.allowed} == {CALLER}


def test_a_command_is_allowed_if_all_of_its_calls_are() -> None:
    assert (scan({}).access, scan({}).unknown) == (Access.ALLOWED, ())


def test_a_command_is_denied_if_one_of_its_calls_is() -> None:
    found = scan({}, Decision(LIST, allowed=False))
    assert (found.access, found.denied) == (Access.DENIED, (LIST,))


@pytest.mark.parametrize(("tried", "access"), [(Access.ALLOWED, Access.ALLOWED), (Access.DENIED, Access.DENIED)])
def test_a_call_that_was_tried_counts_more_than_the_simulator(tried: Access, access: Access) -> None:
    assert scan({LIST: tried}, Decision(LIST, allowed=tried is Access.DENIED)).access is access


def test_a_call_that_failed_says_nothing() -> None:
    assert scan({LIST: Access.UNKNOWN}, Decision(LIST, allowed=False)).denied == (LIST,)


def test_a_denial_without_all_context_is_unknown() -> None:
    found = scan({}, Decision(LIST, allowed=False, missing_context=("aws:SourceIp",)))
    assert (found.access, found.unknown) == (Access.UNKNOWN, (LIST,))


def test_the_simulator_is_asked_about_every_call_that_needs_a_permission() -> None:
    services = calls_by_service()
    assert {call for calls in services.values() for call in calls} == ALL - {CALLER}
    assert [call for service, calls in services.items() for call in calls if not call.startswith(f"{service}:")] == []
