"""The demo account is worth exploring: every status, every hold, and the traps that people fall into."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bks_tui.core.evidence import Known, known_items
from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status, assess
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.services import LONG_TERM_SERVICES
from bks_tui.demo.state.objects import StoredUser
from bks_tui.demo.story.account import ACCOUNT_ID, demo_account
from tests.support.per_user import read_user
from tests.support.simulated import NOW, iam


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    account = demo_account(NOW)
    client = iam(account)
    users = [read_user(client, name) for name in account.users]
    return tuple(Finding(user, assess(user, NOW)) for user in users)


@pytest.fixture(scope="module")
def phantoms(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.user.is_phantom)


def by_name(findings: tuple[Finding, ...], name: str) -> Finding:
    return next(finding for finding in findings if finding.user.name == name)


def test_it_has_some_forty_phantoms(phantoms: tuple[Finding, ...]) -> None:
    assert 40 <= len(phantoms) <= 50


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.NO_LIVE_KEY}, key=str), ids=lambda status: status.value)
def test_several_phantoms_are_in_every_status(phantoms: tuple[Finding, ...], status: Status) -> None:
    assert sum(finding.assessment.status is status for finding in phantoms) >= 3


def test_some_orphans_can_be_cleaned_up_without_a_thought(phantoms: tuple[Finding, ...]) -> None:
    orphans = [finding for finding in phantoms if finding.assessment.status is Status.ORPHANED]
    assert sum(not finding.assessment.holds for finding in orphans) >= 5


# Three cannot be: a phantom is not an ordinary user, the bulk read leaves nothing of it unread, and with a
# password it is AT RISK.
@pytest.mark.parametrize(
    "kind",
    sorted(set(HoldKind) - {HoldKind.ORDINARY_USER, HoldKind.UNREAD, HoldKind.CONSOLE}, key=str),
    ids=lambda kind: kind.value,
)
def test_an_orphan_is_held_by_this_alone(phantoms: tuple[Finding, ...], kind: HoldKind) -> None:
    orphans = [finding for finding in phantoms if finding.assessment.status is Status.ORPHANED]
    assert any({hold.kind for hold in finding.assessment.holds} == {kind} for finding in orphans)


def test_ordinary_users_hold_keys_of_every_service(findings: tuple[Finding, ...]) -> None:
    ordinary = [finding.user for finding in findings if finding.user.kind is UserKind.ORDINARY]
    assert {key.service for user in ordinary for key in user.api_keys} == set(LONG_TERM_SERVICES)


def test_some_thirty_ordinary_users_have_no_api_key(findings: tuple[Finding, ...]) -> None:
    assert sum(not finding.user.is_phantom and not finding.user.api_keys for finding in findings) >= 30


def test_an_ordinary_user_has_no_live_key(findings: tuple[Finding, ...]) -> None:
    assert by_name(findings, "alice+bot").assessment.status is Status.NO_LIVE_KEY


def test_a_renamed_phantom_is_recognised_by_its_alias(findings: tuple[Finding, ...]) -> None:
    user = by_name(findings, "backup-operator").user
    assert (user.kind, user.original_name) == (UserKind.RENAMED_PHANTOM, "BedrockAPIKey-d5wy")


def test_the_first_key_of_a_recreated_user_is_marked(findings: tuple[Finding, ...]) -> None:
    keys = by_name(findings, "BedrockAPIKey-d5wy").user.api_keys
    assert [key.alias for key in keys] == [f"BedrockAPIKey-d5wy+1-at-{ACCOUNT_ID}"]


def test_the_leaked_user_is_quarantined_and_in_use_from_several_regions(findings: tuple[Finding, ...]) -> None:
    finding = by_name(findings, "BedrockAPIKey-q7zf")
    assert {hold.kind for hold in finding.assessment.holds} == {HoldKind.QUARANTINE}
    uses = [key.last_used for key in known_items(finding.user.access_keys)]
    assert {use.value.region for use in uses if isinstance(use, Known) and use.value} == {
        "ap-southeast-3",
        "eu-north-1",
    }


def test_an_attacker_left_an_access_key_where_no_api_key_is_left(findings: tuple[Finding, ...]) -> None:
    finding = by_name(findings, "BedrockAPIKey-m2vd")
    assert (finding.user.api_keys, finding.assessment.status) == ((), Status.AT_RISK)


def test_a_password_that_could_not_be_read_does_not_make_a_live_key_less_live(findings: tuple[Finding, ...]) -> None:
    assessment = by_name(findings, "BedrockAPIKey-b3qi").assessment
    assert assessment.status is Status.ACTIVE
    assert any("password could not be read" in reason for reason in assessment.notes)


def dates_on(user: StoredUser) -> list[datetime]:
    """When the user's credentials were made."""
    return [credential.created for credential in user.credentials] + [key.created for key in user.access_keys]


def test_nothing_was_made_in_the_future() -> None:
    users = demo_account(NOW).users.values()
    assert max(date for user in users for date in (user.created, *dates_on(user))) < NOW


def test_nothing_is_older_than_its_user() -> None:
    users = demo_account(NOW).users.values()
    assert [user.name for user in users if min(dates_on(user), default=NOW) < user.created] == []


def test_it_is_the_same_story_at_every_moment() -> None:
    later = NOW + timedelta(days=400)
    assert list(demo_account(NOW).users) == list(demo_account(later).users)
