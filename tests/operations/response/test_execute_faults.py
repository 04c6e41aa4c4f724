"""The fault matrix: every call of every plan fails in every way while reads lag, and the same stays true each time.

No user with a live credential is deleted; nothing half-done goes unreported; the journal tells what the
account says; and going on finishes the job, or taking back undoes it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from zlib import crc32

import pytest

from bks_tui.core.response.operation import Operation, Outcome, StepOutcome
from bks_tui.core.response.requests import Request
from tests.support.combinations import combinations
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    FAULTS,
    REVOKE,
    CrashError,
    ResponseHarness,
    leaked_account,
    orphaned_account,
    permissions_of,
    responder,
    state_of,
)
from tests.support.simulated import PHANTOM

pytestmark = pytest.mark.no_cover

STOPPING = (
    "iam:UpdateServiceSpecificCredential",
    "iam:PutUserPolicy",
    "iam:UpdateAccessKey",
    "iam:DeleteServiceSpecificCredential",
)
DELETING = (
    "iam:RemoveUserFromGroup",
    "iam:DetachUserPolicy",
    "iam:DeleteUserPolicy",
    "iam:DeleteServiceSpecificCredential",
    "iam:DeleteAccessKey",
    "iam:DeactivateMFADevice",
    "iam:DeleteVirtualMFADevice",
    "iam:DeleteSigningCertificate",
    "iam:DeleteSSHPublicKey",
    "iam:DeleteUser",
)


def attempt(ana: ResponseHarness, request: Request) -> Operation:
    """Carry a request out, crash or not; the operation as the journal tells it."""
    plan = ana.propose(request)
    # Whatever fails, reads are behind the writes at times; by another seed in each test, the same each time.
    ana.account.faults.lag(crc32(os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].encode()))
    try:
        reported: Operation | None = ana.carry_out(plan)
    except CrashError:
        reported = None
    (operation,) = ana.journal.operations()
    assert reported in (None, operation), "the person got another result than the journal"
    assert ana.journal.integrity_errors() == ()
    return operation


def agrees(ana: ResponseHarness, operation: Operation) -> bool:
    """Whether the journal is true: what it calls verified is so, and what it calls failed or skipped is not."""
    says = ana.says(operation)
    changes = [taken.step.change for taken in operation.steps]
    for number, taken in enumerate(operation.steps):
        change = taken.step.change
        results = [change.result, *(later.result for later in changes[number + 1 :] if later.about == change.about)]
        is_so = says.get(change.about) in results
        if taken.outcome is StepOutcome.VERIFIED and not is_so:
            return False
        if taken.outcome in (StepOutcome.FAILED, StepOutcome.SKIPPED) and says.get(change.about) == change.result:
            return False
    return True


@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, STOPPING[:3], every=3))
def test_a_containment_that_fails_can_be_resumed(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, leaked_account())
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, CONTAIN)
    assert agrees(ana, cut)
    ana.account.faults.allow()
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    user = ana.account.users[PHANTOM]
    assert {each.status for each in user.credentials} | {each.status for each in user.access_keys} == {"Inactive"}
    assert list(user.inline_policies) == ["bks-containment"]
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, STOPPING[:3], every=3))
def test_a_containment_that_fails_can_be_undone(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, leaked_account())
    before = state_of(ana.account)
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, CONTAIN)
    ana.account.faults.allow()
    ana.undo(cut)
    assert state_of(ana.account) == before
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, STOPPING, every=4))
def test_a_revocation_that_fails_is_reported_and_finished(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, leaked_account())
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, REVOKE)
    assert agrees(ana, cut)
    ana.account.faults.allow()
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    assert ana.account.users[PHANTOM].credentials == []
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(("fault", "operation"), combinations(FAULTS, DELETING, every=4))
def test_a_deletion_that_fails_leaves_the_user_whole_or_says_what_is_missing_and_is_finished(
    tmp_path: Path, fault: str, operation: str
) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    before = permissions_of(ana.account.users[PHANTOM])
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, CLEAN_UP)
    if cut.outcome is None:
        assert [each.operation_id for each in ana.journal.interrupted_operations()] == [cut.operation_id]
    elif cut.outcome is Outcome.DONE:
        assert state_of(ana.account) == {}
    else:
        assert permissions_of(ana.account.users[PHANTOM]) == before or "Not restored" in cut.reason
    assert ".." not in cut.reason
    ana.account.faults.allow()
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    assert state_of(ana.account) == {}
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(("fault", "operation"), combinations(["crash before", "crash after"], DELETING, every=2))
def test_a_deletion_that_was_interrupted_can_be_undone(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    before = permissions_of(ana.account.users[PHANTOM])
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, CLEAN_UP)
    ana.account.faults.allow()
    ana.undo(cut)
    assert permissions_of(ana.account.users[PHANTOM]) == before
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(
    ("fault", "operation"),
    combinations(FAULTS, ["iam:CreateUser", "iam:AttachUserPolicy", "iam:PutUserPolicy"], every=3),
)
def test_a_recreation_of_a_user_that_fails_is_finished(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    before = permissions_of(ana.account.users[PHANTOM])
    deleted = ana.do(CLEAN_UP)
    FAULTS[fault](ana.account, operation)
    with contextlib.suppress(CrashError):
        ana.undo(deleted)
    ana.account.faults.allow()
    cut = ana.journal.operations()[-1]
    if cut.outcome is not Outcome.DONE:
        ana.resume(cut)
    assert permissions_of(ana.account.users[PHANTOM]) == before
    assert ana.journal.interrupted_operations() == ()


@pytest.mark.parametrize(
    ("fault", "operation"),
    combinations(FAULTS, ["iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AddUserToGroup"], every=3),
)
def test_a_rollback_that_fails_is_reported_and_undone_later(tmp_path: Path, fault: str, operation: str) -> None:
    ana = responder(tmp_path, orphaned_account(full=True))
    before = permissions_of(ana.account.users[PHANTOM])
    ana.account.faults.deny("iam:DeleteAccessKey")
    FAULTS[fault](ana.account, operation)
    cut = attempt(ana, CLEAN_UP)
    ana.account.faults.allow()
    if permissions_of(ana.account.users[PHANTOM]) != before:
        assert cut.outcome is None or "Not restored" in cut.reason
        ana.undo(cut)
    assert permissions_of(ana.account.users[PHANTOM]) == before
