"""What further sources say is beside the timeline, in none of its counts, and says how far each source was read."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bks_tui.core.detection import Severity
from bks_tui.core.timeline.findings import FindingSource, SourceRead, SourceStatus
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.demo.state.further_services import StoredUse
from tests.support.findings import (
    ANOMALY,
    METRICS,
    access_key,
    account_with_findings,
    asked,
    asked_updates,
    findings,
    reading,
)
from tests.support.trails import PHANTOM, REGIONS, attacked_account, days_ago, quiet_account, rename, result

each_source = pytest.mark.parametrize("source", FindingSource, ids=lambda source: source.name)

# The call that each source is read with.
FIRST_CALL = {
    FindingSource.GUARDDUTY: "guardduty:ListDetectors",
    FindingSource.ACCESS_ANALYZER: "access-analyzer:ListAnalyzers",
    FindingSource.LAST_ACCESSED: "iam:GenerateServiceLastAccessedDetails",
    FindingSource.SIGN_IN: "signin:ListSessions",
    FindingSource.SECRETS_MANAGER: "secretsmanager:ListSecrets",
}


@each_source
def test_each_source_says_what_it_has_about_the_target_alone(source: FindingSource) -> None:
    (found,) = findings(asked(account_with_findings()), source)
    assert PHANTOM in found.about
    assert found.source is source


def test_no_count_includes_a_finding() -> None:
    account = account_with_findings()
    found, without = asked(account), result(account)
    assert (found.events, found.signals, found.summary) == (without.events, without.signals, without.summary)


def test_a_timeline_for_which_every_source_was_read_is_complete() -> None:
    assert asked(account_with_findings()).complete


def test_the_timeline_comes_last_after_one_update_for_each_source() -> None:
    *before, last = asked_updates(account_with_findings())
    assert isinstance(last, Timeline)
    assert {each.reading.source for each in before[-5:] if isinstance(each, SourceRead)} == {*FindingSource}


def test_the_readings_are_in_the_order_of_the_sources() -> None:
    assert [each.source for each in asked(account_with_findings()).readings] == [*FindingSource]


@each_source
def test_a_source_that_is_denied_is_a_gap_and_the_others_are_read(source: FindingSource) -> None:
    account = account_with_findings()
    account.faults.deny(FIRST_CALL[source])
    found = asked(account)
    assert reading(found, source).status is SourceStatus.DENIED
    assert [gap.source for gap in found.gaps] == [FIRST_CALL[source]]
    assert len(found.findings) == len(FindingSource) - 1
    assert not found.complete


@each_source
def test_a_source_without_a_connection_is_a_gap_and_not_empty(source: FindingSource) -> None:
    account = account_with_findings()
    account.faults.drop(FIRST_CALL[source], None)
    found = asked(account)
    assert reading(found, source).status is SourceStatus.UNREAD
    assert {gap.source for gap in found.gaps} == {FIRST_CALL[source]}


@pytest.mark.parametrize("source", [FindingSource.GUARDDUTY, FindingSource.ACCESS_ANALYZER], ids=str)
def test_without_a_detector_or_an_analyzer_a_source_is_not_enabled_and_no_gap(source: FindingSource) -> None:
    found = asked(attacked_account())
    assert reading(found, source).status is SourceStatus.NOT_ENABLED
    assert reading(found, source).not_enabled == REGIONS
    assert found.complete


def test_a_region_without_a_detector_is_listed_beside_those_that_have_one() -> None:
    guardduty = reading(asked(account_with_findings()), FindingSource.GUARDDUTY)
    assert guardduty.status is SourceStatus.READ
    assert (guardduty.regions, guardduty.not_enabled) == (("eu-west-1",), ("ap-south-1", "us-east-1"))


def test_a_region_that_is_denied_is_a_gap_of_that_region() -> None:
    account = account_with_findings()
    account.faults.deny("guardduty:ListDetectors", region="ap-south-1")
    found = asked(account)
    assert reading(found, FindingSource.GUARDDUTY).status is SourceStatus.PARTLY_READ
    assert [(gap.region, gap.source) for gap in found.gaps] == [("ap-south-1", "guardduty:ListDetectors")]


def test_guardduty_is_asked_in_every_enabled_region() -> None:
    account = account_with_findings()
    account.enabled_regions = (*REGIONS, "sa-east-1")
    account.further.add_guardduty_finding("sa-east-1", account.account_id, PHANTOM, ANOMALY, 8.0, days_ago(1))
    regions = {each.region for each in findings(asked(account), FindingSource.GUARDDUTY)}
    assert regions == {"eu-west-1", "sa-east-1"}


def test_guardduty_is_asked_for_the_access_keys_and_former_names_of_the_user() -> None:
    account = account_with_findings()
    key = access_key(account)
    account.further.add_guardduty_finding(
        "us-east-1", account.account_id, "by key", ANOMALY, 5.0, days_ago(1), access_key_id=key
    )
    rename(account, PHANTOM, "renamed", 3)
    about = {each.about for each in findings(asked(account, "renamed"), FindingSource.GUARDDUTY)}
    assert about == {PHANTOM, f"by key {key}"}


def test_more_findings_than_a_page_are_all_read() -> None:
    account = account_with_findings()
    for _ in range(120):
        account.further.add_guardduty_finding("us-east-1", account.account_id, PHANTOM, ANOMALY, 5.0, days_ago(1))
    account.faults.truncate_pages(7, "guardduty:ListFindings")
    assert len(findings(asked(account), FindingSource.GUARDDUTY)) == 121


@pytest.mark.parametrize(
    ("number", "severity"),
    [(1.0, Severity.LOW), (3.9, Severity.LOW), (4.0, Severity.MEDIUM), (7.0, Severity.HIGH), (9.5, Severity.HIGH)],
)
def test_the_severity_is_that_of_guardduty(number: float, severity: Severity) -> None:
    account = attacked_account()
    account.further.add_guardduty_finding("eu-west-1", account.account_id, PHANTOM, ANOMALY, number, days_ago(1))
    (found,) = findings(asked(account), FindingSource.GUARDDUTY)
    assert found.severity is severity


def test_an_archived_finding_is_listed_and_says_so() -> None:
    account = account_with_findings()
    account.further.guardduty["eu-west-1"][0]["Service"] |= {"Archived": True, "Count": 3}
    (found,) = findings(asked(account), FindingSource.GUARDDUTY)
    assert found.title.endswith(" · seen 3 times · archived")


def test_a_finding_that_guardduty_lists_but_does_not_return_is_a_gap() -> None:
    account = account_with_findings()
    account.faults.after("guardduty:ListFindings", account.further.guardduty["eu-west-1"].clear)
    assert [gap.source for gap in asked(account).gaps] == ["guardduty:GetFindings"]


def test_the_last_use_of_bedrock_is_read_when_its_report_is_completed() -> None:
    account = account_with_findings()
    account.further.looks = ("IN_PROGRESS",) * 3
    (found,) = findings(asked(account), FindingSource.LAST_ACCESSED)
    assert (found.kind, found.time, found.region) == ("bedrock last used", days_ago(200), "us-east-1")


def test_a_report_that_fails_is_a_gap() -> None:
    account = account_with_findings()
    account.further.looks = ("FAILED",)
    (gap,) = asked(account).gaps
    assert gap.reason == "iam:GetServiceLastAccessedDetails: the job failed: The report failed."


def test_a_user_that_never_used_bedrock_is_said_to_have_not() -> None:
    account = account_with_findings()
    account.further.uses[PHANTOM] = [StoredUse("bedrock", "Amazon Bedrock")]
    last_accessed = reading(asked(account), FindingSource.LAST_ACCESSED)
    assert last_accessed.findings == ()
    assert last_accessed.notes == (f"{PHANTOM} did not try to use Amazon Bedrock in the last 400 days",)


def test_where_the_policies_do_not_allow_bedrock_its_use_is_unknown_and_not_absent() -> None:
    account = account_with_findings()
    account.further.uses[PHANTOM] = []
    (note,) = reading(asked(account), FindingSource.LAST_ACCESSED).notes
    assert note.endswith("an earlier use is unknown")


def test_a_service_without_api_keys_is_left_out_of_the_last_uses() -> None:
    account = account_with_findings()
    account.further.uses[PHANTOM].append(StoredUse("s3", "Amazon S3", days_ago(1), "us-east-1"))
    assert len(findings(asked(account), FindingSource.LAST_ACCESSED)) == 1


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


def test_of_a_user_that_was_deleted_iam_and_access_analyzer_have_nothing_to_say() -> None:
    account = account_with_findings()
    account.delete_user(PHANTOM)
    found = asked(account)
    for source in (FindingSource.LAST_ACCESSED, FindingSource.ACCESS_ANALYZER):
        assert reading(found, source).status is SourceStatus.NOT_APPLICABLE
    assert found.complete


def test_the_copy_of_a_key_is_found_by_the_id_of_the_key_in_a_tag_too() -> None:
    account = account_with_findings()
    key = next(each for each in account.users[PHANTOM].credentials if each.service_name == METRICS)
    tags = [{"Key": "credential", "Value": key.credential_id}]
    account.further.secrets["ap-south-1"][0] |= {"Name": "collector", "ARN": "arn:collector", "Tags": tags}
    (found,) = findings(asked(account), FindingSource.SECRETS_MANAGER)
    assert found.title == f"secret collector · tags credential={key.credential_id}"


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


def test_the_user_of_an_access_key_is_found_by_it() -> None:
    account = account_with_findings()
    assert len(asked(account, access_key(account)).findings) == len(FindingSource)


def test_where_the_user_of_an_access_key_cannot_be_found_only_guardduty_is_read_and_says_what_it_lacks() -> None:
    account = account_with_findings()
    account.faults.deny("iam:GetAccessKeyLastUsed")
    found = asked(account, access_key(account))
    statuses = {each.source: each.status for each in found.readings}
    assert statuses.pop(FindingSource.GUARDDUTY) is SourceStatus.PARTLY_READ
    assert {*statuses.values()} == {SourceStatus.DENIED}


def test_of_a_role_only_guardduty_and_access_analyzer_are_asked() -> None:
    account = account_with_findings()
    role = account.add_role("Deploy")
    arn = account.arn(f"role/{role.name}")
    account.further.add_guardduty_finding("eu-west-1", account.account_id, "Deploy", ANOMALY, 5.0, days_ago(1))
    account.further.add_unused_finding("us-east-1", account.account_id, arn, "UnusedIAMRole", days_ago(1))
    found = asked(account, arn)
    assert sorted(each.source.name for each in found.findings) == ["ACCESS_ANALYZER", "GUARDDUTY"]
    assert reading(found, FindingSource.LAST_ACCESSED).status is SourceStatus.NOT_APPLICABLE


def test_a_user_that_could_not_be_read_is_a_gap_where_its_arn_is_needed() -> None:
    account = account_with_findings()
    account.faults.deny("iam:GetUser")
    found = asked(account)
    for source in (FindingSource.LAST_ACCESSED, FindingSource.ACCESS_ANALYZER):
        assert reading(found, source).status is SourceStatus.DENIED


def test_where_the_regions_cannot_be_listed_all_known_ones_are_asked_and_that_is_a_gap() -> None:
    account = account_with_findings()
    account.faults.deny("ec2:DescribeRegions")
    found = asked(account)
    guardduty = reading(found, FindingSource.GUARDDUTY)
    assert (guardduty.status, len(guardduty.findings)) == (SourceStatus.PARTLY_READ, 1)
    assert [gap.source for gap in guardduty.gaps] == ["ec2:DescribeRegions"]


def test_cancelled_while_a_source_is_read_the_others_are_kept_and_that_one_says_so() -> None:
    account, cancelled = account_with_findings(), threading.Event()
    account.further.looks = ("IN_PROGRESS",) * 10_000
    account.faults.after("iam:GetServiceLastAccessedDetails", cancelled.set, call=20)
    last = asked_updates(account, cancelled=cancelled)[-1]
    assert isinstance(last, Timeline)
    assert reading(last, FindingSource.LAST_ACCESSED).status is SourceStatus.UNREAD
    assert last.gaps[0].reason == "stopped by you before everything was read"


def test_cancelled_before_the_sources_are_asked_each_says_so() -> None:
    account, cancelled = account_with_findings(), threading.Event()
    timeline = result(account)
    cancelled.set()
    last = asked_updates(account, cancelled=cancelled, read=[timeline])[-1]
    assert isinstance(last, Timeline)
    assert {each.status for each in last.readings} == {SourceStatus.UNREAD}


def test_of_the_logs_of_another_account_the_findings_are_not_asked_for() -> None:
    account = account_with_findings()
    timeline = result(account)
    other = replace(timeline, account=replace(timeline.account, account_id="999988887777"))
    last = asked_updates(account, read=[timeline.account, other])[-1]
    assert isinstance(last, Timeline)
    assert "are in account 999988887777" in last.gaps[0].reason
    assert last.findings == ()
