"""The history of the demo account agrees with its IAM, and is worth reading."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.detection import RULES, find_signals
from bks_tui.demo.services.cloudtrail import KEPT
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.event_store import StoredEvent
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.events import LEAKED, TAKEN_OVER
from tests.support.simulated import NOW, session

GLOBAL = "us-east-1"

# What the story does not tell: it has no such thing, or it needs an older history.
UNTOLD = {
    "access-attempted",
    "agent-changed",
    "agreement-deleted",
    "api-key-by-target",
    "console-imitated",
    "cost-attempted",
    "costly-job",
    "credential-revived",
    "function-changed",
    "identity-prepared",
    "inference-regions",
    "knowledge-base-changed",
    "log-group-opened",
    "manipulation-attempted",
    "many-addresses",
    "model-copied",
    "model-deleted",
    "models-refused",
    "monitoring-changed",
    "other-credential",
    "prompt-log-deleted",
    "quota-requested",
    "reasoning-policy-changed",
    "regions-probed",
    "resource-policy-changed",
    "restriction-lifted",
    "root",
    "service-probe",
    "session-attempted",
    "trail-changed",
    "user-created-by-target",
}


@pytest.fixture(scope="module")
def account() -> SimulatedAccount:
    return demo_account(NOW)


@pytest.fixture(scope="module")
def history(account: SimulatedAccount) -> Sequence[StoredEvent]:
    return account.trail.all()


def parsed(event: StoredEvent) -> Event:
    return parse_event(event.record, event_id=event.event_id, time=event.time, region=event.region)


def about(history: Sequence[StoredEvent], user: str) -> list[StoredEvent]:
    """What a user did, and what was done to it."""
    return [event for event in history if user in (event.user_name, *(name for _, name in event.resources))]


def identity(event: StoredEvent) -> dict[str, Any]:
    found: dict[str, Any] = {} if parsed(event).problem else json.loads(event.record)["userIdentity"]
    return found


def test_it_has_a_thousand_events_or_so(history: Sequence[StoredEvent]) -> None:
    assert 500 <= len(history) <= 1500


def test_it_is_not_written_before_someone_looks() -> None:
    account = demo_account(NOW)
    session(account).client("iam").list_users()
    # Ids count what was recorded.
    assert account.record_event("Converse").event_id == SimulatedAccount().record_event("Converse").event_id


def test_it_is_the_same_in_every_run_but_for_the_clock(history: Sequence[StoredEvent]) -> None:
    later = demo_account(NOW + timedelta(days=5, hours=3)).trail.all()
    assert [(event.event_id, event.name) for event in later] == [(event.event_id, event.name) for event in history]


def test_all_of_it_happened_within_90_days_and_before_now(history: Sequence[StoredEvent]) -> None:
    times = [event.time for event in history]
    assert min(times) >= NOW - KEPT
    assert max(times) < NOW


def test_whoever_calls_as_a_user_exists(account: SimulatedAccount, history: Sequence[StoredEvent]) -> None:
    callers = {event.user_name for event in history if identity(event).get("type") == "IAMUser"}
    assert callers <= set(account.users)


def test_every_access_key_and_api_key_that_is_used_is_its_users(
    account: SimulatedAccount, history: Sequence[StoredEvent]
) -> None:
    held = {
        (user.name, held_id)
        for user in account.users.values()
        for held_id in (
            *(key.access_key_id for key in user.access_keys),
            *(credential.credential_id for credential in user.credentials),
        )
    }
    users = [who for who in map(identity, history) if who.get("type") == "IAMUser"]
    used = {(who["userName"], who[name]) for who in users for name in ("accessKeyId", "credentialId") if name in who}
    assert used <= held


def test_no_credential_is_used_before_it_was_made(account: SimulatedAccount, history: Sequence[StoredEvent]) -> None:
    made = {key.access_key_id: key.created for user in account.users.values() for key in user.access_keys}
    made |= {key.credential_id: key.created for user in account.users.values() for key in user.credentials}
    for event in history:
        who = identity(event)
        for name in ("accessKeyId", "credentialId"):
            assert event.time >= made.get(who.get(name, ""), event.time)


def test_an_access_key_was_last_used_when_and_where_iam_says(
    account: SimulatedAccount, history: Sequence[StoredEvent]
) -> None:
    for key in (key for user in account.users.values() for key in user.access_keys):
        uses = [event for event in history if event.access_key_id == key.access_key_id]
        last = max(uses, key=lambda event: event.time, default=None)
        reported = last and (last.time, last.region, last.source.partition(".")[0])
        known = key.last_used and (key.last_used[0].replace(microsecond=0), *key.last_used[1:])
        assert reported == known


def test_a_password_was_last_used_when_iam_says(account: SimulatedAccount, history: Sequence[StoredEvent]) -> None:
    logins = {
        event.user_name: event.time for event in history if event.name == "ConsoleLogin" and "Success" in event.record
    }
    known = {
        user.name: user.password_last_used.replace(microsecond=0)
        for user in account.users.values()
        if user.password_last_used
    }
    assert logins == known


def test_the_events_of_iam_are_in_its_region(history: Sequence[StoredEvent]) -> None:
    assert {event.region for event in history if event.source == "iam.amazonaws.com"} == {GLOBAL}


def test_every_region_with_events_is_enabled(account: SimulatedAccount, history: Sequence[StoredEvent]) -> None:
    assert {event.region for event in history} <= set(account.enabled_regions)


def test_all_but_one_record_can_be_parsed(history: Sequence[StoredEvent]) -> None:
    assert Counter(parsed(event).problem for event in history if parsed(event).problem) == {
        "The record is not valid JSON.": 1
    }


@pytest.mark.parametrize("user", TAKEN_OVER)
def test_a_user_that_was_taken_over_was_given_its_credentials_by_the_build_role(
    history: Sequence[StoredEvent], user: str
) -> None:
    given = [
        event.user_name for event in about(history, user) if event.name in ("CreateAccessKey", "CreateLoginProfile")
    ]
    assert set(given) == {"build-4711"}


def test_the_timeline_of_the_leaked_user_has_many_events_in_many_regions(history: Sequence[StoredEvent]) -> None:
    events = about(history, LEAKED)
    assert len(events) >= 300
    assert len({event.region for event in events if event.name == "Converse"}) >= 6


def test_its_owner_made_it_and_used_it_for_weeks_from_one_place(history: Sequence[StoredEvent]) -> None:
    events = sorted(about(history, LEAKED), key=lambda event: event.time)
    assert {event.name for event in events[:3]} == {
        "AttachUserPolicy",
        "CreateServiceSpecificCredential",
        "CreateUser",
    }
    before = [parsed(event) for event in events[3:] if event.time < NOW - timedelta(days=4)]
    assert len(before) >= 100
    assert len({(event.source_ip, event.region, event.model_id) for event in before}) == 1


@pytest.mark.parametrize(
    "hostile", ["\x1b[", "[@click=", "\u202e", "\r\n", "A" * 10_000], ids=["escape", "markup", "bidi", "lines", "long"]
)
def test_user_agents_are_hostile(history: Sequence[StoredEvent], hostile: str) -> None:
    assert any(hostile in (parsed(event).user_agent or "") for event in about(history, LEAKED))


@pytest.mark.parametrize("name", sorted({rule.signal.name for rule in RULES} - UNTOLD))
def test_a_signal_is_found_in_the_timeline_of_some_user(history: Sequence[StoredEvent], name: str) -> None:
    found = {
        signal.name
        for user in (LEAKED, *TAKEN_OVER, "BedrockAPIKey-d5wy")
        for signals in find_signals((parsed(event) for event in about(history, user)), parse_target(user, NOW)).values()
        for signal in signals
    }
    assert name in found
