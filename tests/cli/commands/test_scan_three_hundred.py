"""Three hundred accounts with every kind of trouble: each has its outcome, and a resumed run asks only the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.command import Outcome
from tests.support.members import operations_in, organization

ACCOUNTS = 300
REFUSED = range(20, 30)
DENIED = 30
UNREACHABLE = 40
SLOW = 50
THROTTLED = range(60, 70)
# The source session expires when about half of the roles were assumed.
EXPIRES = 150


def outcomes(outcome: Outcome) -> dict[str, str]:
    """The outcome of each account."""
    document: dict[str, Any] = json.loads(outcome.stdout)
    return {account["account_id"]: account["outcome"] for account in document["accounts"]}


def cause_trouble(management: SimulatedAccount, members: list[SimulatedAccount]) -> None:
    """Refuse, deny, drop, slow down and throttle some accounts, and end the source session in the middle."""
    for number in REFUSED:
        members[number].roles.clear()
    members[DENIED].faults.deny("iam:GetLoginProfile")
    members[UNREACHABLE].faults.drop(calls=None)
    members[SLOW].faults.latency = 0.05
    for number in THROTTLED:
        members[number].faults.throttle(calls=3)
    management.faults.before("sts:AssumeRole", management.faults.expire_token, call=EXPIRES)


def end_trouble(management: SimulatedAccount, members: list[SimulatedAccount]) -> None:
    """Let every account answer again."""
    for account in (management, *members):
        account.faults = type(account.faults)()
        account.calls.clear()
    for number in REFUSED:
        members[number].add_role(DEFAULT_ROLE_NAME)


@pytest.mark.no_cover
@pytest.mark.rest
def test_every_account_has_its_outcome_and_a_resumed_run_asks_only_the_rest(
    bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    management, members = organization(members=ACCOUNTS, phantoms=1)
    in_account(management)
    cause_trouble(management, members)
    first = bks("scan", "--org", "--json", "--quiet")
    found = outcomes(first)
    done = {account_id for account_id, outcome in found.items() if outcome == "done"}
    assert (first.code, len(found)) == (3, ACCOUNTS + 1)
    assert {found[members[number].account_id] for number in REFUSED} == {"refused"}
    assert found[members[DENIED].account_id] == "incomplete"
    assert found[members[UNREACHABLE].account_id] == "not_reached"
    assert {members[number].account_id for number in (SLOW, *THROTTLED)} <= done
    assert ACCOUNTS / 4 < len(done) < ACCOUNTS
    assert "not_reached" in {found[member.account_id] for member in members[EXPIRES + 20 :]}

    end_trouble(management, members)
    resumed = bks("scan", "--resume", "--json", "--quiet")
    assert (resumed.code, set(outcomes(resumed).values())) == (0, {"done"})
    assert not operations_in(member for member in members if member.account_id in done)
    statuses = [user["status"] for user in json.loads(resumed.stdout)["phantom_users"]]
    assert statuses == ["ORPHANED"] * ACCOUNTS
