"""A response reads again, compares, journals, writes, and sees that AWS shows it; or it writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ReadTimeoutError

from bks_tui.core.actions_taken import ActionTaken, Outcome
from bks_tui.core.errors import (
    BksError,
    CancelledError,
    ChangedError,
    DeniedError,
    FileError,
    NotFoundError,
    UsageError,
)
from bks_tui.core.plans import ApiKeyChoice, Plan
from bks_tui.demo.account import SimulatedAccount
from bks_tui.journal import Journal
from bks_tui.operations import respond
from bks_tui.operations.respond import Progress, RespondUpdate, carry_out, propose
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.simulated import PHANTOM, simulated_account
from tests.support.trails import session_in

UPDATE, LIST = "iam:UpdateServiceSpecificCredential", "iam:ListServiceSpecificCredentials"
ALIAS = f"{PHANTOM}-at-111122223333"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for the change as often as ever, but without waiting."""
    monkeypatch.setattr(respond, "_PAUSES_SECONDS", (0.0, 0.001, 0.001))


@pytest.fixture
def account() -> SimulatedAccount:
    """An account of one phantom with two API keys."""
    account = simulated_account()
    account.add_api_key(PHANTOM)
    account.add_api_key(PHANTOM)
    return account


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that nobody has written yet."""
    return Journal(tmp_path / "journal.jsonl")


def choice(account: SimulatedAccount) -> ApiKeyChoice:
    """The first API key of the phantom."""
    return ApiKeyChoice(PHANTOM, account.users[PHANTOM].credentials[0].credential_id, ALIAS)


def proposed(account: SimulatedAccount) -> Plan:
    """The plan that contains it."""
    return propose(session_in(account), choice(account), threading.Event(), SHORT_PATIENCE)


def carried_out(
    account: SimulatedAccount,
    plan: Plan,
    journal: Journal,
    *,
    read_only: bool = False,
    cancelled: threading.Event | None = None,
) -> list[RespondUpdate]:
    """All that carrying out a plan yields."""
    updates = carry_out(
        session_in(account),
        plan,
        journal,
        cancelled or threading.Event(),
        read_only=read_only,
        now=lambda: NOW,
        patience=SHORT_PATIENCE,
    )
    return list(updates)


def ended(account: SimulatedAccount, plan: Plan, journal: Journal) -> ActionTaken:
    """How carrying out a plan ended."""
    action = carried_out(account, plan, journal)[-1]
    assert isinstance(action, ActionTaken)
    return action


def statuses(account: SimulatedAccount) -> list[str]:
    """What AWS says of both keys."""
    return [credential.status for credential in account.users[PHANTOM].credentials]


def operations(account: SimulatedAccount) -> list[str]:
    """The calls that the account received."""
    return [call.operation for call in account.calls]


def test_a_proposal_writes_nothing(account: SimulatedAccount) -> None:
    proposed(account)
    assert UPDATE not in operations(account)


def test_exactly_the_chosen_key_becomes_inactive(account: SimulatedAccount, journal: Journal) -> None:
    assert ended(account, proposed(account), journal).outcome is Outcome.VERIFIED
    assert statuses(account) == ["Inactive", "Active"]


def test_what_is_under_way_is_told(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    told = [update.sentence for update in carried_out(account, plan, journal) if isinstance(update, Progress)]
    assert told == ["Reading the key again …", f"{plan.change.title} …"]


def test_the_user_is_read_again_just_before_and_just_after(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    account.calls.clear()
    ended(account, plan, journal)
    written = operations(account).index(UPDATE)
    assert "iam:GetUser" in operations(account)[:written]
    assert [operations(account)[written - 1], operations(account)[written + 1]] == [LIST, LIST]


def test_the_journal_holds_who_did_what_to_whom_and_how_it_ended(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    action = ended(account, plan, journal)
    assert journal.read() == (action,)
    assert (action.begun_at, action.caller_arn, action.user_id, action.alias, action.parameters, action.undo) == (
        NOW,
        account.caller_arn,
        account.users[PHANTOM].user_id,
        ALIAS,
        plan.change.parameters,
        plan.change.undo,
    )


def test_it_is_in_the_journal_before_aws_is_asked(account: SimulatedAccount, journal: Journal) -> None:
    seen: list[tuple[ActionTaken, ...]] = []
    account.faults.before(UPDATE, lambda: seen.append(journal.read()))
    ended(account, proposed(account), journal)
    assert [[action.outcome for action in actions] for actions in seen] == [[Outcome.UNKNOWN]]


def test_without_a_journal_nothing_is_written(account: SimulatedAccount, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        carried_out(account, proposed(account), Journal(tmp_path))
    assert UPDATE not in operations(account)


def test_read_only_mode_asks_nothing_and_writes_nothing(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    account.calls.clear()
    with pytest.raises(UsageError, match="read-only"):
        carried_out(account, plan, journal, read_only=True)
    assert (account.calls, journal.read()) == ([], ())


def stopped_by_another(account: SimulatedAccount) -> None:
    account.users[PHANTOM].credentials[0].status = "Inactive"


def deleted(account: SimulatedAccount) -> None:
    del account.users[PHANTOM].credentials[0]


def user_made_anew(account: SimulatedAccount) -> None:
    account.users[PHANTOM].user_id = "AIDAANOTHERANOTHER00"


def user_deleted(account: SimulatedAccount) -> None:
    account.delete_user(PHANTOM)


def another_account(account: SimulatedAccount) -> None:
    account.account_id = "999988887777"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (stopped_by_another, ChangedError),
        (deleted, ChangedError),
        (user_made_anew, ChangedError),
        (another_account, ChangedError),
        (user_deleted, NotFoundError),
    ],
)
def test_what_changed_since_the_person_looked_stops_it_before_anything_is_written(
    account: SimulatedAccount, journal: Journal, change: Callable[[SimulatedAccount], None], error: type[BksError]
) -> None:
    plan = proposed(account)
    change(account)
    with pytest.raises(error):
        carried_out(account, plan, journal)
    assert UPDATE not in operations(account)
    assert journal.read() == ()


@pytest.mark.parametrize("operation", ["iam:GetUser", LIST])
def test_what_cannot_be_read_is_neither_planned_nor_written(
    account: SimulatedAccount, journal: Journal, operation: str
) -> None:
    plan = proposed(account)
    account.faults.deny(operation)
    for refused in (lambda: proposed(account), lambda: carried_out(account, plan, journal)):
        with pytest.raises(DeniedError):
            refused()
    assert UPDATE not in operations(account)


def test_what_aws_refuses_is_not_done_and_says_why(account: SimulatedAccount, journal: Journal) -> None:
    account.faults.deny(UPDATE)
    action = ended(account, proposed(account), journal)
    assert action.outcome is Outcome.FAILED
    assert "not authorized to perform: iam:UpdateServiceSpecificCredential" in action.detail
    assert journal.read() == (action,)


def test_throttling_slows_it_down_only(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    account.faults.throttle(UPDATE, calls=6)
    assert ended(account, plan, journal).outcome is Outcome.VERIFIED


def test_a_lost_answer_is_settled_by_reading(account: SimulatedAccount, journal: Journal) -> None:
    account.faults.lose_reply(UPDATE, calls=None, error=ReadTimeoutError)
    assert ended(account, proposed(account), journal).outcome is Outcome.VERIFIED


def test_a_write_that_never_arrived_is_not_called_done(account: SimulatedAccount, journal: Journal) -> None:
    account.faults.drop(UPDATE, calls=None)
    action = ended(account, proposed(account), journal)
    assert (action.outcome, action.detail) == (Outcome.UNSEEN, "AWS still says Active.")


def test_a_change_that_takes_a_while_to_show_is_waited_for(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    key = account.users[PHANTOM].credentials[0]
    account.calls.clear()
    # Read once before the write; the first time after it shows the old status still.
    account.faults.before(LIST, lambda: setattr(key, "status", "Active"), call=2)
    account.faults.after(LIST, lambda: setattr(key, "status", "Inactive"), call=2)
    assert ended(account, plan, journal).outcome is Outcome.VERIFIED
    assert operations(account).count(LIST) == 3


def test_what_cannot_be_read_afterwards_is_not_called_done(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    account.faults.after(UPDATE, lambda: account.faults.deny(LIST))
    action = ended(account, plan, journal)
    assert action.outcome is Outcome.UNSEEN
    assert action.detail.startswith("It could not be read: AWS denied")


def test_a_key_that_is_gone_afterwards_is_told(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)
    account.faults.after(UPDATE, lambda: deleted(account))
    assert ended(account, plan, journal).detail == "AWS does not list the key any more."


def test_an_outcome_that_cannot_be_journalled_is_told_all_the_same(account: SimulatedAccount, journal: Journal) -> None:
    plan = proposed(account)

    def break_journal() -> None:
        journal.path.unlink()
        journal.path.mkdir()

    account.faults.after(UPDATE, break_journal)
    action = ended(account, plan, journal)
    assert action.outcome is Outcome.VERIFIED
    assert "The outcome is not in the journal" in action.detail


def test_cancelled_before_it_began_it_writes_nothing(account: SimulatedAccount, journal: Journal) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        carried_out(account, proposed(account), journal, cancelled=cancelled)
    assert UPDATE not in operations(account)


def test_cancelled_in_the_midst_it_stays_in_the_journal(account: SimulatedAccount, journal: Journal) -> None:
    cancelled, released = threading.Event(), threading.Event()
    plan = proposed(account)

    def cancel() -> None:
        cancelled.set()
        released.wait(30)

    account.faults.before(UPDATE, cancel)
    try:
        with pytest.raises(CancelledError):
            carried_out(account, plan, journal, cancelled=cancelled)
        assert [action.outcome for action in journal.read()] == [Outcome.UNKNOWN]
    finally:
        released.set()
