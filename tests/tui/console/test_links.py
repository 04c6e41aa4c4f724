"""Where the console shows a subject, and what is said of the account before it is opened. Pure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.account.account import Account
from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from bks_tui.core.account.member import MemberRole
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.evidence import Known
from bks_tui.core.prevention.coverage import OrganizationPolicy
from bks_tui.tui.console.links import event_link, link_of, partition_of, shown_link, target_link
from bks_tui.tui.main_screen.subjects import PaneSubject, PaneSubjectKind, Sight, subject_of
from bks_tui.tui.prevention.presenter import policy_link
from tests.support.events import an_event, user_identity
from tests.support.users import ACCOUNT_ID, NOW, an_account
from tests.tui.main_screen.test_subjects import ANA, BENS_ACCESS_KEY, USERS, key_of, signed_with

HERE = an_account()
OTHER = "444455556666"


def link(subject: PaneSubject, event: Event | None = None, account: Account | None = HERE) -> ConsoleLink | NoConsole:
    return link_of(subject, account, event)


def shows(found: ConsoleLink | NoConsole) -> tuple[str, str | None]:
    assert isinstance(found, ConsoleLink), found
    return found.shows, found.account_id


def test_a_user_is_shown_in_its_account() -> None:
    subject = PaneSubject("users", PaneSubjectKind.USER, ANA, finding=USERS[ANA])
    assert shows(link(subject)) == (f"user {ANA}", ACCOUNT_ID)


def test_a_key_of_another_account_is_shown_in_that_account() -> None:
    subject = PaneSubject("decoder", PaneSubjectKind.KEY, ANA, key=key_of(ANA, OTHER))
    assert shows(link(subject)) == (f"user {ANA}", OTHER)


def test_a_short_term_key_is_shown_by_the_events_of_its_signer() -> None:
    subject = PaneSubject("decoder", PaneSubjectKind.KEY, "", key=signed_with(BENS_ACCESS_KEY))
    assert shows(link(subject))[0] == f"events of {BENS_ACCESS_KEY}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana", "user ana"),
        ("AKIAEXAMPLE000000BBB", "events of AKIAEXAMPLE000000BBB"),
        (f"arn:aws:iam::{ACCOUNT_ID}:role/Deployer", "role Deployer"),
    ],
)
def test_the_target_of_a_timeline_has_a_page(text: str, expected: str) -> None:
    place = ConsolePlace("aws", ACCOUNT_ID)
    assert shows(target_link(parse_target(text, NOW), place, "eu-west-1"))[0] == expected


def test_an_event_is_shown_in_its_region_whoever_its_actor_is() -> None:
    event = an_event(identity=user_identity(ANA), awsRegion="eu-west-3")
    found = link(subject_of("event", Sight(HERE, USERS, lambda _: None, NOW, event=event)), event)  # type: ignore[arg-type, return-value]
    assert isinstance(found, ConsoleLink)
    assert "//eu-west-3.console" in found.url


def test_an_event_of_a_log_file_says_its_partition_itself() -> None:
    event = replace(an_event(), region="cn-north-1", account_id=OTHER)
    event = replace(event, actor=replace(event.actor, arn=None))
    found = event_link(event, None)
    assert isinstance(found, ConsoleLink)
    assert ("amazonaws.cn" in found.url, found.account_id) == (True, OTHER)


@pytest.mark.parametrize(
    ("arn", "region", "partition"),
    [
        ("arn:aws-us-gov:iam::1:user/a", "", "aws-us-gov"),
        (None, "eusc-de-east-1", "aws-eusc"),
        (None, "us-isob-east-1", "aws-iso"),
        (None, "", "aws"),
    ],
)
def test_the_partition_follows_from_what_log_files_show(arn: str | None, region: str, partition: str) -> None:
    assert partition_of(arn, region) == partition


@pytest.mark.parametrize(
    ("subject", "account", "reason"),
    [
        (PaneSubject("users", no_user="no user is selected"), HERE, "no user is selected"),
        (PaneSubject("calls", PaneSubjectKind.CALL, "iam:ListUsers"), HERE, "the console has no page about a call"),
        (PaneSubject("users"), None, "bks is not connected to AWS yet"),
    ],
)
def test_what_has_no_page_says_why(subject: PaneSubject, account: Account | None, reason: str) -> None:
    assert link(subject, account=account) == NoConsole(reason)


def test_a_policy_is_shown_if_the_organization_has_it() -> None:
    found = policy_link(OrganizationPolicy("p-1", "any", Known("{}"), Known(())), HERE)
    assert shows(found) == ("policy p-1", ACCOUNT_ID)
    assert policy_link(None, HERE) == NoConsole("the policy is not known to be in the organization")


def test_behind_a_role_it_is_said_which_account_to_sign_in_to() -> None:
    account = replace(HERE, role=MemberRole(ACCOUNT_ID, "Auditor"))
    found = link(PaneSubject("users", PaneSubjectKind.USER, ANA), account=account)
    assert isinstance(found, ConsoleLink)
    notes = " ".join(shown_link(found, account).notes)
    assert f"in account {ACCOUNT_ID}" in notes
    assert "through the role Auditor" in notes


def test_a_link_into_another_account_says_so() -> None:
    found = link(PaneSubject("decoder", PaneSubjectKind.KEY, ANA, key=key_of(ANA, OTHER)))
    assert isinstance(found, ConsoleLink)
    notes = " ".join(shown_link(found, HERE).notes)
    assert f"in account {OTHER}" in notes
    assert f"bks is signed in to account {ACCOUNT_ID}, which is another one." in notes
