"""The past that a simulated account can be given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.access_key_id import account_of
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.objects import unique_id
from tests.support.simulated import NOW, PHANTOM, iam, simulated_account


def test_the_second_key_of_a_user_is_marked() -> None:
    account = simulated_account()
    aliases = [account.add_api_key(PHANTOM).alias for _ in range(3)]
    assert aliases == [f"{PHANTOM}{marker}-at-111122223333" for marker in ("", "+1", "+2")]


def test_an_alias_is_taken_only_within_its_service() -> None:
    account = simulated_account()
    aliases = {
        account.add_api_key(PHANTOM, service).alias for service in ("bedrock.amazonaws.com", "logs.amazonaws.com")
    }
    assert aliases == {f"{PHANTOM}-at-111122223333"}


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


@given(account=st.integers(0, 10**12 - 1), serial=st.integers(0))
def test_an_access_key_id_decodes_to_its_account(account: int, serial: int) -> None:
    account_id = f"{account:012}"
    assert account_of(unique_id("AKIA", account_id, serial)) == account_id
