"""A user is followed through its names, and caveats name what other users did under them."""

from __future__ import annotations

import pytest

from bks_tui.core.timeline.timeline import Timeline
from bks_tui.demo.state.actors import IamUser
from tests.support.scans import NOW
from tests.support.trails import (
    MALLORY,
    PHANTOM,
    asked_about,
    attacked_account,
    days_ago,
    names,
    quiet_account,
    record_iam_event,
    rename,
    result,
)


def ids(found: Timeline) -> list[str]:
    return [event.event_id for event in found.events]


def test_a_key_of_a_renamed_user_is_followed_to_its_name_of_today() -> None:
    account = quiet_account()
    account.record_event("InvokeModel", when=days_ago(5), actor=IamUser(PHANTOM))
    account.rename_user(PHANTOM, "backup-operator")
    key = account.add_access_key("backup-operator").access_key_id
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(3), actor=IamUser("backup-operator"))
    found = result(account, f"{PHANTOM}-at-{account.account_id}")
    assert names(found) == ["InvokeModel", "ListBuckets"]
    assert found.target.access_key_ids == (key,)


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM, "backup-operator"])
def test_what_a_renamed_user_did_is_its_own_whichever_name_is_known(target: str) -> None:
    account = quiet_account()
    account.record_event("ListFoundationModels", when=days_ago(5), actor=IamUser(PHANTOM))
    rename(account, PHANTOM, "backup-operator", 4)
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(3), actor=IamUser("backup-operator"))
    found = result(account, target)
    assert (found.summary.first_use, found.summary.last_use) == (days_ago(5), days_ago(3))
    assert {"model-probe", "outside-service"} <= {signal.name for signal, _ in found.summary.signals}


@pytest.mark.parametrize("target", [PHANTOM, "backup-operator"])
def test_a_rename_is_followed_whichever_name_is_known(target: str) -> None:
    account = quiet_account()
    account.record_event("InvokeModel", when=days_ago(5), actor=IamUser(PHANTOM))
    rename(account, PHANTOM, "middle-name", 4)
    rename(account, "middle-name", "backup-operator", 3)
    # CloudTrail files a rename under both names.
    for event in account.trail.all():
        if event.name == "UpdateUser":
            new_name = {4: "middle-name", 3: "backup-operator"}[(NOW - event.time).days]
            event.resources = (*event.resources, ("AWS::IAM::User", new_name))
    account.record_event("ListBuckets", "s3.amazonaws.com", when=days_ago(2), actor=IamUser("backup-operator"))
    assert names(result(account, target)) == ["InvokeModel", "UpdateUser", "UpdateUser", "ListBuckets"]


def test_the_aliases_of_its_keys_tell_what_a_user_was_called_before_the_days_that_are_searched() -> None:
    account = quiet_account()
    account.rename_user(PHANTOM, "backup-operator")
    assert {("Username", PHANTOM), ("ResourceName", PHANTOM)} <= asked_about("backup-operator", account)


def test_a_user_whose_own_name_ends_like_a_marker_was_called_nothing_else() -> None:
    account = quiet_account()
    account.add_user("alice+1")
    account.add_api_key("alice+1")
    assert asked_about("alice+1", account) == {("Username", "alice+1"), ("ResourceName", "alice+1")}


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM, "backup-operator"])
def test_that_another_user_has_the_old_name_today_is_a_remark(target: str) -> None:
    account = quiet_account()
    account.rename_user(PHANTOM, "backup-operator")
    account.add_user(PHANTOM)
    record_iam_event(account, "UpdateUser", 3, actor=MALLORY, newUserName="backup-operator")
    found = result(account, target)
    assert [remark for remark in found.remarks if "are different users today" in remark]
    assert found.complete


def test_that_a_renamed_user_may_have_shared_its_name_is_a_remark() -> None:
    account = quiet_account()
    rename(account, PHANTOM, "backup-operator", 3)
    (remark,) = result(account, PHANTOM).remarks
    assert "renamed" in remark


def test_that_nobody_holds_a_key_today_is_a_remark() -> None:
    account = quiet_account()
    (remark,) = result(account, "BedrockAPIKey-gone-at-111122223333").remarks
    assert remark.startswith("No user holds the key BedrockAPIKey-gone-at-111122223333 today")


@pytest.mark.parametrize("target", [f"{PHANTOM}-at-111122223333", PHANTOM])
def test_of_a_user_that_kept_its_name_there_is_nothing_to_remark(target: str) -> None:
    assert result(attacked_account(), target).remarks == ()


def test_a_rename_of_someone_else_is_not_followed() -> None:
    account = quiet_account()
    account.add_user("alice")
    account.rename_user("alice", "bob")
    account.record_event(
        "UpdateUser",
        "iam.amazonaws.com",
        when=days_ago(1),
        actor=IamUser(PHANTOM),
        requestParameters={"userName": "alice", "newUserName": "bob"},
    )
    assert not {value for _, value in asked_about(PHANTOM, account)} & {"alice", "bob"}


def test_a_rename_that_was_refused_is_not_followed() -> None:
    account = quiet_account()
    account.record_event(
        "UpdateUser",
        "iam.amazonaws.com",
        when=days_ago(1),
        actor=MALLORY,
        resources=(("AWS::IAM::User", PHANTOM),),
        errorCode="AccessDenied",
        requestParameters={"userName": PHANTOM, "newUserName": "bob"},
    )
    assert "bob" not in {value for _, value in asked_about(PHANTOM, account)}


def test_a_user_that_was_deleted_has_a_timeline_without_gaps() -> None:
    account = attacked_account()
    account.delete_user(PHANTOM)
    found = result(account)
    assert len(found.events) == 14
    assert found.complete
