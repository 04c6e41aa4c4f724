"""What the app knows of an account from the first update of a scan to the last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import BksError, CancelledError, ExpiredError, NoCredentialsError, UsageError
from bks_tui.core.scan.findings import ScanProgress, ScanUpdate
from bks_tui.tui.scan.state import ScanState
from tests.support.users import an_account, finding, scan_result, user

MINE, OTHER = SessionChoice(profile="mine"), SessionChoice(profile="other")
ANA, BEN = user("BedrockAPIKey-aaaa"), user("BedrockAPIKey-bbbb")
REFUSED = NoCredentialsError("no credentials", "Sign in.")


def after(*updates: ScanUpdate, error: BksError | None = None, state: ScanState | None = None) -> ScanState:
    """The state after a scan of MINE with `updates`, perhaps ended by `error`."""
    state = state or ScanState(MINE)
    state.begin(MINE)
    for update in updates:
        state.learn(update)
    if error:
        state.stop(error)
    return state


def words(state: ScanState) -> str:
    return " · ".join(cell.text for cell in state.status_line() if cell.text)


def listed(state: ScanState) -> list[str]:
    return [one.user.name for one in state.findings]


def test_findings_stream_into_an_empty_list_by_urgency() -> None:
    orphan = user("BedrockAPIKey-0000", service_credentials=())
    assert listed(after(an_account(), finding(orphan), finding(BEN), finding(ANA))) == [ANA.name, BEN.name, orphan.name]


def test_the_result_replaces_what_streamed() -> None:
    state = after(finding(BEN), scan_result(ANA))
    assert listed(state) == [ANA.name]
    assert not state.running


def test_a_rescan_keeps_the_old_result_until_the_new_one() -> None:
    state = after(an_account(), finding(BEN), state=after(an_account(), scan_result(ANA)))
    assert listed(state) == [ANA.name]
    state.learn(scan_result(BEN))
    assert listed(state) == [BEN.name]


@pytest.mark.parametrize("choice", [OTHER, SessionChoice(profile="mine", region="us-east-1"), SessionChoice(demo=True)])
def test_another_choice_begins_with_nothing(choice: SessionChoice) -> None:
    state = after(an_account(), scan_result(ANA))
    state.begin(choice)
    assert (state.account, listed(state)) == (None, [])


def test_another_account_under_the_same_profile_takes_the_old_result_away() -> None:
    state = after(an_account(), scan_result(ANA))
    state.begin(MINE)
    state.learn(replace(an_account(), account_id="999988887777"))
    assert listed(state) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (after(), "connecting … · esc stops"),
        (after(ScanProgress("listing API keys", 0, 0)), "listing API keys · 0 listed · esc stops"),
        (
            after(ScanProgress("reading users", 3, 8), finding(ANA)),
            "reading users · 3 of 8 users read · 1 listed · esc stops",
        ),
        (after(scan_result(ANA)), "complete · 0 AT RISK, 0 UNKNOWN, 1 ACTIVE, 0 ORPHANED phantoms"),
        (
            after(scan_result(warnings=("one", "two"))),
            "INCOMPLETE: 2 gaps (w) · 0 AT RISK, 0 UNKNOWN, 0 ACTIVE, 0 ORPHANED phantoms",
        ),
        (after(finding(ANA), error=CancelledError("stop")), "scan stopped · PARTIAL: 1 user listed · r rescans"),
        (
            after(error=CancelledError("stop"), state=after(scan_result(ANA))),
            "scan stopped · the previous result is shown · r rescans",
        ),
        (after(error=REFUSED), "scan failed (w) · no credentials"),
        (after(finding(ANA), error=REFUSED), "scan failed (w) · PARTIAL: 1 user listed · no credentials"),
    ],
)
def test_the_status_line(state: ScanState, expected: str) -> None:
    assert words(state) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (after(scan_result(ANA)), "No user matches the filter; esc clears it."),
        (after(), "Reading …"),
        (after(scan_result()), "No phantom user and no API key in this account."),
        (
            after(scan_result(warnings=("one",))),
            "No users found, but not everything could be read: w shows the gaps.",
        ),
        (after(error=CancelledError("stop")), "The scan was stopped; r starts it again."),
        (after(error=REFUSED), "no credentials\nSign in."),
    ],
)
def test_why_the_list_is_empty(state: ScanState, expected: str) -> None:
    assert state.empty_reason() == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (after(), ()),
        (after(scan_result(warnings=("one",))), ("one",)),
        (after(error=REFUSED), ("the latest scan failed: no credentials", "Sign in.")),
        (after(error=UsageError("wrong")), ("the latest scan failed: wrong",)),
        (after(error=CancelledError("stop")), ("the latest scan was stopped before it finished",)),
        (
            after(error=REFUSED, state=after(scan_result(warnings=("one",)))),
            ("the latest scan failed: no credentials", "Sign in.", "one"),
        ),
    ],
)
def test_what_could_not_be_read(state: ScanState, expected: tuple[str, ...]) -> None:
    assert state.warnings == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (after(error=REFUSED), True),
        (after(error=ExpiredError("expired")), True),
        (after(error=CancelledError("stop")), False),
        (after(an_account(), error=ExpiredError("expired")), False),
        (after(an_account()), False),
    ],
)
def test_a_person_is_asked_for_an_account_only_if_none_answered(state: ScanState, expected: bool) -> None:
    assert state.needs_identity is expected


def test_a_user_is_found_by_its_name() -> None:
    state = after(finding(ANA))
    assert state.find(ANA.name) == finding(ANA)
    assert state.find("nobody") is None
    assert state.find(None) is None
