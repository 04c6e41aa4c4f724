"""A supplementary call never removes a fact: what a list returned exists until a list no longer returns it.

Whatever goes wrong with a call about one user, nothing that was known without it disappears, no user is left
out, and no status becomes more harmless.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import BksError
from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.iam.user import User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.services import phantom_service
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import ALL_USERS
from bks_tui.operations.timeline.timeline import timeline
from bks_tui.storage.journal import Journal
from tests.support.combinations import combinations
from tests.support.responding import CLEAN_UP, REVOKE, ResponseHarness, leaked_account, orphaned_account
from tests.support.scans import NOW, SHORT_PATIENCE, finding, result, session_to, varied_account
from tests.support.simulated import PHANTOM

SORTS_WITH_ORPHANS = ("BedrockAPIKey-ssh", "BedrockAPIKey-cert", "BedrockAPIKey-fido")
# One user each that a call is about; ListUsers and its like are lists, which these are not.
SUPPLEMENTARY = (
    "GetAccessKeyLastUsed",
    "GetLoginProfile",
    "GetUser",
    "GetUserPolicy",
    "ListAccessKeys",
    "ListAttachedUserPolicies",
    "ListGroupsForUser",
    "ListMFADevices",
    "ListServiceSpecificCredentials",
    "ListSSHPublicKeys",
    "ListSigningCertificates",
    "ListUserPolicies",
)
Mangle: TypeAlias = Callable[[dict[str, Any]], None]


def refuse(code: str, message: str) -> Mangle:
    """An answer that is this error, where it is about one user."""

    def mangle(answer: dict[str, Any]) -> None:
        answer.clear()
        answer["Error"] = {"Code": code, "Message": message}
        answer["ResponseMetadata"] = {"HTTPStatusCode": 404}

    return mangle


def empty(answer: dict[str, Any]) -> None:
    """An answer without anything in it."""
    answer.clear()


ANSWERS: dict[str, Mangle] = {
    "no such user": refuse("NoSuchEntity", "The user with name X cannot be found."),
    "no such entity": refuse("NoSuchEntity", "It cannot be found."),
    "denied": refuse("AccessDenied", "no"),
    "throttled": refuse("Throttling", "Rate exceeded"),
    "malformed": empty,
}
# How IAM says that a user has no password, in whatever words: that is an answer, and no failure.
NO_PASSWORD = ("GetLoginProfile", "no such entity")


def account_of_every_sort(*, without_lists: bool) -> SimulatedAccount:
    account = varied_account()
    for name in SORTS_WITH_ORPHANS:
        account.add_user(name)
    account.add_ssh_public_key(SORTS_WITH_ORPHANS[0])
    account.add_signing_certificate(SORTS_WITH_ORPHANS[1])
    account.add_mfa_device(SORTS_WITH_ORPHANS[2], virtual=False)
    if without_lists:
        account.faults.deny("iam:GetAccountAuthorizationDetails")
        account.faults.deny("iam:ListServiceSpecificCredentials", ALL_USERS)
        account.faults.deny("iam:ListVirtualMFADevices")
    return account


@functools.cache
def unmangled(*, without_lists: bool) -> ScanResult:
    """What a scan finds where every call is answered as it should be."""
    return result(account_of_every_sort(without_lists=without_lists))


def known_facts(user: User) -> Iterator[tuple[str, object]]:
    """What is known to exist on a user, by what it is; without what is only known of it."""
    for key in known_items(user.service_credentials):
        yield "credential", key.credential_id
    for access_key in known_items(user.access_keys):
        yield "access key", access_key.access_key_id
    for policy in known_items(user.inline_policies):
        yield "inline policy", policy.name
    for attached in known_items(user.attached_policies):
        yield "attached policy", attached.arn
    for public_key in (
        *known_items(user.ssh_public_keys or Known(())),
        *known_items(user.signing_certificates or Known(())),
    ):
        yield "public key", public_key.key_id
    for serial_number in user.mfa_devices.value.serial_numbers if isinstance(user.mfa_devices, Known) else ():
        yield "MFA device", serial_number


@dataclass
class Hindered(ResponseHarness):
    """A person to whom some calls are answered otherwise than they should be."""

    mangled: Mapping[str, Mangle] = field(default_factory=dict)

    def session(self) -> AwsSession:
        return session_to(self.account, self.mangled)


def is_excused(user: User, kind: str) -> bool:
    """Whether the whole list of these could not be read, and the user says so."""
    facts: dict[str, tuple[object, ...]] = {
        "credential": (user.service_credentials,),
        "access key": (user.access_keys,),
        "inline policy": (user.inline_policies,),
        "attached policy": (user.attached_policies,),
        "public key": (user.ssh_public_keys, user.signing_certificates),
        "MFA device": (user.mfa_devices,),
    }
    return any(isinstance(fact, Unread) for fact in facts[kind])


def mangled(operation: str, mangle: Mangle) -> dict[str, Mangle]:
    def about_one_user(answer: dict[str, Any]) -> None:
        # The list of all users names the owner of each: that one is a list.
        owners = {each.get("UserName") for each in answer.get("ServiceSpecificCredentials", ())}
        if operation != "ListServiceSpecificCredentials" or len(owners) <= 1:
            mangle(answer)

    return {operation: about_one_user}


def is_no_more_harmless(before: Finding, after: Finding) -> bool:
    """Whether a status stands, is more urgent, or is UNKNOWN."""
    statuses = (before.assessment.status, after.assessment.status)
    return statuses[1] in (statuses[0], Status.UNKNOWN) or statuses[1].urgency < statuses[0].urgency


@pytest.mark.parametrize("without_lists", [False, True], ids=["lists", "no lists"])
@pytest.mark.parametrize(("operation", "how"), combinations(SUPPLEMENTARY, ANSWERS, every=5))
def test_whatever_a_supplementary_call_answers_nothing_of_a_scan_becomes_more_harmless(
    operation: str, how: str, without_lists: bool
) -> None:
    if (operation, how) == NO_PASSWORD:
        return
    whole = unmangled(without_lists=without_lists)
    poor = result(account_of_every_sort(without_lists=without_lists), mangled=mangled(operation, ANSWERS[how]))
    assert missing(whole, poor) == []
    for before in whole.phantoms:
        after = next((each for each in poor.findings if each.user.name == before.user.name), None)
        if after:
            assert is_no_more_harmless(before, after), (before.user.name, after.assessment)
            gone = set(known_facts(before.user)) - set(known_facts(after.user))
            assert [each for each in gone if not is_excused(after.user, each[0])] == []


def missing(whole: ScanResult, poor: ScanResult) -> list[str]:
    """Users that are not in a result, though nothing in it says that some may be missing."""
    names = {each.user.name for each in poor.findings}
    is_reported = any("may be missing" in warning for warning in poor.warnings)
    return [
        each.user.name
        for each in whole.findings
        if each.user.name not in names and not (is_reported and phantom_service(each.user.name) is None)
    ]


@pytest.mark.parametrize("operation", [each for each in SUPPLEMENTARY if each != "GetAccessKeyLastUsed"])
def test_a_plan_keeps_a_user_of_whom_one_call_says_that_it_is_not_there(operation: str, tmp_path: Path) -> None:
    ana = Hindered(orphaned_account(full=True), Journal(tmp_path))
    ana.mangled = mangled(operation, ANSWERS["no such user"])
    with pytest.raises(BksError) as refused:
        ana.propose(CLEAN_UP)
    assert "is not deleted" in str(refused.value)


def test_an_access_key_whose_use_is_of_nobody_is_deactivated_with_the_others(tmp_path: Path) -> None:
    ana = Hindered(leaked_account(), Journal(tmp_path))
    ana.mangled = {"GetAccessKeyLastUsed": ANSWERS["no such entity"]}
    ana.do(REVOKE)
    assert [key.status for key in ana.account.users[PHANTOM].access_keys] == ["Inactive"]


def test_a_user_that_two_calls_do_not_find_is_gone() -> None:
    account = varied_account()
    account.faults.after("iam:GetAccountAuthorizationDetails", lambda: account.delete_user("BedrockAPIKey-keyd"))
    scanned = result(account)
    assert "BedrockAPIKey-keyd" not in {each.user.name for each in scanned.findings}
    assert scanned.complete


def test_the_password_of_a_user_that_is_not_found_is_unread_and_not_absent() -> None:
    found = finding(
        result(varied_account(), mangled={"GetLoginProfile": ANSWERS["no such user"]}), "BedrockAPIKey-none"
    )
    assert found.assessment.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("ListSSHPublicKeys", "SSH public keys"),
        ("ListSigningCertificates", "signing certificates"),
        ("ListMFADevices", "MFA devices"),
    ],
)
@pytest.mark.parametrize("how", ANSWERS)
def test_a_sign_in_that_could_not_be_read_holds_an_orphan(operation: str, kind: str, how: str) -> None:
    found = finding(result(varied_account(), mangled={operation: ANSWERS[how]}), "BedrockAPIKey-none")
    assert [hold.kind for hold in found.assessment.holds] == [HoldKind.UNREAD]
    assert found.assessment.holds[0].reason.startswith(f"{kind} could not be read: iam:{operation}")


@pytest.mark.parametrize("operation", ["ListAccessKeys", "ListServiceSpecificCredentials"])
def test_a_timeline_does_not_take_one_not_found_for_a_user_that_is_gone(operation: str) -> None:
    *_, whole = timeline(
        session_to(leaked_account(), {operation: ANSWERS["no such user"]}),
        parse_target(PHANTOM, NOW),
        TimelineOptions(),
        threading.Event(),
        lambda: NOW,
        SHORT_PATIENCE,
    )
    assert isinstance(whole, Timeline)
    assert f"iam:{operation}" in {gap.source for gap in whole.gaps}
