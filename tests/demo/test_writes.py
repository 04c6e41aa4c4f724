"""What is written to the simulated account is what it answers from then on."""

from __future__ import annotations

import pytest

from tests.support.simulated import PHANTOM, iam, simulated_account


@pytest.mark.parametrize(("before", "after"), [("Active", "Inactive"), ("Inactive", "Active")])
def test_exactly_one_api_key_gets_another_status(before: str, after: str) -> None:
    account = simulated_account()
    for _ in range(2):
        account.add_api_key(PHANTOM, status=before)
    client = iam(account)
    wanted = account.users[PHANTOM].credentials[1].credential_id
    client.update_service_specific_credential(
        UserName=PHANTOM, ServiceSpecificCredentialId=wanted, Status="Active" if after == "Active" else "Inactive"
    )
    listed = client.list_service_specific_credentials(UserName=PHANTOM)["ServiceSpecificCredentials"]
    assert {key["ServiceSpecificCredentialId"]: key["Status"] for key in listed} == {
        account.users[PHANTOM].credentials[0].credential_id: before,
        wanted: after,
    }
