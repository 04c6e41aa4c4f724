"""What is said where several users had one name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.timeline.name_reuse import remarks_on_names
from tests.support.events import PHANTOM, START, an_event, iam_event, role_identity
from tests.support.keys import USER_KEY_ID

ONE_NAME = parse_target(PHANTOM, START)
RENAMED = replace(ONE_NAME, other_names=("backup-operator",))
ADMIN = role_identity("an-admin", "Admin")
CREATED = iam_event("CreateUser", minute=5, identity=ADMIN)


def remarks(target: Target = ONE_NAME, events: tuple[Event, ...] = (), today: tuple[str, ...] = ()) -> list[str]:
    return list(remarks_on_names(target, events, today))


@pytest.mark.parametrize("today", [(), (PHANTOM,)])
def test_of_a_user_that_was_always_called_the_same_nothing_is_said(today: tuple[str, ...]) -> None:
    assert remarks(events=(CREATED, an_event(minute=6)), today=today) == []


@pytest.mark.parametrize("today", [(), ("backup-operator",)])
def test_a_user_that_was_renamed_may_share_a_name_with_another(today: tuple[str, ...]) -> None:
    (remark,) = remarks(RENAMED, today=today)
    assert remark.startswith(f"The user was renamed ({PHANTOM}, backup-operator). If another user")


def test_names_that_are_both_in_use_today_are_of_different_users() -> None:
    (remark,) = remarks(RENAMED, today=(PHANTOM, "backup-operator"))
    assert remark.startswith(f"{PHANTOM} and backup-operator are different users today")


@pytest.mark.parametrize(
    ("earlier", "is_recreated"),
    [
        (an_event(minute=4), True),
        (an_event(minute=4, errorCode="AccessDenied"), True),
        (iam_event("UpdateUser", minute=4, identity=ADMIN), True),
        (iam_event("DeleteUser", minute=4, identity=ADMIN), True),
        # An earlier search that found no user.
        (iam_event("GetUser", minute=4, identity=ADMIN, errorCode="NoSuchEntityException"), False),
        (an_event(minute=4, identity=role_identity(PHANTOM)), False),
        (iam_event("DeleteUser", "alice", minute=4, identity=ADMIN), False),
        # In the same second as the user, in any order within the second.
        (iam_event("CreateServiceSpecificCredential", minute=5, identity=ADMIN), False),
        (an_event(minute=6), False),
    ],
)
def test_a_user_that_is_created_under_a_name_in_use_is_another(earlier: Event, *, is_recreated: bool) -> None:
    found = remarks(events=(earlier, CREATED))
    assert [remark[:23] for remark in found] == (["2026-11-20 08:05:00 UTC"] if is_recreated else [])


def test_a_user_that_could_not_be_created_is_no_other() -> None:
    failed = iam_event("CreateUser", minute=5, identity=ADMIN, errorCode="EntityAlreadyExistsException")
    assert remarks(events=(an_event(minute=4), failed)) == []


def test_an_access_key_has_no_name_to_share() -> None:
    assert remarks(parse_target(USER_KEY_ID, START), (an_event(minute=4), CREATED), (PHANTOM,)) == []
