"""A finished scan: counted, parted and sorted."""

from __future__ import annotations

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import by_urgency
from tests.support.users import access_key, finding, scan_result, user

EXPOSED = user("BedrockAPIKey-aaaa", access_keys=(access_key(),))
LIVE = user("BedrockAPIKey-bbbb")
IDLE = user("BedrockAPIKey-cccc", service_credentials=())
ORDINARY = user("alice")


def test_phantoms_and_ordinary_users_are_distinguished() -> None:
    result = scan_result(LIVE, ORDINARY)
    assert [each.user for each in result.phantoms] == [LIVE]
    assert [each.user for each in result.others] == [ORDINARY]


def test_only_phantom_users_are_counted() -> None:
    assert scan_result(LIVE, ORDINARY).count(Status.ACTIVE) == 1


def test_a_scan_without_warnings_is_complete() -> None:
    assert scan_result().complete


def test_a_scan_with_a_warning_is_incomplete() -> None:
    assert not scan_result(warnings=("iam:ListUsers denied",)).complete


def test_the_most_urgent_come_first() -> None:
    findings = sorted((finding(each) for each in (IDLE, LIVE, EXPOSED)), key=by_urgency)
    assert [each.user for each in findings] == [EXPOSED, LIVE, IDLE]


def test_equally_urgent_users_are_sorted_by_name() -> None:
    later, earlier = finding(user("BedrockAPIKey-zzzz")), finding(user("BedrockAPIKey-aaaa"))
    assert sorted((later, earlier), key=by_urgency) == [earlier, later]
