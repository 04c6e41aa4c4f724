"""Who the session works as: always the live answer of AWS."""

from __future__ import annotations

import pytest

from bks_tui.aws.session import open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.evidence import Known, Unread
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire.intercept import plug


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")]
)
def test_the_partition_is_that_of_the_caller(partition: str, region: str) -> None:
    account = SimulatedAccount(partition=partition)
    identity = open_session(SessionChoice(region=region), plug(account)).identify()
    assert (identity.partition, identity.caller_arn) == (partition, account.caller_arn)


def test_the_identity_is_the_live_one() -> None:
    account = SimulatedAccount(account_id="444455556666", alias="sandbox")
    identity = open_session(SessionChoice(), plug(account)).identify()
    assert (identity.account_id, identity.alias) == ("444455556666", Known("sandbox"))


def test_an_account_without_an_alias_has_none() -> None:
    assert open_session(SessionChoice(), plug(SimulatedAccount())).identify().alias == Known(None)


def test_an_alias_that_is_denied_is_unread_and_the_identity_is_known() -> None:
    account = SimulatedAccount()
    account.faults.deny("iam:ListAccountAliases")
    identity = open_session(SessionChoice(), plug(account)).identify()
    assert isinstance(identity.alias, Unread)
