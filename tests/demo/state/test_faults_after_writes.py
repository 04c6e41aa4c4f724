"""What goes wrong after a write: replies that tell nothing, reads that are behind it, another account that answers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from bks_tui.demo.state.account import SimulatedAccount
from tests.support.simulated import PHANTOM, iam, simulated_account


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore retry at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))


def attached(account: SimulatedAccount) -> list[str]:
    policies = iam(account).list_attached_user_policies(UserName=PHANTOM)["AttachedPolicies"]
    return [policy["PolicyName"] for policy in policies]


@pytest.mark.parametrize("applied", [True, False])
def test_a_failure_of_the_service_tells_nothing_of_what_became_of_the_call(applied: bool) -> None:
    account = simulated_account()
    account.faults.fail("iam:CreateUser", calls=None, applied=applied)
    with pytest.raises(ClientError, match=r"\(ServiceFailure\)|\(EntityAlreadyExists\)"):
        iam(account).create_user(UserName="new")
    assert ("new" in account.users) is applied


@pytest.mark.parametrize("seed", range(8))
def test_after_a_change_a_read_lags_so_often_at_most_and_then_shows_it(seed: int) -> None:
    account = simulated_account()
    account.faults.lag(seed, most=2)
    before = attached(account)
    account.attach_policy(PHANTOM, "late")
    answers = [attached(account) for _ in range(4)]
    assert [len(answer) - len(before) for answer in answers[2:]] == [1, 1]


def test_reads_lag_each_by_itself_and_the_same_for_a_seed() -> None:
    def answers(seed: int) -> list[int]:
        account = simulated_account()
        account.faults.lag(seed, most=6)
        attached(account)
        account.attach_policy(PHANTOM, "late")
        return [len(attached(account)) for _ in range(6)]

    assert answers(1) == answers(1)
    assert len({tuple(answers(seed)) for seed in range(8)}) > 1


def test_a_user_that_is_gone_is_still_read_for_a_while() -> None:
    def reads(seed: int) -> bool:
        account = simulated_account()
        account.faults.lag(seed, most=1)
        client = iam(account)
        client.get_user(UserName=PHANTOM)
        account.delete_user(PHANTOM)
        try:
            client.get_user(UserName=PHANTOM)
        except ClientError:
            return False
        return True

    assert {reads(seed) for seed in range(8)} == {True, False}


def test_what_caught_up_shows_everything() -> None:
    account = simulated_account()
    account.faults.lag(0, most=100)
    before = attached(account)
    account.attach_policy(PHANTOM, "late")
    account.faults.catch_up()
    assert len(attached(account)) == len(before) + 1


def test_a_dripping_reply_takes_its_time_for_each_byte_and_arrives_whole() -> None:
    account = simulated_account()
    slept: list[float] = []
    account.faults.sleep = slept.append
    account.faults.drip("iam:ListUsers", seconds=5)
    assert len(iam(account).list_users()["Users"]) == 1
    assert set(slept) == {5}
    assert len(slept) > 100


def test_a_caller_whose_provider_switched_is_answered_by_the_other_account() -> None:
    account, other = simulated_account(), SimulatedAccount("999988887777")
    account.switched_to = other
    assert iam(account).list_users()["Users"] == []
    assert [call.operation for call in other.calls] == ["iam:ListUsers"]
