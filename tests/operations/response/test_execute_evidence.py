"""A write is made once per reading: what failed, or is old by then, goes back through the reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest
from botocore.exceptions import ReadTimeoutError

from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import throttled
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.faults import Faults
from bks_tui.operations.freshness import FRESH_SECONDS, Freshness
from bks_tui.operations.response.execute import Progress
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    REVOKE,
    CrashError,
    ResponseHarness,
    crash,
    leaked_account,
    orphaned_account,
    permissions_of,
    responder,
    writes,
)
from tests.support.simulated import PHANTOM

Change: TypeAlias = Callable[[SimulatedAccount], object]


@dataclass
class Meanwhile(Faults):
    """Faults with one more: the first calls of an operation are throttled, and something changes at the first."""

    operation: str
    change: Callable[[], object]
    times: int = 3
    asked: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__init__()

    def check_admission(self, asked: CallTarget) -> None:
        super().check_admission(asked)
        if asked.operation == self.operation and self.asked < self.times:
            self.asked += 1
            if self.asked == 1:
                self.change()
            raise throttled()


def activate_credentials(account: SimulatedAccount) -> None:
    for credential in account.users[PHANTOM].credentials:
        credential.status = "Active"


def activate_access_keys(account: SimulatedAccount) -> None:
    for key in account.users[PHANTOM].access_keys:
        key.status = "Active"


def set_password(account: SimulatedAccount) -> None:
    account.set_password(PHANTOM)


@pytest.fixture
def ben(tmp_path: Path) -> ResponseHarness:
    """A person before an orphan that has all that one can have."""
    return responder(tmp_path, orphaned_account(full=True))


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account with a leaked key."""
    return responder(tmp_path, leaked_account())


@pytest.mark.parametrize(
    ("throttled_call", "change"),
    [
        ("iam:DeleteAccessKey", activate_access_keys),
        ("iam:DeleteServiceSpecificCredential", activate_credentials),
        ("iam:DeleteAccessKey", set_password),
        ("iam:DetachUserPolicy", activate_credentials),
        ("iam:RemoveUserFromGroup", set_password),
    ],
)
def test_what_changes_while_a_call_is_throttled_stops_the_deletion(
    ben: ResponseHarness, throttled_call: str, change: Change
) -> None:
    plan, before = ben.propose(CLEAN_UP), permissions_of(ben.account.users[PHANTOM])
    ben.account.faults = Meanwhile(throttled_call, lambda: change(ben.account))
    operation = ben.carry_out(plan)
    assert operation.outcome is Outcome.STOPPED
    assert "The state changed in the meantime" in operation.reason
    assert permissions_of(ben.account.users[PHANTOM]) == before
    assert writes(ben.account).count(throttled_call.removeprefix("iam:")) == 1


@pytest.mark.parametrize(
    "lose",
    [
        lambda faults, call: faults.throttle(call, calls=2),
        lambda faults, call: faults.drop(call, calls=2),
        lambda faults, call: faults.fail(call, calls=2, applied=False),
    ],
)
@pytest.mark.parametrize("call", ["iam:DeleteAccessKey", "iam:DetachUserPolicy", "iam:DeleteUser"])
def test_between_two_attempts_at_a_call_the_user_is_read(
    ben: ResponseHarness, call: str, lose: Callable[[Faults, str], None]
) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben.account.faults, call)
    assert ben.carry_out(plan).outcome is Outcome.DONE
    asked = [each.operation for each in ben.account.calls]
    attempts = [number for number, operation in enumerate(asked) if operation == call]
    assert len(attempts) >= 3
    # Those of DetachUserPolicy that follow are of other policies.
    assert all("iam:GetUser" in asked[one:other] for one, other in pairwise(attempts[:3]))


def test_each_key_is_deleted_on_a_reading_of_its_own(ana: ResponseHarness) -> None:
    plan = ana.propose(REVOKE)
    ana.account.calls.clear()
    ana.carry_out(plan)
    asked = [each.operation for each in ana.account.calls]
    first, second = (n for n, each in enumerate(asked) if each == "iam:DeleteServiceSpecificCredential")
    assert "iam:ListServiceSpecificCredentials" in asked[first:second]


def test_a_containment_reads_the_user_no_more_often_than_before_and_after(ana: ResponseHarness) -> None:
    plan = ana.propose(CONTAIN)
    ana.account.calls.clear()
    ana.carry_out(plan)
    assert [each.operation for each in ana.account.calls].count("iam:GetUser") == 2


def test_each_attempt_is_reported(ana: ResponseHarness) -> None:
    plan = ana.propose(CONTAIN)
    ana.account.faults.throttle("iam:PutUserPolicy", calls=2)
    told = [update.sentence for update in ana.updates(plan) if isinstance(update, Progress)]
    assert [sentence for sentence in told if "attempt 2" in sentence or "attempt 3" in sentence]


def test_a_throttled_step_that_someone_else_made_impossible_is_reported(ana: ResponseHarness) -> None:
    plan = ana.propose(CONTAIN)
    account = ana.account
    account.faults = Meanwhile("iam:UpdateAccessKey", lambda: account.users[PHANTOM].access_keys.clear())
    operation = ana.carry_out(plan)
    assert (operation.outcome, operation.steps[-1].outcome) == (Outcome.FAILED, StepOutcome.FAILED)
    assert "is deleted" in operation.reason


# Evidence that is old when the call is about to be sent.


@dataclass
class Machine:
    """The clocks of a machine that can be suspended: the monotonic one does not go on while it is."""

    wall: float = 1_000_000.0
    monotonic: float = 0.0

    def __call__(self) -> tuple[float, float]:
        return self.wall, self.monotonic

    def suspend(self, seconds: float) -> None:
        self.wall += seconds

    def stop(self, seconds: float) -> None:
        """Stop the process, after which somebody has set the clock back."""
        self.monotonic += seconds
        self.wall -= 3_600


def pause_once(machine: Machine, how: str) -> Callable[[], None]:
    """What stops the machine the first time that it is called."""
    left = [1]

    def pause() -> None:
        if left:
            left.pop()
            getattr(machine, how)(60)

    return pause


@pytest.mark.parametrize("how", ["suspend", "stop"])
def test_after_the_machine_was_suspended_the_user_is_read_again_before_the_call(ben: ResponseHarness, how: str) -> None:
    machine = Machine()
    ben.clocks = machine
    plan = ben.propose(CLEAN_UP)
    pause, account = pause_once(machine, how), ben.account

    def suspended() -> None:
        pause()
        activate_access_keys(account)

    # The last call of a reading; from there on it is the deletion's turn.
    account.faults.after("iam:ListSigningCertificates", suspended, call=3)
    operation = ben.carry_out(plan)
    assert operation.outcome is Outcome.STOPPED
    assert "DeleteAccessKey" not in writes(account)


def test_a_reading_with_a_long_pause_in_it_is_read_again(ana: ResponseHarness) -> None:
    machine = Machine()
    ana.clocks = machine
    plan = ana.propose(CONTAIN)
    ana.account.faults.after("iam:ListAccessKeys", lambda: machine.suspend(60))
    ana.account.calls.clear()
    operation = ana.carry_out(plan)
    assert operation.outcome is Outcome.DONE
    assert [each.operation for each in ana.account.calls].count("iam:GetUser") == 3


def test_a_reading_of_many_short_calls_is_fresh() -> None:
    machine = Machine()
    freshness = Freshness(machine)
    for _ in range(30):
        machine.monotonic += FRESH_SECONDS / 2
        freshness.acquire()
    assert freshness.is_fresh


# An answer that proves nothing.


def lose(ben: ResponseHarness, call: str, kind: str) -> None:
    faults = ben.account.faults
    if kind == "reset":
        faults.lose_reply(call)
    elif kind == "timeout":
        faults.lose_reply(call, error=ReadTimeoutError)
    else:
        faults.fail(call)


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
@pytest.mark.parametrize("call", ["iam:DetachUserPolicy", "iam:DeleteUserPolicy", "iam:RemoveUserFromGroup"])
def test_a_removal_whose_answer_was_lost_while_reads_lag_is_rolled_back(
    ben: ResponseHarness, call: str, kind: str
) -> None:
    before = permissions_of(ben.account.users[PHANTOM])
    plan = ben.propose(CLEAN_UP)
    lose(ben, call, kind)
    stale_reads(ben.account)
    # What comes after fails, so that it is rolled back.
    ben.account.faults.deny("iam:DeleteServiceSpecificCredential")
    operation = ben.carry_out(plan)
    assert operation.outcome is not Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before
    assert "The user was not changed" not in operation.reason


def stale_reads(account: SimulatedAccount) -> None:
    """Let all that is written stay invisible for longer than bks waits."""
    for read in ("iam:ListAttachedUserPolicies", "iam:ListUserPolicies", "iam:ListGroupsForUser", "iam:GetUserPolicy"):
        account.faults.stale(read, calls=40, skip=1)


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_what_reads_never_show_is_not_known_and_can_be_undone(ben: ResponseHarness, kind: str) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:RemoveUserFromGroup", kind)
    stale_reads(ben.account)
    ben.account.faults.deny("iam:AddUserToGroup")
    operation = ben.carry_out(plan)
    first = operation.steps[0]
    assert (first.outcome, first.outcome.may_hold) == (StepOutcome.UNVERIFIED, True)
    assert "Not restored: group developers" in operation.reason
    assert first in ben.journal.operations()[-1].effective_steps


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_a_deletion_of_the_user_whose_answer_was_lost_is_not_reported_as_nothing_taken(
    ben: ResponseHarness, kind: str
) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:DeleteUser", kind)
    account = ben.account
    account.faults.after("iam:DeleteUser", lambda: account.faults.stale(calls=10_000))
    operation = ben.carry_out(plan)
    assert operation.outcome in (Outcome.FAILED, Outcome.UNVERIFIED)
    assert "The user was not changed" not in operation.reason
    assert "as it was before" not in operation.reason
    assert operation.steps[-1].outcome is StepOutcome.UNVERIFIED


@pytest.mark.parametrize("kind", ["reset", "timeout", "5xx"])
def test_a_deletion_of_the_user_that_shows_late_is_done(ben: ResponseHarness, kind: str) -> None:
    plan = ben.propose(CLEAN_UP)
    lose(ben, "iam:DeleteUser", kind)
    assert ben.carry_out(plan).outcome is Outcome.DONE


def test_an_error_that_says_for_sure_that_nothing_was_done_is_not_rolled_back(ben: ResponseHarness) -> None:
    ben.account.faults.deny("iam:RemoveUserFromGroup")
    operation: Operation = ben.do(CLEAN_UP)
    assert operation.steps[0].outcome is StepOutcome.FAILED
    assert "The user was not changed." in operation.reason
    assert "AddUserToGroup" not in writes(ben.account)


def test_an_interrupted_deletion_is_not_over_because_one_reading_shows_nothing_of_it(ben: ResponseHarness) -> None:
    plan, before = ben.propose(CLEAN_UP), permissions_of(ben.account.users[PHANTOM])
    ben.account.faults.before("iam:DetachUserPolicy", crash)
    with pytest.raises(CrashError):
        ben.carry_out(plan)
    (cut,) = ben.journal.interrupted_operations()
    ben.account.faults.stale("iam:ListGroupsForUser")
    assert ben.take_back(cut).outcome is Outcome.DONE
    assert permissions_of(ben.account.users[PHANTOM]) == before
