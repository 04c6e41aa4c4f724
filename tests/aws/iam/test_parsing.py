"""What IAM's answers mean."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bks_tui.aws.iam import parsing as answers
from bks_tui.core.evidence import Known

MOMENT = datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=2)))


def test_moments_are_utc_whatever_the_zone_of_this_machine() -> None:
    profile = answers.login_profile({"LoginProfile": {"CreateDate": MOMENT}})
    assert profile.created.isoformat() == "2026-01-02T01:04:00+00:00"


def test_a_policy_document_that_is_no_json_is_kept_as_it_is() -> None:
    assert answers.document_text({"PolicyDocument": "not json"}) == "not json"


def test_a_policy_document_is_json_again() -> None:
    assert answers.document_text({"PolicyDocument": {"Version": "2012-10-17"}}) == '{"Version": "2012-10-17"}'


def test_an_mfa_device_of_the_root_user_is_nobodys() -> None:
    assert answers.mfa_assignment({"User": {"Arn": "root"}, "SerialNumber": "serial"}) == (None, "serial")


def test_lists_that_are_left_out_of_a_detailed_user_are_empty() -> None:
    details = answers.detailed_user({"UserName": "ana"}).details
    assert details == answers.UserDetails(
        tags=Known(()),
        permissions_boundary=Known(None),
        groups=Known(()),
        attached_policies=Known(()),
        inline_policies=Known(()),
    )
