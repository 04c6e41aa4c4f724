"""The journal is untrusted input: an edited one undoes and resumes nothing, whether its chain verifies or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.errors import BksError, UsageError
from bks_tui.core.response.operation import Operation, Outcome
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import Request, UndoRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.response.verified_journal import verified_operations
from tests.support.responding import (
    CLEAN_UP,
    CONTAIN,
    ResponseHarness,
    leaked_account,
    orphaned_account,
    responder,
    state_of,
    writes,
)
from tests.support.simulated import PHANTOM
from tests.support.tampered import Records, tamper
from tests.support.users import an_account

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'

ATTACH = {
    "operation": "iam:AttachUserPolicy",
    "parameters": {"UserName": PHANTOM, "PolicyArn": ADMINISTRATOR},
    "about": f"attached policy {ADMINISTRATOR}",
    "requires": [None],
    "result": "attached",
}


def steps_of(records: Records) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = records[0]["plan"]["steps"]
    return steps


def step_on(records: Records, about: str) -> dict[str, Any]:
    return next(step for step in steps_of(records) if step["change"]["about"].startswith(about))


def undo_on(records: Records, about: str) -> dict[str, Any]:
    undo: dict[str, Any] = step_on(records, about)["undo"][0]
    return undo


def attach_administrator(records: Records) -> None:
    steps_of(records)[0]["undo"] = [ATTACH]


def attach_administrator_by_a_step(records: Records) -> None:
    change = {**ATTACH, "operation": "iam:DetachUserPolicy", "requires": ["attached"], "result": None}
    steps_of(records)[0] |= {"change": change, "undo": [ATTACH]}


def activate_another_access_key(records: Records) -> None:
    undo_on(records, "access key")["parameters"]["AccessKeyId"] = "AKIAEXAMPLE999999999"


def activate_an_access_key_that_was_not_deactivated(records: Records) -> None:
    step_on(records, "API key")["undo"] = [undo_on(records, "access key")]


def create_an_access_key(records: Records) -> None:
    undo_on(records, "access key").update(operation="iam:CreateAccessKey", parameters={"UserName": PHANTOM})


def put_another_document(records: Records) -> None:
    undo = undo_on(records, "inline policy")
    undo["operation"] = "iam:PutUserPolicy"
    undo["parameters"]["PolicyDocument"] = ALLOW
    undo["result"] = json.dumps(json.loads(ALLOW), separators=(",", ":"), sort_keys=True)


def put_another_policy(records: Records) -> None:
    step = step_on(records, "inline policy")
    for change in (step["change"], *step["undo"]):
        change["parameters"]["PolicyName"] = "admin"
        change["about"] = "inline policy admin"


def change_another_user(records: Records) -> None:
    undo_on(records, "access key")["parameters"]["UserName"] = "admin"


def change_another_user_everywhere_in_a_step(records: Records) -> None:
    step = step_on(records, "access key")
    for change in (step["change"], *step["undo"]):
        change["parameters"]["UserName"] = "admin"


def add_a_parameter(records: Records) -> None:
    undo_on(records, "access key")["parameters"]["Extra"] = "x"


def change_the_subject(records: Records) -> None:
    records[0]["plan"]["subject"]["name"] = "admin"


def change_the_arn(records: Records) -> None:
    records[0]["plan"]["subject"]["arn"] = f"arn:aws:iam::444455556666:user/{PHANTOM}"


def change_the_account(records: Records) -> None:
    records[0]["plan"]["account"]["account_id"] = "444455556666"


def change_the_request(records: Records) -> None:
    records[0]["plan"]["request"]["user_name"] = "admin"


def ask_for_a_deletion(records: Records) -> None:
    records[0]["plan"]["request"] = {
        "kind": "clean up",
        "user_name": PHANTOM,
        "minimum_age_hours": 0.0,
        "include_held": [],
    }


def change_what_was_before(records: Records) -> None:
    step_on(records, "access key")["change"]["requires"] = ["Inactive"]


OF_A_CONTAINMENT = (
    attach_administrator,
    attach_administrator_by_a_step,
    activate_another_access_key,
    activate_an_access_key_that_was_not_deactivated,
    create_an_access_key,
    put_another_document,
    put_another_policy,
    change_another_user,
    change_another_user_everywhere_in_a_step,
    add_a_parameter,
    change_the_subject,
    change_the_arn,
    change_the_account,
    change_the_request,
    ask_for_a_deletion,
    change_what_was_before,
)


def attach_another_policy(records: Records) -> None:
    undo = undo_on(records, "attached policy")
    undo["parameters"]["PolicyArn"], undo["about"] = ADMINISTRATOR, f"attached policy {ADMINISTRATOR}"


def attach_another_policy_under_the_same_label(records: Records) -> None:
    undo_on(records, "attached policy")["parameters"]["PolicyArn"] = ADMINISTRATOR


def join_another_group(records: Records) -> None:
    undo_on(records, "group")["parameters"]["GroupName"] = "admins"


def restore_another_document(records: Records) -> None:
    undo_on(records, "inline policy extra")["parameters"]["PolicyDocument"] = ALLOW


def create_without_the_boundary(records: Records) -> None:
    del undo_on(records, "user ")["parameters"]["PermissionsBoundary"]


def create_with_another_tag(records: Records) -> None:
    undo_on(records, "user ")["parameters"]["Tags"][0]["Value"] = "admin"


OF_A_DELETION = (
    attach_another_policy,
    attach_another_policy_under_the_same_label,
    join_another_group,
    restore_another_document,
    create_without_the_boundary,
    create_with_another_tag,
)


def done(directory: Path, account: SimulatedAccount, request: Request) -> tuple[ResponseHarness, Operation]:
    ana = responder(directory, account)
    operation = ana.do(request)
    account.calls.clear()
    return ana, operation


def refused(ana: ResponseHarness, ask: Callable[[], object]) -> BksError:
    """What is said instead of doing it; nothing is written to AWS."""
    with pytest.raises(UsageError) as reported:
        ask()
    assert writes(ana.account) == []
    return reported.value


@pytest.mark.parametrize("edit", OF_A_CONTAINMENT, ids=lambda edit: edit.__name__)
def test_no_edited_containment_is_undone_even_with_a_valid_chain(
    tmp_path: Path, edit: Callable[[Records], object]
) -> None:
    ana, operation = done(tmp_path, leaked_account(), CONTAIN)
    tamper(ana.journal, edit)
    (edited,) = ana.journal.operations()
    refused(ana, lambda: ana.propose_undo(edited))
    refused(ana, lambda: ana.propose(UndoRequest(PHANTOM, (operation.operation_id,))))


@pytest.mark.parametrize("edit", OF_A_DELETION, ids=lambda edit: edit.__name__)
def test_no_edited_deletion_is_undone_even_with_a_valid_chain(
    tmp_path: Path, edit: Callable[[Records], object]
) -> None:
    ana, operation = done(tmp_path, orphaned_account(full=True), CLEAN_UP)
    tamper(ana.journal, edit)
    (edited,) = ana.journal.operations()
    reported = refused(ana, lambda: ana.propose_undo(edited))
    assert f"operation {operation.operation_id} in the journal was not written by bks in this form" in str(reported)
    assert "by hand" in reported.remedy


@pytest.mark.parametrize("edit", [change_the_request, ask_for_a_deletion, change_the_account])
def test_no_edited_operation_is_resumed(tmp_path: Path, edit: Callable[[Records], object]) -> None:
    ana, _ = done(tmp_path, leaked_account(), CONTAIN)
    tamper(ana.journal, lambda records: (edit(records), records.pop()))
    (edited,) = ana.journal.operations()
    refused(ana, lambda: ana.propose_resume(edited))


def test_a_user_of_the_same_name_is_not_the_one_that_is_resumed(tmp_path: Path) -> None:
    account = leaked_account()
    ana, _ = done(tmp_path, account, CONTAIN)
    tamper(ana.journal, lambda records: records.pop())
    account.users.pop(PHANTOM)
    account.add_user(PHANTOM)
    account.add_api_key(PHANTOM)
    (interrupted,) = ana.journal.interrupted_operations()
    ended = ana.propose_resume(interrupted)
    assert isinstance(ended, Operation)
    assert (ended.outcome, "now belongs to another user" in ended.reason) == (Outcome.STOPPED, True)
    assert writes(account) == []


@pytest.mark.parametrize("ask", ["undo", "resume", "release"])
def test_a_journal_that_fails_verification_is_refused_with_the_way_by_hand(tmp_path: Path, ask: str) -> None:
    ana, operation = done(tmp_path, leaked_account(), CONTAIN)
    path = ana.journal.path
    path.write_bytes(path.read_bytes().replace(b'"who"', b'"WHO"', 1))
    asks: dict[str, Callable[[], object]] = {
        "undo": lambda: ana.propose_undo(operation),
        "resume": lambda: ana.propose_resume(
            ana.journal.operations()[0].__class__(**{**_fields(operation), "outcome": None})
        ),
        "release": lambda: verified_operations(ana.journal, an_account(), PHANTOM),
    }
    reported = refused(ana, asks[ask])
    assert "fails verification: line 2 does not match" in str(reported)
    assert f"aws iam list-access-keys --user-name {PHANTOM}" in reported.remedy


def _fields(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in Operation.__slots__}


def test_a_line_that_broke_off_prevents_no_undo(tmp_path: Path) -> None:
    account = leaked_account()
    before = state_of(account)
    ana, operation = done(tmp_path, account, CONTAIN)
    with ana.journal.path.open("ab") as file:
        file.write(b'{"event": "beg')
    ana.undo(operation)
    assert state_of(account) == before


def test_what_an_undo_is_called_comes_from_its_call_and_not_from_the_journal(tmp_path: Path) -> None:
    ana, operation = done(tmp_path, leaked_account(), CONTAIN)
    shown = ana.propose_undo(operation)

    def retitle(records: Records) -> None:
        for step in steps_of(records):
            step |= {"title": "Nothing special", "why": "no reason", "breaks": "nothing"}

    tamper(ana.journal, retitle)
    (edited,) = ana.journal.operations()
    plan = ana.propose_undo(edited)
    assert isinstance(plan, Plan)
    assert isinstance(shown, Plan)
    assert plan.steps == shown.steps
    assert plan.steps[0].title.startswith("Set access key AKIA")
