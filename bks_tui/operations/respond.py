"""Propose a change from fresh evidence, and carry out what a person confirmed: the only place that writes to AWS.

It always goes the same road: read again, compare with what was shown, journal, write, verify by
reading, journal.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bks_tui.aws.api import Api
from bks_tui.aws.pool import alone
from bks_tui.aws.retries import Patience, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.aws.users import credentials_of, record_of
from bks_tui.core.actions_taken import ActionTaken, Outcome
from bks_tui.core.errors import AwsError, CancelledError, FileError, UnreachableError, UsageError
from bks_tui.core.plans import ApiKeyChoice, ApiKeyEvidence, Plan, plan_containment, require_unchanged
from bks_tui.journal import Journal
from bks_tui.operations.clock import utc_now

# IAM spreads a change within seconds as a rule; what these pauses do not show is told as not seen.
_PAUSES_SECONDS = (0.0, 1.0, 2.0, 4.0, 8.0, 8.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is under way, in a sentence."""

    sentence: str


RespondUpdate: TypeAlias = Progress | ActionTaken


def propose(
    session: AwsSession, choice: ApiKeyChoice, cancelled: threading.Event, patience: Patience | None = None
) -> Plan:
    """The plan that contains the chosen key, by what AWS says now.

    Raises ChangedError if the user does not hold it any more, UsageError if it is stopped already,
    AwsError where AWS does not tell, and CancelledError soon after `cancelled` is set.
    """
    return next(alone(lambda wait: [plan_containment(choice, _evidence(session, choice, wait, patience))], cancelled))


def carry_out(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    cancelled: threading.Event,
    *,
    read_only: bool,
    now: Callable[[], datetime] = utc_now,
    patience: Patience | None = None,
) -> Iterator[RespondUpdate]:
    """Write what was confirmed: Progress on the way, and in the end the ActionTaken with its outcome.

    Before anything is written it raises UsageError in read-only mode, ChangedError if AWS says
    something else than what the plan was made from, AwsError where AWS does not tell, and FileError
    where the journal cannot be written. Raises CancelledError soon after `cancelled` is set: what
    was begun by then is in the journal.
    """
    if read_only:
        raise UsageError("bks is in read-only mode and writes nothing", "Start it without --read-only.")
    return alone(partial(_carry_out, session, confirmed, journal, now, patience), cancelled)


def _carry_out(
    session: AwsSession,
    confirmed: Plan,
    journal: Journal,
    now: Callable[[], datetime],
    patience: Patience | None,
    wait: Wait,
) -> Iterator[RespondUpdate]:
    yield Progress("Reading the key again …")
    fresh = _evidence(session, confirmed.choice, wait, patience)
    require_unchanged(confirmed, fresh)
    yield Progress(f"{confirmed.change.title} …")
    iam, action = session.api("iam", wait=wait, patience=patience), _action(confirmed, fresh, now())
    # From here to the end nothing is yielded: a person who stops now must not part what belongs together.
    journal.begin(action)
    yield _noted(journal, _write(iam, confirmed, action, wait))


def _evidence(session: AwsSession, choice: ApiKeyChoice, wait: Wait, patience: Patience | None) -> ApiKeyEvidence:
    """What AWS says now. Raises AwsError: nothing is planned from what could not be read."""
    account = session.identify(wait, patience)
    iam = session.api("iam", wait=wait, patience=patience)
    record = record_of(iam, choice.user_name)
    return ApiKeyEvidence(account, choice.user_name, record.user_id, credentials_of(iam, choice.user_name))


def _action(confirmed: Plan, fresh: ApiKeyEvidence, begun_at: datetime) -> ActionTaken:
    return ActionTaken(
        action_id=str(uuid.uuid4()),
        begun_at=begun_at,
        account_id=fresh.account.account_id,
        caller_arn=fresh.account.caller_arn,
        demo=fresh.account.demo,
        user_name=fresh.user_name,
        user_id=fresh.user_id,
        alias=confirmed.choice.alias,
        title=confirmed.change.title,
        action=confirmed.change.action,
        parameters=confirmed.change.parameters,
        undo=confirmed.change.undo,
        undo_command=confirmed.undo_command,
    )


def _write(iam: Api, confirmed: Plan, action: ActionTaken, wait: Wait) -> ActionTaken:
    """Ask AWS for the change, and see what came of it."""
    try:
        iam.ask(confirmed.change.action, **confirmed.change.parameters)
    except UnreachableError:
        # The answer was lost, which says nothing of the change: reading does.
        pass
    except (AwsError, CancelledError) as error:
        return replace(action, outcome=Outcome.FAILED, detail=f"{error}. {error.remedy}".strip())
    unseen = _why_unseen(iam, confirmed, wait)
    return replace(action, outcome=Outcome.UNSEEN if unseen else Outcome.VERIFIED, detail=unseen)


def _why_unseen(iam: Api, confirmed: Plan, wait: Wait) -> str:
    """Why AWS does not show the change; empty once it does."""
    wanted, why = confirmed.change.parameters["Status"], ""
    for pause in _PAUSES_SECONDS:
        if pause and wait(pause):
            return "You stopped before AWS showed it."
        try:
            credentials = credentials_of(iam, confirmed.choice.user_name)
        except (AwsError, CancelledError) as error:
            why = f"It could not be read: {error}."
            continue
        found = {one.credential_id: one.status for one in credentials}.get(confirmed.choice.credential_id)
        if found == wanted:
            return ""
        why = f"AWS still says {found}." if found else "AWS does not list the key any more."
    return why


def _noted(journal: Journal, ended: ActionTaken) -> ActionTaken:
    """Write down the outcome; that this fails changes nothing in AWS, and is told with it."""
    try:
        journal.end(ended)
    except FileError as error:
        return replace(ended, detail=f"{ended.detail} The outcome is not in the journal: {error}.".strip())
    return ended
