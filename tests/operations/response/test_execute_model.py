"""A person at work in an account where anything fails and anything changes meanwhile, whatever the order.

Hypothesis chooses what the world does, what fails together, and what is asked for; the same must be true after
each: no live credential is deleted by a clean-up, no user is left half dismantled without a report, nothing is called
done or verified that is not so, and the journal agrees. `make soak` tries many examples, each time others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bks_tui.core.errors import BksError
from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.response.requests import Request
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import Faults
from bks_tui.demo.state.objects import StoredUser
from tests.support.examples import examples
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    REVOKE,
    CrashError,
    add_orphan,
    orphaned_account,
    permissions_of,
    responder,
    writes,
)
from tests.support.scans import NOW
from tests.support.simulated import PHANTOM
from tests.support.world import DELETES, PASSING, TROUBLES, WORLD, Trouble, World, disturbance, passing_fault

pytestmark = [pytest.mark.no_cover, pytest.mark.soak]


def credentials_of(user: StoredUser | None) -> dict[str, bool]:
    """Everything that one can sign in or call with by its id, and whether it is live."""
    if user is None:
        return {}
    return {
        # One of another service is a hold, which she decides about with the request.
        **{each.credential_id: each.status == "Active" and each.alias is not None for each in user.credentials},
        **{each.access_key_id: each.status == "Active" for each in user.access_keys},
        **({f"password of {user.user_id}": True} if user.password else {}),
    }


class Machine:
    """The clocks of the machine: they go on while a reply drips."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> tuple[float, float]:
        return self.seconds, self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class PersonAtWork(RuleBasedStateMachine):
    """One phantom user, one person, one journal."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = TemporaryDirectory()
        self.ana = responder(Path(self.directory.name), orphaned_account(full=True))
        self.account = self.ana.account
        self.machine = Machine()
        self.ana.clocks = self.machine
        # An account of another customer, with a user of the same name.
        self.other = another_account()
        # What bks may delete though it is live, what is live, and when somebody changed something: of one action.
        self.may_go: set[str] = set()
        self.live: set[str] = set()
        self.disturbed_at: int | None = None

    def teardown(self) -> None:
        self.directory.cleanup()

    @rule(change=st.sampled_from(WORLD))
    def somebody_changes_something(self, change: World) -> None:
        self.disturb(change)

    @rule(operation=st.sampled_from(DELETES), change=st.sampled_from(WORLD))
    def a_user_is_cleaned_up_while_something_changes(self, operation: str, change: World) -> None:
        if self.user:
            self.account.delete_user(PHANTOM)
        add_orphan(self.account, full=True)
        self.act(lambda: self.ana.propose(CLEAN_UP), [disturbance(operation, change)])

    @rule(operation=st.sampled_from(DELETES), kind=st.sampled_from(list(PASSING)), troubles=TROUBLES)
    def a_user_is_cleaned_up_while_answers_are_lost(
        self, operation: str, kind: str, troubles: Sequence[Trouble]
    ) -> None:
        if self.user:
            self.account.delete_user(PHANTOM)
        add_orphan(self.account, full=True)
        self.act(lambda: self.ana.propose(CLEAN_UP), [passing_fault(operation, kind, 2), *troubles])

    @rule(request=st.sampled_from([CLEAN_UP, REVOKE, CONTAIN]), troubles=TROUBLES)
    def she_asks_for_something(self, request: Request, troubles: Sequence[Trouble]) -> None:
        self.act(lambda: self.ana.propose(request), troubles)

    @precondition(lambda self: self.ana.journal.operations())
    @rule(troubles=TROUBLES)
    def she_resumes_the_latest(self, troubles: Sequence[Trouble]) -> None:
        self.act(lambda: self.ana.propose_resume(self.ana.journal.operations()[-1]), troubles)

    @precondition(lambda self: self.ana.journal.operations())
    @rule(troubles=TROUBLES)
    def she_undoes_the_latest(self, troubles: Sequence[Trouble]) -> None:
        self.act(lambda: self.ana.propose_undo(self.ana.journal.operations()[-1]), troubles)

    # What must be so.

    @invariant()
    def the_journal_is_whole(self) -> None:
        assert self.ana.journal.integrity_errors() == ()

    @invariant()
    def nothing_is_written_to_another_account(self) -> None:
        assert writes(self.other) == []

    @property
    def user(self) -> StoredUser | None:
        return self.account.users.get(PHANTOM)

    def disturb(self, change: World) -> None:
        self.nothing_live_is_lost()
        self.disturbed_at = len(self.account.calls)
        # What somebody else did shows: what nobody can see, nobody can respect.
        self.account.faults.catch_up()
        if self.user is None:
            self.account.add_user(PHANTOM)
        else:
            change(self.account)
        self.live = live(self.user)

    def nothing_live_is_lost(self) -> None:
        assert self.live <= credentials_of(self.user).keys() | self.may_go

    def act(self, propose: Callable[[], Plan | Operation], troubles: Sequence[Trouble]) -> None:
        """Let her do something, whatever comes of it, and compare the result with the account."""
        self.account.faults = Faults()
        self.account.faults.sleep = self.machine.sleep
        for trouble in troubles:
            trouble(self)
        self.live, self.may_go, self.disturbed_at = live(self.user), set(), None
        try:
            plan = propose()
            if isinstance(plan, Operation):
                return
            if plan.kind is PlanKind.REVOKE:
                self.may_go = {each.credential_id for each in self.user.credentials} if self.user else set()
            before = self.user and permissions_of(self.user)
            operation = self.ana.carry_out(plan)
        except (BksError, CrashError):
            return
        finally:
            self.account.switched_to = None
            self.nothing_live_is_lost()
        assert self.ana.journal.operations()[-1] == operation
        if self.disturbed_at is None:
            self.is_so(operation, before)
        if operation.outcome is Outcome.DONE and not self.was_disturbed_after_the_last_reading():
            self.is_done(operation)

    def was_disturbed_after_the_last_reading(self) -> bool:
        calls = [call.operation for call in self.account.calls]
        readings = [n for n, call in enumerate(calls) if call == "iam:ListServiceSpecificCredentials"]
        return self.disturbed_at is not None and self.disturbed_at > readings[-1]

    def is_done(self, operation: Operation) -> None:
        """What is reported as done is done: of the whole user, whatever happened meanwhile."""
        plan = operation.plan
        if plan.kind is PlanKind.CLEAN_UP:
            assert self.user is None or self.user.user_id != plan.subject.unique_id
        elif plan.kind in (PlanKind.CONTAIN, PlanKind.REVOKE):
            assert self.user
            assert self.user.user_id == plan.subject.unique_id
            assert not live(self.user) - {f"password of {self.user.user_id}"}
            assert "console password" in plan.facts.known or not self.user.password
            assert "bks-containment" in self.user.inline_policies

    def is_so(self, operation: Operation, before: object) -> None:
        """What is reported of an operation, undisturbed, is what the account shows."""
        if operation.plan.kind is PlanKind.CLEAN_UP and operation.outcome is not Outcome.DONE:
            is_reported = any(
                words in operation.reason
                for words in ("Not restored", "Whether the user was deleted is unknown", "nothing was rolled back")
            )
            if operation.outcome is not Outcome.UNVERIFIED and not is_reported:
                assert self.user
                assert permissions_of(self.user) == before
            return
        self.account.faults = Faults()
        says = self.ana.says(operation)
        latest = {taken.step.change.about: taken for taken in operation.steps}
        for about, taken in latest.items():
            if taken.outcome is StepOutcome.VERIFIED:
                assert says.get(about) == taken.step.change.result
            if taken.outcome in (StepOutcome.FAILED, StepOutcome.SKIPPED):
                assert says.get(about) != taken.step.change.result


def live(user: StoredUser | None) -> set[str]:
    return {each for each, is_live in credentials_of(user).items() if is_live}


def another_account() -> SimulatedAccount:
    account = SimulatedAccount("999988887777", now=NOW)
    add_orphan(account, full=True)
    account.add_access_key(PHANTOM)
    return account


def test_whatever_fails_and_changes_nothing_live_is_deleted_and_reports_are_true() -> None:
    run_state_machine_as_test(
        PersonAtWork,
        settings=settings(max_examples=examples(10), stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )
