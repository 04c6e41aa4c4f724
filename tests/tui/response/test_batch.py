"""The same response to several users: planned, confirmed once, and carried out one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from bks_tui.core.errors import AwsError, BksError, UsageError
from bks_tui.core.response.operation import Outcome
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.response import batch_presenter as batches
from bks_tui.tui.response.batch_state import BatchState, UserOutcome
from bks_tui.tui.response.batch_worker import BatchItem, BatchUpdate, ItemFailed, carry_out_each, plan_each
from bks_tui.tui.response.intents import Ask, BatchAction, Disabled, revoke_user
from bks_tui.tui.response.state import ResponsePhase
from bks_tui.tui.response.worker import AppResponder, carry_out, journal_of, propose
from tests.support.app import NOW, session_to, small_account
from tests.support.documents import text_of
from tests.support.responding import writes
from tests.support.tables import for_each

ANA, BEN, CARL, DORA = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc", "BedrockAPIKey-dddd"
NAMES = (ANA, BEN, CARL)
DONE, FAILED, REFUSED, NOT_STARTED = (
    UserOutcome.DONE,
    UserOutcome.FAILED,
    UserOutcome.REFUSED,
    UserOutcome.NOT_STARTED,
)


def responder(account: SimulatedAccount) -> AppResponder:
    session = session_to(account)
    return AppResponder(session, session.identify(), lambda: NOW, read_only=False)


def contain(name: str) -> Ask | Disabled:
    return revoke_user(name, delete_keys=False)


def planned(
    account: SimulatedAccount,
    asks: Sequence[tuple[str, Ask | Disabled]] | None = None,
    action: BatchAction = BatchAction.CONTAIN,
) -> BatchState:
    """A response whose plans are made."""
    whom = responder(account)
    given = asks or [(name, contain(name)) for name in NAMES]
    state = BatchState(action, [BatchItem(name, ask, whom) for name, ask in given])
    for update in plan_each(state.items, threading.Event()):
        state.learn(update)
    return state


def carried_out(state: BatchState, *, keeps_going: bool = False, cancelled: threading.Event | None = None) -> None:
    """Confirm, and carry out."""
    confirmed, state.is_writing = state.confirmed, True
    for update in carry_out_each(confirmed, state.stopping, cancelled or threading.Event(), keeps_going=keeps_going):
        state.learn(update)


def outcomes(state: BatchState) -> list[UserOutcome]:
    return [state.outcome(number) for number in range(len(state.items))]


def said(state: BatchState) -> str:
    return text_of(batches.batch_sections(state))


# The worker


def test_every_user_is_planned_before_anything_is_written_and_has_a_journal_entry_of_its_own() -> None:
    account = small_account(*NAMES)
    state = planned(account)
    assert (state.phase, [plan.subject.name for plan in state.plans]) == (ResponsePhase.SHOWN, list(NAMES))
    assert writes(account) == []
    carried_out(state)
    assert (state.phase, outcomes(state)) == (ResponsePhase.ENDED, [DONE, DONE, DONE])
    operations = journal_of(demo=False).operations()
    assert [each.operation_id for each in operations] == [each.operation_id for each in state.operations]
    assert [each.plan.subject.name for each in operations] == list(NAMES)


ACTIONS: dict[str, tuple[BatchAction, bool]] = {
    "contain": (BatchAction.CONTAIN, False),
    "revoke": (BatchAction.REVOKE, True),
}


@for_each("case", ACTIONS)
def test_the_calls_for_marked_users_are_those_of_single_responses(case: tuple[BatchAction, bool]) -> None:
    action, deletes = case
    together, alone = _various(), _various()
    asks = [(name, revoke_user(name, delete_keys=deletes)) for name in NAMES]
    state = planned(together, asks, action)
    carried_out(state)
    for _, ask in asks:
        _single(responder(alone), ask)
    assert sorted(_with_targets(together)) == sorted(_with_targets(alone))
    assert len(_with_targets(together)) > len(NAMES)


def _various() -> SimulatedAccount:
    """Users that differ in what there is to deactivate."""
    account = small_account(*NAMES)
    account.add_api_key(BEN)
    account.add_access_key(CARL)
    return account


def _single(whom: AppResponder, ask: Ask) -> None:
    (plan,) = propose(whom, ask, threading.Event())
    for _ in carry_out(whom, plan, threading.Event()):  # type: ignore[arg-type]
        pass


def _with_targets(account: SimulatedAccount) -> list[str]:
    """The calls that change something, each with whom it is about."""
    names = set(writes(account))
    return [
        f"{call.operation} {call.parameters.get('UserName')}"
        for call in account.calls
        if call.operation.partition(":")[2] in names
    ]


def test_a_user_that_changed_meanwhile_is_refused_and_the_others_are_done() -> None:
    account = small_account(*NAMES)
    state = planned(account)
    account.add_api_key(BEN)
    carried_out(state)
    assert outcomes(state) == [DONE, REFUSED, DONE]
    assert "state changed since the plan was shown" in said(state)
    assert [key.status for key in account.users[BEN].credentials] == ["Active", "Active"]


def test_what_cannot_be_planned_is_refused_with_the_reason_and_not_written() -> None:
    account = small_account(ANA, BEN)
    asks = [(ANA, contain(ANA)), (CARL, contain(CARL)), (DORA, Disabled("it is not an ORPHANED phantom user"))]
    state = planned(account, asks)
    assert outcomes(state) == [UserOutcome.PLANNED, REFUSED, REFUSED]
    assert "1 plan, 2 refused" in said(state)
    assert "it is not an ORPHANED phantom user" in said(state)
    carried_out(state)
    assert outcomes(state) == [DONE, REFUSED, REFUSED]


def test_a_held_user_is_refused_as_it_would_be_alone() -> None:
    account = small_account(ANA)
    account.users[ANA].credentials[0].status = "Inactive"
    account.add_user(BEN)
    state = planned(account, [(name, CleanUpRequest(name)) for name in (ANA, BEN)], BatchAction.DELETE)
    assert outcomes(state) == [REFUSED, UserOutcome.PLANNED]


@for_each("keeps_going", {"stop": False, "continue": True})
def test_a_failure_ends_it_unless_the_person_chose_to_continue(keeps_going: object) -> None:
    account = small_account(*NAMES)
    state = planned(account)
    account.faults.deny("iam:PutUserPolicy", user=BEN)
    carried_out(state, keeps_going=bool(keeps_going))
    assert outcomes(state) == [DONE, FAILED, DONE if keeps_going else NOT_STARTED]


def test_a_user_with_unread_data_is_not_done_but_no_failure_if_every_call_was_verified() -> None:
    account = small_account(*NAMES)
    account.faults.deny("iam:ListAccessKeys", user=ANA)
    state = planned(account)
    carried_out(state)
    assert outcomes(state) == [UserOutcome.UNVERIFIED, DONE, DONE]
    assert f"not verified {ANA}: operation" in said(state)


def test_a_call_that_cannot_be_verified_ends_it() -> None:
    account = small_account(*NAMES)
    state = planned(account)
    account.faults.after("iam:PutUserPolicy", lambda: account.faults.deny("iam:GetUserPolicy", user=ANA))
    carried_out(state)
    assert outcomes(state) == [UserOutcome.UNVERIFIED, NOT_STARTED, NOT_STARTED]


def test_a_stop_ends_it_after_the_current_user() -> None:
    account = small_account(*NAMES)
    state = planned(account)
    confirmed, state.is_writing = state.confirmed, True
    for update in carry_out_each(confirmed, state.stopping, threading.Event(), keeps_going=False):
        state.stopping.set()
        state.learn(update)
    assert outcomes(state) == [DONE, NOT_STARTED, NOT_STARTED]
    assert state.operations[0].outcome is Outcome.DONE
    assert "2 users not started" in said(state)


def test_a_second_stop_ends_it_before_the_next_step() -> None:
    account, cancelled = small_account(*NAMES), threading.Event()
    state = planned(account)
    account.faults.after("iam:UpdateServiceSpecificCredential", cancelled.set)
    carried_out(state, keeps_going=True, cancelled=cancelled)
    assert outcomes(state) == [FAILED, NOT_STARTED, NOT_STARTED]
    assert state.operations[0].outcome is Outcome.STOPPED
    assert writes(account) == ["UpdateServiceSpecificCredential"]


def test_expired_credentials_end_the_planning_of_all() -> None:
    account = small_account(*NAMES)
    whom = responder(account)
    account.faults.expire_token()
    with pytest.raises(AwsError, match="expired"):
        list(plan_each([BatchItem(name, contain(name), whom) for name in NAMES], threading.Event()))


# The state and its words


def test_only_plans_that_cannot_be_undone_ask_for_a_phrase_with_the_number_and_the_verb() -> None:
    account = small_account(ANA, BEN)
    contained = planned(account, [(name, contain(name)) for name in (ANA, BEN)])
    revoked = planned(
        account,
        [(ANA, revoke_user(ANA, delete_keys=True)), (BEN, revoke_user(BEN, delete_keys=True)), (CARL, Disabled("no"))],
        BatchAction.REVOKE,
    )
    assert (contained.asks_for_a_phrase, revoked.asks_for_a_phrase) == (False, True)
    # Of those that are carried out, not of all that are marked.
    assert batches.phrase(revoked) == "revoke 2 users"
    assert "This is not fully reversible." in said(revoked)
    assert "This is not fully reversible." not in said(contained)


def test_each_plan_is_shown_in_full_below_the_summary() -> None:
    state = planned(small_account(ANA, BEN), [(name, contain(name)) for name in (ANA, BEN)])
    shown = said(state)
    for part in (ANA, BEN, "2 plans:", "call aws iam put-user-policy", "impact", "reversible yes"):
        assert part in shown
    assert shown.count("precondition") == 2


def test_the_first_answer_changes_nothing_in_each_phase() -> None:
    state = BatchState(BatchAction.CONTAIN, [BatchItem(ANA, Disabled("no"), None)])
    assert _answers(state) == ["cancel"]
    state.learn(ItemFailed(0, UsageError("no")))
    state.is_planned = True
    # Nothing is left to confirm.
    assert _answers(state) == ["cancel"]
    assert batches.batch_title(state) == "No plan; nothing is written"
    ready = planned(small_account(*NAMES))
    assert _answers(ready) == ["cancel", "carry out", "on failure"]
    ready.is_writing = True
    assert _answers(ready) == []


def _answers(state: BatchState) -> list[str]:
    return [option.id for option in batches.batch_answers(state)]


def test_the_result_lists_every_user_with_its_operation_and_its_undo_command() -> None:
    account = small_account(*NAMES)
    state = planned(account)
    account.add_api_key(BEN)
    carried_out(state)
    first, last = (each.operation_id[:8] for each in state.operations)
    for part in (f"{ANA}: operation {first}", f"{CARL}: operation {last}", f"journal undo {first}", "1 user refused"):
        assert part in said(state)
    assert batches.batch_title(state) == "Result: 2 done, 1 refused"


def test_a_fault_of_bks_leaves_the_current_user_with_an_unknown_outcome() -> None:
    state = planned(small_account(*NAMES))
    confirmed, state.is_writing = state.confirmed, True
    for update in _cut(carry_out_each(confirmed, state.stopping, threading.Event(), keeps_going=False)):
        state.learn(update)
    state.fail(BksError("bks failed"))
    assert outcomes(state) == [FAILED, NOT_STARTED, NOT_STARTED]
    assert "outcome unknown; see the journal" in said(state)


def _cut(updates: Iterator[BatchUpdate]) -> Iterator[BatchUpdate]:
    """Only the first of them."""
    yield next(updates)
