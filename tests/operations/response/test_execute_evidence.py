"""A write is made once per reading: what failed, or is old by then, goes back through the reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import pytest

from bks_tui.core.response.operation import Outcome, StepOutcome
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
    ResponseHarness,
    permissions_of,
    writes,
)
from tests.support.simulated import PHANTOM
from tests.support.world import set_password

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
    reported = [update.sentence for update in ana.updates(plan) if isinstance(update, Progress)]
    assert [sentence for sentence in reported if "attempt 2" in sentence or "attempt 3" in sentence]


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
