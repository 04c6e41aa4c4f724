"""What others do to a phantom, and AWS to the calls, while a person responds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from hypothesis import strategies as st

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import Faults
from tests.support.responding import FAULTS
from tests.support.simulated import PHANTOM


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


class Affected(Protocol):
    """Who has the trouble."""

    account: SimulatedAccount
    other: SimulatedAccount

    def disturb(self, change: World) -> None:
        """Let somebody change something in the account."""


Trouble: TypeAlias = Callable[[Affected], None]


def fault(operation: str, kind: str) -> Trouble:
    """A call that fails each time, or never comes back."""

    def happens(person: Affected) -> None:
        FAULTS[kind](person.account, operation)

    return happens


def disturbance(operation: str, change: World) -> Trouble:
    """Somebody changes something just after the first call of an operation."""

    def happens(person: Affected) -> None:
        person.account.faults.after(operation, lambda: person.disturb(change))

    return happens


def passing_fault(operation: str, kind: str, calls: int) -> Trouble:
    """A call that fails a few times."""

    def happens(person: Affected) -> None:
        PASSING[kind](person.account.faults, operation, calls)

    return happens


PASSING: dict[str, Callable[[Faults, str, int], None]] = {
    "throttled": lambda faults, operation, calls: faults.throttle(operation, calls),
    "dropped": lambda faults, operation, calls: faults.drop(operation, calls),
    "lost": lambda faults, operation, calls: faults.lose_reply(operation, calls),
    "failed": lambda faults, operation, calls: faults.fail(operation, calls, applied=False),
    "failed after it was done": lambda faults, operation, calls: faults.fail(operation, calls),
    "dripping": lambda faults, operation, calls: faults.drip(operation, calls),
}


def lag(seed: int) -> Trouble:
    """What is written takes a while to show."""
    return lambda person: person.account.faults.lag(seed)


def lost_connection(after: str) -> Trouble:
    """No call arrives any more after the first one of an operation."""

    def happens(person: Affected) -> None:
        faults = person.account.faults
        faults.after(after, lambda: faults.drop(calls=None))

    return happens


def switch(reading: int) -> Trouble:
    """The provider of the credentials hands out those of another account, from one reading on."""

    def happens(person: Affected) -> None:
        account = person.account
        account.faults.before(
            "iam:ListServiceSpecificCredentials", lambda: setattr(account, "switched_to", person.other), reading
        )

    return happens


# Of each some, and any of them together.
TROUBLES = st.lists(
    st.one_of(
        st.builds(fault, st.sampled_from(WRITES), st.sampled_from(list(FAULTS))),
        st.builds(fault, st.sampled_from(READS), st.sampled_from(["denied", "dropped"])),
        st.builds(passing_fault, st.sampled_from((*WRITES, *READS)), st.sampled_from(list(PASSING)), st.integers(1, 4)),
        st.builds(disturbance, st.sampled_from(WRITES), st.sampled_from(WORLD)),
        st.builds(lag, st.integers(0, 99)),
        st.builds(lost_connection, st.sampled_from(WRITES)),
        st.builds(switch, st.integers(1, 5)),
    ),
    max_size=3,
)
