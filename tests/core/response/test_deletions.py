"""What bks knows of an API key that it deleted, when AWS knows nothing of it any more."""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.keys.decode import decode
from bks_tui.core.response.deletions import deletion_of, deletions
from bks_tui.core.response.operation import Operation, StepOutcome, StepTaken
from bks_tui.core.scan.ownership import Deletion, find_owner
from tests.support.keys import long_term_key
from tests.support.plans import a_revocation
from tests.support.users import ACCOUNT_ID, NOW, PHANTOM_NAME, an_account, finding, user


def operation(outcome: StepOutcome = StepOutcome.VERIFIED) -> Operation:
    plan = a_revocation()
    return Operation("abcdef01-2345", NOW, plan, tuple(StepTaken(step, outcome, NOW) for step in plan.steps))


KEY = decode(long_term_key(f"{PHANTOM_NAME}-at-{ACCOUNT_ID}"), NOW).keys[0]


def found(*operations: Operation) -> tuple[Deletion, ...]:
    return tuple(deletions(operations, an_account()))


def test_a_key_that_bks_deleted_is_reported_with_the_date_and_the_operation() -> None:
    owner = find_owner(KEY, ACCOUNT_ID, [finding(user(service_credentials=()))], found(operation()))
    assert owner.sentence == (
        f"API key ACCAEXAMPLE000000001 of {PHANTOM_NAME} was deleted by bks on 2026-03-02 12:00 UTC "
        "(operation abcdef01) and cannot be restored."
    )
    assert (owner.user_name, owner.credential_id) == (PHANTOM_NAME, None)


def test_a_key_that_someone_holds_today_is_reported_as_held() -> None:
    owner = find_owner(KEY, ACCOUNT_ID, [finding()], found(operation()))
    assert owner.sentence.startswith(f"Held by {PHANTOM_NAME}")


def test_only_what_aws_confirmed_counts_as_deleted() -> None:
    assert found(operation(StepOutcome.UNVERIFIED), operation(StepOutcome.FAILED)) == ()


def test_what_was_deleted_in_another_account_is_not_of_this_one() -> None:
    demo = operation()
    elsewhere = replace(demo, plan=replace(demo.plan, account=an_account(demo=True)))
    assert found(elsewhere) == ()


def test_a_key_of_another_alias_or_service_is_another_key() -> None:
    (deletion,) = found(operation())
    assert deletion.is_of(KEY)
    assert not replace(deletion, summary=deletion.summary.replace(PHANTOM_NAME, "alice")).is_of(KEY)
    assert not replace(deletion, summary=deletion.summary.replace("bedrock.amazonaws", "logs.amazonaws")).is_of(KEY)
    assert not replace(deletion, summary="").is_of(KEY)


def test_the_latest_deletion_of_an_id_counts() -> None:
    first, second = found(operation(), replace(operation(), operation_id="other"))
    assert deletion_of(first.credential_id, (first, second)) == second
    assert deletion_of("ACCAOTHER", (first, second)) is None
