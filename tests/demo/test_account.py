"""The past that a simulated account can be given."""

from __future__ import annotations

import pytest

from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.identifiers import unique_id
from tests.support.simulated import NOW, PHANTOM, iam, simulated_account

VECTORS = [("AKIARZPUZDIKAAAAAAAA", "123456789012"), ("ASIAY34FZKBOKMUTVV7A", "609629065308")]


def test_the_second_key_of_a_user_is_marked() -> None:
    account = simulated_account()
    aliases = [account.add_api_key(PHANTOM).alias for _ in range(3)]
    assert aliases == [f"{PHANTOM}{marker}-at-111122223333" for marker in ("", "+1", "+2")]


def test_a_renamed_user_keeps_its_aliases_and_they_stay_taken() -> None:
    account = simulated_account()
    old = account.add_api_key(PHANTOM)
    account.rename_user(PHANTOM, "backup-operator")
    account.add_user(PHANTOM)
    new = account.add_api_key(PHANTOM)
    assert (old.alias, new.alias) == (f"{PHANTOM}-at-111122223333", f"{PHANTOM}+1-at-111122223333")


def test_a_renamed_user_is_found_by_its_new_name() -> None:
    account = simulated_account()
    account.rename_user(PHANTOM, "backup-operator")
    assert [user["UserName"] for user in iam(account).list_users()["Users"]] == ["backup-operator"]


def test_a_deleted_user_takes_its_mfa_devices_along() -> None:
    account = simulated_account()
    account.add_mfa_device(PHANTOM)
    account.delete_user(PHANTOM)
    assert iam(account).list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_what_has_no_date_was_made_with_its_user_and_the_user_now() -> None:
    account = simulated_account()
    assert account.add_api_key(PHANTOM).created == account.add_access_key(PHANTOM).created == NOW


def test_ids_are_the_same_in_every_run() -> None:
    assert simulated_account().add_access_key(PHANTOM) == simulated_account().add_access_key(PHANTOM)


def test_no_two_ids_are_alike() -> None:
    account = SimulatedAccount()
    assert len({account.unique_id("AKIA") for _ in range(1000)}) == 1000


@pytest.mark.parametrize("known", VECTORS)
def test_an_id_holds_its_account_where_aws_puts_it(known: tuple[str, str]) -> None:
    access_key_id, account_id = known
    # 48 bits are 9.6 characters; the first eight hold most of the account and nothing random.
    assert unique_id(access_key_id[:4], account_id, 1)[:12] == access_key_id[:12]
