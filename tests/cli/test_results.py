"""What a command that wrote prints: each line once, and what still works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.responding import leaked_account
from tests.support.simulated import PHANTOM


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """A leaked phantom with a password, an SSH key and a key of another service besides."""
    account = leaked_account()
    account.set_password(PHANTOM)
    account.add_service_credential(PHANTOM, "codecommit.amazonaws.com")
    in_account(account)
    return account


@pytest.mark.parametrize("options", [(), ("--contain",), ("--keep-access-keys",)])
def test_a_result_is_printed_once(account: SimulatedAccount, bks: Bks, options: tuple[str, ...]) -> None:
    outcome = bks("revoke-key", PHANTOM, "--force", *options)
    printed = Counter(line.strip() for line in (outcome.stdout + outcome.stderr).splitlines() if line.strip())
    assert [line for line, times in printed.items() if times > 1] == []
    assert "verified" in outcome.stdout
    assert account.users[PHANTOM].password is not None


def test_a_result_tells_what_still_works(account: SimulatedAccount, bks: Bks) -> None:
    (key,) = account.users[PHANTOM].access_keys
    reported = bks("revoke-key", PHANTOM, "--force", "--keep-access-keys").stdout
    remaining = [line.strip() for line in reported.splitlines() if line.strip().startswith("still works")]
    assert "still works  the console password" in remaining
    assert f"still works  access key {key.access_key_id} (Active)" in remaining
    assert any("codecommit.amazonaws.com" in line for line in remaining)
    assert any("sessions" in line for line in remaining)


def test_a_result_tells_what_was_not_read_once(account: SimulatedAccount, bks: Bks) -> None:
    account.faults.deny("iam:GetLoginProfile")
    reported = bks("revoke-key", PHANTOM, "--force").stdout
    assert reported.count("whether it has a console password could not be read") == 1


def test_a_release_of_a_key_that_was_deleted_says_when_and_by_which_operation(
    account: SimulatedAccount, bks: Bks
) -> None:
    key = account.users[PHANTOM].credentials[0].credential_id
    bks("revoke-key", key, "--force")
    bks("release", PHANTOM, "--force")
    outcome = bks("release", key, "--force")
    reported = outcome.stdout + outcome.stderr
    assert f"API key {key} of {PHANTOM} was deleted by bks on " in reported
    assert "and cannot be restored" in reported


def test_a_contained_user_is_reported_as_contained(account: SimulatedAccount, bks: Bks) -> None:
    account.users[PHANTOM].password = None
    assert "(contained)" not in bks("scan").stdout
    bks("revoke-key", PHANTOM, "--contain", "--force")
    assert "(contained)" in bks("scan").stdout
    assert "contained by bks" in bks("scan", "--verbose").stdout
