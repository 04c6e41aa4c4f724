"""Sign-in sessions that outlive a password, and copies of CloudWatch keys in Secrets Manager."""

from __future__ import annotations

import pytest

from bks_tui.core.detection import Severity
from bks_tui.core.timeline.findings import FindingSource, SourceStatus
from tests.support.findings import (
    METRICS,
    account_with_findings,
    asked,
    findings,
    reading,
)
from tests.support.trails import PHANTOM, attacked_account, days_ago, quiet_account


def test_a_session_of_a_user_without_a_password_outlives_it() -> None:
    (found,) = findings(asked(account_with_findings()), FindingSource.SIGN_IN)
    assert found.severity is Severity.HIGH
    assert found.title.endswith("the user has no password today: the session outlives it")


def test_a_session_of_a_user_with_a_password_is_not_ended_by_deleting_it() -> None:
    account = account_with_findings()
    account.set_password(PHANTOM)
    (found,) = findings(asked(account), FindingSource.SIGN_IN)
    assert (found.severity, found.title.endswith("deleting the password does not end it")) == (None, True)


def test_where_the_password_could_not_be_read_a_session_says_so() -> None:
    account = account_with_findings()
    account.faults.deny("iam:GetLoginProfile")
    (found,) = findings(asked(account), FindingSource.SIGN_IN)
    assert found.title.endswith("whether the user has a password could not be read")


def test_sessions_that_were_revoked_or_have_expired_are_no_findings() -> None:
    account = account_with_findings()
    account.further.sessions[0].status = "REVOKED"
    account.further.add_session(account.account_id, PHANTOM, days_ago(9), days_ago(0.1))
    assert findings(asked(account), FindingSource.SIGN_IN) == ()


def test_the_sessions_of_a_user_with_a_path_are_found_by_its_name() -> None:
    account = account_with_findings()
    account.users[PHANTOM].path = "/service/"
    assert len(findings(asked(account), FindingSource.SIGN_IN)) == 1


def test_the_sessions_of_a_user_that_was_deleted_are_found() -> None:
    account = account_with_findings()
    account.delete_user(PHANTOM)
    (found,) = findings(asked(account), FindingSource.SIGN_IN)
    assert found.severity is Severity.HIGH


def test_in_another_partition_sessions_cannot_be_listed_which_is_a_gap() -> None:
    found = asked(quiet_account("aws-us-gov", ("us-gov-west-1",)))
    assert reading(found, FindingSource.SIGN_IN).status is SourceStatus.UNREAD


def test_the_copy_of_a_key_is_found_by_the_id_of_the_key_in_a_tag_too() -> None:
    account = account_with_findings()
    key = next(each for each in account.users[PHANTOM].credentials if each.service_name == METRICS)
    tags = [{"Key": "credential", "Value": key.credential_id}]
    account.further.secrets["ap-south-1"][0] |= {"Name": "collector", "ARN": "arn:collector", "Tags": tags}
    (found,) = findings(asked(account), FindingSource.SECRETS_MANAGER)
    assert found.title == f"secret collector · tags credential={key.credential_id}"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (f"metrics/{PHANTOM}", True),
        (PHANTOM.upper(), True),
        (f"metrics_{PHANTOM}_key", True),
        (f"{PHANTOM}x", False),
        (f"x{PHANTOM}", False),
    ],
)
def test_a_secret_is_a_copy_only_if_it_mentions_the_whole_name(name: str, found: bool) -> None:
    account = account_with_findings()
    account.further.secrets["ap-south-1"][0]["Name"] = name
    assert len(findings(asked(account), FindingSource.SECRETS_MANAGER)) == found


def test_a_copy_that_is_to_be_deleted_is_listed_with_its_day() -> None:
    account = account_with_findings()
    account.further.secrets["ap-south-1"][0]["DeletedDate"] = days_ago(-7)
    (found,) = findings(asked(account), FindingSource.SECRETS_MANAGER)
    assert "to be deleted on 2026-" in found.title


def test_a_key_in_a_tag_of_a_secret_is_withheld() -> None:
    account = account_with_findings()
    key = "ABSK" + "QmVkcm9ja0FQSUtleS1hYjEy" * 5
    account.further.secrets["ap-south-1"][0]["Tags"] = [{"Key": "k", "Value": key}]
    (found,) = findings(asked(account), FindingSource.SECRETS_MANAGER)
    assert key not in repr(found)


def test_no_value_of_a_secret_is_ever_requested() -> None:
    account = account_with_findings()
    asked(account)
    called = {call.operation for call in account.calls if call.operation.startswith("secretsmanager:")}
    assert called == {"secretsmanager:ListSecrets"}


def test_secrets_are_not_listed_for_a_user_without_a_key_of_cloudwatch() -> None:
    account = attacked_account()
    found = asked(account)
    assert reading(found, FindingSource.SECRETS_MANAGER).status is SourceStatus.NOT_APPLICABLE
    assert not [call for call in account.calls if call.operation.startswith("secretsmanager:")]


def test_secrets_are_listed_where_the_keys_of_the_user_could_not_be_read() -> None:
    account = account_with_findings()
    account.faults.deny("iam:ListServiceSpecificCredentials")
    assert len(findings(asked(account), FindingSource.SECRETS_MANAGER)) == 1
