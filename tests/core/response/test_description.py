"""A plan and its outcome in words say everything that a person has to decide on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.account.member import MemberRole
from bks_tui.core.document import KeyValue, Value
from bks_tui.core.response.changes import change_command
from bks_tui.core.response.description import operation_rows, outcome_sentence, plan_section
from bks_tui.core.response.iam_changes import (
    create_user,
    deactivate_mfa_device,
    delete_ssh_public_key,
    delete_virtual_mfa_device,
)
from bks_tui.core.response.operation import Outcome, RollBackStep, StepOutcome
from tests.support.documents import rows_of
from tests.support.plans import a_cleanup, a_revocation, an_operation, orphan
from tests.support.users import an_account, denied, user

ACCOUNT = an_account()
REVOKE = a_revocation(user(access_keys=denied("iam:ListAccessKeys")))


def texts(label: str, rows: list[KeyValue]) -> list[Value]:
    return [row.value for row in rows if row.label == label]


def test_a_plan_names_the_role_and_the_profile_of_its_commands() -> None:
    account = replace(ACCOUNT, role=MemberRole(ACCOUNT.account_id, "Audit"))
    rows = rows_of(plan_section(replace(REVOKE, account=account)).blocks)
    (role,) = texts("role", rows)
    assert str(role).startswith("arn:aws:iam::111122223333:role/Audit; ")
    assert all(str(text).endswith("--profile 111122223333-Audit") for text in texts("call", rows))


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("account", "111122223333 (example-corp)"),
        ("caller", "arn:aws:iam::111122223333:user/responder"),
        ("user", "arn:aws:iam::111122223333:user/BedrockAPIKey-x7f2"),
        ("1", "Deactivate API key ACCAEXAMPLE000000001"),
        ("call", "aws iam update-service-specific-credential --user-name BedrockAPIKey-x7f2"),
        ("impact", "All callers using this key"),
        ("reversible", "no"),
        ("reversible", "yes"),
        ("remaining", "active sessions"),
        ("gap", "its access keys could not be read"),
        ("precondition", "the user is unchanged"),
    ],
)
def test_a_plan_tells(label: str, part: str) -> None:
    assert any(part in str(text) for text in texts(label, rows_of(plan_section(REVOKE).blocks)))


def test_the_demo_account_is_reported_as_one() -> None:
    demo = replace(REVOKE, account=an_account(demo=True))
    assert texts("account", rows_of(plan_section(demo).blocks)) == ["DEMO 111122223333 (example-corp)"]


def test_what_a_person_decided_about_is_reported() -> None:
    plan = a_cleanup(orphan(groups=("g",)), include_held=("group",))
    assert texts("overridden", rows_of(plan_section(plan).blocks)) == ["member of the group g"]


@pytest.mark.parametrize("outcome", [*Outcome, None])
def test_every_end_has_a_sentence(outcome: Outcome | None) -> None:
    assert outcome_sentence(an_operation(outcome, reason="for a reason"))


def test_what_was_rolled_back_and_what_was_not_is_reported() -> None:
    operation = an_operation(Outcome.FAILED, plan=a_cleanup())
    (undo,) = operation.plan.steps[0].undo
    backs = (RollBackStep(undo, StepOutcome.VERIFIED), RollBackStep(undo, StepOutcome.FAILED, "AWS denied it"))
    rows = list(operation_rows(replace(operation, rollback=backs)))
    assert [row.label for row in rows if row.label.startswith("roll")] == ["rolled back", "roll back: failed"]


@pytest.mark.parametrize(
    ("operation", "undo"),
    [
        (an_operation(), ["bks journal undo 3f2a91c4"]),
        (an_operation(steps=StepOutcome.FAILED), []),
        (replace(an_operation(), undone_by="77"), []),
    ],
)
def test_how_it_is_undone_is_reported_where_it_can_be(operation: object, undo: list[str]) -> None:
    assert texts("undo", list(operation_rows(operation))) == undo  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "command"),
    [
        (deactivate_mfa_device("u", "S"), "aws iam deactivate-mfa-device --user-name u --serial-number S"),
        (delete_virtual_mfa_device("S"), "aws iam delete-virtual-mfa-device --serial-number S"),
        (
            delete_ssh_public_key("u", "K", "Active"),
            "aws iam delete-ssh-public-key --user-name u --ssh-public-key-id K",
        ),
        (
            create_user("u", "/", None, (("a", "b"),))[0],
            'aws iam create-user --user-name u --path / --tags \'[{"Key": "a", "Value": "b"}]\'',
        ),
    ],
)
def test_a_change_is_a_command_of_the_aws_cli(change: object, command: str) -> None:
    assert change_command(ACCOUNT, change) == command  # type: ignore[arg-type]
