"""A row of the story is what the account then holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.user import Key, StoryAccessKey, StoryUser, add_row
from tests.support.simulated import NOW, PHANTOM, iam


def account_of(row: StoryUser) -> SimulatedAccount:
    """An account in which nothing but the row has happened."""
    account = SimulatedAccount(now=NOW)
    add_row(account, row)
    return account


@pytest.mark.parametrize(
    ("key", "made", "expires"), [(Key(), 30, None), (Key(age=9, lifetime=10), 9, -1), (Key(lifetime=1), 30, 29)]
)
def test_ages_and_lifetimes_are_days_back_from_now(key: Key, made: int, expires: int | None) -> None:
    credential = account_of(StoryUser(PHANTOM, age=30, keys=(key,))).users[PHANTOM].credentials[0]
    assert credential.created == NOW - timedelta(days=made)
    assert credential.expires == (None if expires is None else NOW - timedelta(days=expires))


def test_a_last_use_is_days_back_from_now() -> None:
    row = StoryUser(PHANTOM, age=30, access_keys=(StoryAccessKey(age=3, used=(0.5, "eu-north-1", "bedrock")),))
    (access_key,) = account_of(row).users[PHANTOM].access_keys
    assert access_key.last_used == (NOW - timedelta(hours=12), "eu-north-1", "bedrock")


def test_what_is_denied_for_a_renamed_user_is_denied_under_its_new_name() -> None:
    client = iam(account_of(StoryUser(PHANTOM, age=30, renamed="backup-operator", denied=("iam:ListAccessKeys",))))
    with pytest.raises(ClientError, match="AccessDenied"):
        client.list_access_keys(UserName="backup-operator")
