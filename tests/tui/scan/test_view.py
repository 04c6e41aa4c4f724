"""Which users the list shows, and in which order."""

from __future__ import annotations

from datetime import datetime

import pytest

from bks_tui.core.iam.user import LastUse, User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, by_urgency
from bks_tui.core.scan.user_facts import facts_of
from bks_tui.tui.kit.sorting import SortOrder
from bks_tui.tui.scan.view import USER_ORDERS, UserView, created, last_used
from tests.support.users import NOW, access_key, api_key, days_ago, denied, finding, user, user_record


def aged(name: str, days: float) -> Finding:
    return finding(user(name, record=user_record(name, created=days_ago(days))))


def used(name: str, days: float) -> Finding:
    use = LastUse(days_ago(days), "us-east-1", "s3")
    return finding(user(name, access_keys=(access_key(status="Inactive", last_used=use),)))


AT_RISK = finding(user("BedrockAPIKey-risk", access_keys=(access_key("AKIARISK"),)))
ACTIVE = finding(user("BedrockAPIKey-acti", service_credentials=(api_key("ACCAACTIVE"),)))
ORPHANED = finding(user("BedrockAPIKey-orph", service_credentials=()))
ORDINARY = finding(user("Ordinary", service_credentials=(api_key("ACCAORD", made_for="Ordinary"),)))
ALL = sorted([ORPHANED, ORDINARY, ACTIVE, AT_RISK], key=by_urgency)


def names(findings: list[Finding]) -> list[str]:
    return [one.user.name for one in findings]


def shown(view: UserView, findings: list[Finding] = ALL) -> list[str]:
    return names(view.apply(findings, lambda one: facts_of(one, NOW), NOW).rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [AT_RISK, ACTIVE, ORDINARY, ORPHANED]),
        ("acti", [ACTIVE, ORDINARY]),
        ("bedrockapikey", [AT_RISK, ACTIVE, ORPHANED]),
        ("ORDI", [ORDINARY]),
        ("accaactive", [ACTIVE]),
        ("akiarisk", [AT_RISK]),
        ("orphaned", [ORPHANED]),
        ("phantom", [AT_RISK, ACTIVE, ORPHANED]),
        ("key:active -kind:phantom", [ORDINARY]),
        ("nobody", []),
    ],
)
def test_users_are_found_by_name_id_kind_and_status(text: str, expected: list[Finding]) -> None:
    assert shown(UserView(text)) == names(expected)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, [AT_RISK, ACTIVE, ORDINARY, ORPHANED]),
        (Status.AT_RISK, [AT_RISK]),
        (Status.ACTIVE, [ACTIVE, ORDINARY]),
        (Status.UNKNOWN, []),
    ],
)
def test_users_of_one_status(status: Status | None, expected: list[Finding]) -> None:
    assert shown(UserView(status=status)) == names(expected)


def test_text_and_status_both_have_to_fit() -> None:
    assert shown(UserView("ord", Status.ACTIVE)) == ["Ordinary"]


@pytest.mark.parametrize(
    ("sort", "findings", "expected"),
    [
        ("name", [aged("b", 1), aged("C", 1), aged("a", 1)], ["a", "b", "C"]),
        ("age", [aged("young", 1), aged("old", 9), aged("middle", 5)], ["old", "middle", "young"]),
        ("last used", [aged("never", 1), used("long ago", 9), used("now", 1)], ["now", "long ago", "never"]),
    ],
)
def test_the_orders(sort: str, findings: list[Finding], expected: list[str]) -> None:
    assert shown(UserView().sorted_by(sort), findings) == expected
    # The column again inverts.
    assert shown(UserView().sorted_by(sort).sorted_by(sort), findings) == expected[::-1]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("by", "unread"),
    [
        ("age", user("unread", record=denied("iam:GetUser"))),
        ("last used", user("unread", access_keys=denied("iam:ListAccessKeys"))),
        ("access keys", user("unread", access_keys=denied("iam:ListAccessKeys"))),
        ("API keys", user("unread", service_credentials=denied("iam:ListServiceSpecificCredentials"))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_not_be_read_comes_last_in_both_directions(by: str, unread: User, *, descending: bool) -> None:
    view = UserView(sort=SortOrder(by, descending))
    assert shown(view, [finding(unread), aged("old", 900)]) == ["old", "unread"]


def test_ties_keep_the_order_by_urgency() -> None:
    assert shown(UserView(sort=SortOrder("last used"))) == names([AT_RISK, ACTIVE, ORDINARY, ORPHANED])


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (UserView(), "by urgency"),
        (UserView("abc"), "'abc' · by urgency"),
        (UserView("abc", Status.AT_RISK, SortOrder("name")), "'abc' · AT RISK · by name"),
    ],
)
def test_a_view_describes_itself(view: UserView, words: str) -> None:
    assert view.describe() == words


def test_the_statuses_take_turns_and_then_all_come() -> None:
    view, seen = UserView("kept"), []
    for _ in range(len(Status) + 1):
        view = view.next_status()
        seen.append(view.status)
    assert seen == [*Status, None]
    assert view.text == "kept"


def test_the_orders_take_turns() -> None:
    view, seen = UserView(), []
    for _ in USER_ORDERS.usual:
        view = view.next_sort()
        seen.append(view.sort.by)
    assert seen == ["name", "age", "last used", "urgency"]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (finding(user(record=denied("iam:GetUser"))), None),
        (aged("a", 3), days_ago(3)),
    ],
)
def test_when_a_user_was_created(one: Finding, expected: datetime | None) -> None:
    assert created(one.user) == expected


def test_the_last_use_is_the_latest_of_all_keys_that_tell() -> None:
    keys = (
        access_key("AKIA1", last_used=LastUse(days_ago(9), "us-east-1", "s3")),
        access_key("AKIA2", last_used=LastUse(days_ago(2), "us-east-1", "s3")),
        access_key("AKIA3"),
        access_key("AKIA4", last_used=denied("iam:GetAccessKeyLastUsed")),
    )
    assert last_used(user(access_keys=keys)) == days_ago(2)
    assert last_used(user(access_keys=denied("iam:ListAccessKeys"))) is None
