"""A person at work in an account where anything fails and anything changes meanwhile, whatever the order.

Hypothesis chooses what the world does, what fails and what is asked for; the same must be true after each:
no live credential is deleted by a clean-up, nothing is called verified that is not so, and the journal agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bks_tui.core.errors import BksError
from bks_tui.core.operation import Operation, Outcome, StepOutcome
from bks_tui.core.plans import Plan, PlanKind
from bks_tui.core.requests import Request
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.faults import Faults
from bks_tui.demo.state import StoredUser
from tests.support.examples import examples
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    FAULTS,
    REVOKE,
    CrashError,
    add_orphan,
    orphaned_account,
    permissions_of,
    responder,
)
from tests.support.simulated import PHANTOM

pytestmark = [pytest.mark.unmeasured, pytest.mark.soak]


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


def add_api_key(account: SimulatedAccount) -> None:
    if len(account.users[PHANTOM].credentials) < 2:
        account.add_api_key(PHANTOM)


def add_access_key(account: SimulatedAccount) -> None:
    if len(account.users[PHANTOM].access_keys) < 2:
        account.add_access_key(PHANTOM)


def set_password(account: SimulatedAccount) -> None:
    account.set_password(PHANTOM)


def drop_password(account: SimulatedAccount) -> None:
    account.users[PHANTOM].password = None


def activate_all(account: SimulatedAccount) -> None:
    _set_all(account, "Active")


def stop_all(account: SimulatedAccount) -> None:
    _set_all(account, "Inactive")


def _set_all(account: SimulatedAccount, status: str) -> None:
    user = account.users[PHANTOM]
    for credential in user.credentials:
        credential.status = status
    for key in user.access_keys:
        key.status = status


def attach_policy(account: SimulatedAccount) -> None:
    account.attach_policy(PHANTOM, "ReadOnlyAccess")


def put_inline_policy(account: SimulatedAccount) -> None:
    account.put_inline_policy(PHANTOM, "theirs", '{"Statement": []}')


def make_another(account: SimulatedAccount) -> None:
    account.delete_user(PHANTOM)
    account.add_user(PHANTOM)


World: TypeAlias = Callable[[SimulatedAccount], None]

WORLD: tuple[World, ...] = (
    add_api_key,
    add_access_key,
    set_password,
    drop_password,
    activate_all,
    stop_all,
    attach_policy,
    put_inline_policy,
    make_another,
)

DELETES = (
    "iam:RemoveUserFromGroup",
    "iam:DetachUserPolicy",
    "iam:DeleteUserPolicy",
    "iam:DeleteServiceSpecificCredential",
    "iam:DeleteAccessKey",
    "iam:DeactivateMFADevice",
    "iam:DeleteUser",
)
WRITES = (
    *DELETES,
    "iam:UpdateServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "iam:PutUserPolicy",
    "iam:CreateUser",
    "iam:AttachUserPolicy",
)
READS = ("iam:GetUser", "iam:ListServiceSpecificCredentials", "iam:ListAccessKeys", "iam:GetLoginProfile")

Trouble: TypeAlias = Callable[["PersonAtWork"], None]


def fault(operation: str, kind: str) -> Trouble:
    """A call that fails each time, or never comes back."""

    def happens(person: PersonAtWork) -> None:
        FAULTS[kind](person.ana.account, operation)

    return happens


def disturbance(operation: str, change: World) -> Trouble:
    """Somebody changes something just after the first call of an operation."""

    def happens(person: PersonAtWork) -> None:
        person.ana.account.faults.after(operation, lambda: person.disturb(change))

    return happens


def nothing(_person: PersonAtWork) -> None:
    """All goes well."""


TROUBLES = st.one_of(
    st.just(nothing),
    st.builds(fault, st.sampled_from(WRITES), st.sampled_from(list(FAULTS))),
    st.builds(fault, st.sampled_from(READS), st.sampled_from(["denied", "dropped"])),
    st.builds(disturbance, st.sampled_from(WRITES), st.sampled_from(WORLD)),
)


class PersonAtWork(RuleBasedStateMachine):
    """One phantom user, one person, one journal."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = TemporaryDirectory()
        self.ana = responder(Path(self.directory.name), orphaned_account(full=True))
        # What bks may delete though it is live, what is live, and whether somebody changed something: of one action.
        self.may_go: set[str] = set()
        self.live: set[str] = set()
        self.was_disturbed = False

    def teardown(self) -> None:
        self.directory.cleanup()

    @rule(change=st.sampled_from(WORLD))
    def somebody_changes_something(self, change: World) -> None:
        self.disturb(change)

    @rule(operation=st.sampled_from(DELETES), change=st.sampled_from(WORLD))
    def a_user_is_cleaned_up_while_something_changes(self, operation: str, change: World) -> None:
        if self.user:
            self.ana.account.delete_user(PHANTOM)
        add_orphan(self.ana.account, full=True)
        self.act(lambda: self.ana.propose(CLEAN_UP), disturbance(operation, change))

    @rule(request=st.sampled_from([CLEAN_UP, REVOKE, CONTAIN]), trouble=TROUBLES)
    def she_asks_for_something(self, request: Request, trouble: Trouble) -> None:
        self.act(lambda: self.ana.propose(request), trouble)

    @precondition(lambda self: self.ana.journal.operations())
    @rule(trouble=TROUBLES)
    def she_goes_on_with_the_latest(self, trouble: Trouble) -> None:
        self.act(lambda: self.ana.go_on(self.ana.journal.operations()[-1]), trouble)

    @precondition(lambda self: self.ana.journal.operations())
    @rule(trouble=TROUBLES)
    def she_takes_back_the_latest(self, trouble: Trouble) -> None:
        self.act(lambda: self.ana.undo(self.ana.journal.operations()[-1]), trouble)

    # What must be so.

    @invariant()
    def the_journal_is_whole(self) -> None:
        assert self.ana.journal.faults() == ()

    @property
    def user(self) -> StoredUser | None:
        return self.ana.account.users.get(PHANTOM)

    def disturb(self, change: World) -> None:
        self.nothing_live_is_lost()
        self.was_disturbed = True
        if self.user is None:
            self.ana.account.add_user(PHANTOM)
        else:
            change(self.ana.account)
        self.live = live(self.user)

    def nothing_live_is_lost(self) -> None:
        assert self.live <= credentials_of(self.user).keys() | self.may_go

    def act(self, propose: Callable[[], Plan | Operation], trouble: Trouble) -> None:
        """Let her do something, whatever comes of it, and hold what she is told against the account."""
        self.ana.account.faults = Faults()
        trouble(self)
        self.live, self.may_go, self.was_disturbed = live(self.user), set(), False
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
            self.nothing_live_is_lost()
        assert self.ana.journal.operations()[-1] == operation
        if not self.was_disturbed:
            self.is_so(operation, before)

    def is_so(self, operation: Operation, before: object) -> None:
        """What was told of an operation, undisturbed, is what the account says."""
        if operation.plan.kind is PlanKind.CLEAN_UP and operation.outcome is not Outcome.DONE:
            if operation.outcome is not Outcome.UNVERIFIED and "NOT put back" not in operation.reason:
                assert self.user
                assert permissions_of(self.user) == before
            return
        self.ana.account.faults = Faults()
        says = self.ana.says(operation)
        latest = {taken.step.change.about: taken for taken in operation.steps}
        for about, taken in latest.items():
            if taken.outcome is StepOutcome.VERIFIED:
                assert says.get(about) == taken.step.change.result
            if taken.outcome in (StepOutcome.FAILED, StepOutcome.SKIPPED):
                assert says.get(about) != taken.step.change.result


def live(user: StoredUser | None) -> set[str]:
    return {each for each, is_live in credentials_of(user).items() if is_live}


def test_whatever_fails_and_whatever_changes_nothing_live_is_deleted_and_what_is_told_is_so() -> None:
    run_state_machine_as_test(
        PersonAtWork,
        settings=settings(max_examples=examples(10), stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )
