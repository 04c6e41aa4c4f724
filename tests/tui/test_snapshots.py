"""A picture of each state of the app, at both sizes that it is made for; `make snapshots` takes them again.

Where the width changes nothing but the space beside it, the narrow one is enough.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from textual.pilot import Pilot

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import NoCredentialsError
from bks_tui.core.response.operation import StepOutcome, StepTaken
from bks_tui.core.response.plan import Plan
from bks_tui.operations.response.updates import StepUpdate
from bks_tui.storage.journal import Journal, default_directory
from bks_tui.tui.app import BksApp
from bks_tui.tui.response.worker import AppResponder, ResponseEnded, carry_out
from tests.support.app import NARROW, NOW, WIDE, Person, app_over, app_with, told_story
from tests.support.keys import long_term_key
from tests.support.logs import write_story
from tests.support.plans import an_operation, write_down

pytestmark = pytest.mark.no_cover

KEYS = "\n".join(
    [
        long_term_key("BedrockAPIKey-d5wy-at-111122223333"),
        long_term_key("BedrockAPIKey-q7zf+1-at-111122223333"),
        long_term_key("eve-at-999988887777"),
        "ABSKxxxx",
    ]
)

narrow = pytest.mark.parametrize("looks_as_before", [NARROW], ids=["80x24"], indirect=True)

Compare: TypeAlias = Callable[..., bool]
Doing: TypeAlias = Callable[[Person], Awaitable[None]]


@pytest.fixture(params=[NARROW, WIDE], ids=["80x24", "120x40"])
def looks_as_before(request: pytest.FixtureRequest, snap_compare: Compare) -> Callable[..., bool]:
    """Whether an app, once a person has pressed keys or pasted, looks as in its picture."""

    def compare(app: BksApp, *keys: str, paste: str = "") -> bool:
        async def use(pilot: Pilot[Any]) -> None:
            person = Person(app, pilot)
            await person.begun()
            await person.settle()
            if paste:
                await person.paste(paste)
            for key in keys:
                # One by one: what a key starts must have ended before the next.
                await person.press(key)

        return snap_compare(app, terminal_size=request.param, run_before=use)

    return compare


def demo() -> BksApp:
    """The demo account at a fixed moment."""
    return app_over(told_story(), choice=SessionChoice(demo=True))


def without_credentials() -> BksApp:
    """A machine without credentials."""

    def connect(_choice: SessionChoice) -> AwsSession:
        raise NoCredentialsError("no AWS credentials were found", "Sign in, or look around with --demo.")

    return app_with(connect)


def test_triage(looks_as_before: Compare) -> None:
    """The demo account, just scanned."""
    assert looks_as_before(demo())


def test_detail(looks_as_before: Compare) -> None:
    """The worst user of the story in full, the detail focused."""
    assert looks_as_before(demo(), "j", "j", "j", "j", "enter")


@narrow
def test_filter(looks_as_before: Compare) -> None:
    """A filter being typed."""
    assert looks_as_before(demo(), "slash", "d", "5")


def test_timeline(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """The events of the user whose key leaked, all Regions read."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)
    assert looks_as_before(demo(), "j", "j", "j", "j", "t")


@narrow
def test_episode(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """The events of one episode."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)
    assert looks_as_before(demo(), "j", "j", "j", "j", "t", "j", "j", "j", "j", "j", "enter")


@narrow
def test_event(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """One event in full."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)
    assert looks_as_before(demo(), "j", "j", "j", "j", "t", "enter")


def test_decoder(looks_as_before: Compare) -> None:
    """Several keys decoded: a renamed user's, a second key, a stranger's, a malformed one."""
    assert looks_as_before(demo(), paste=KEYS)


@narrow
def test_empty_decoder(looks_as_before: Compare) -> None:
    """Nothing decoded yet."""
    assert looks_as_before(demo(), "4")


@narrow
def test_copy(looks_as_before: Compare) -> None:
    """The fields of a user that can be copied."""
    assert looks_as_before(demo(), "y")


@narrow
def test_help(looks_as_before: Compare) -> None:
    """Every key, and why some are disabled."""
    assert looks_as_before(demo(), "question_mark")


@narrow
def test_gaps(looks_as_before: Compare) -> None:
    """What could not be read."""
    assert looks_as_before(demo(), "w")


@narrow
def test_accounts(looks_as_before: Compare) -> None:
    """The accounts of the organization, scanned: some read, one refused, one suspended."""
    assert looks_as_before(demo(), "a", "r", "j", "j", "j", "j")


@narrow
def test_all_users(looks_as_before: Compare) -> None:
    """The users of all accounts."""
    assert looks_as_before(demo(), "a", "r", "2", "j", "j")


@narrow
def test_member_account(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account behind a role."""
    monkeypatch.setattr("bks_tui.operations.connect.person", lambda: "ana@laptop")
    assert looks_as_before(demo(), "a", "j", "enter")


@narrow
def test_log_folder(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The events of the demo account as log files, of which one is truncated."""
    monkeypatch.chdir(tmp_path)
    file = write_story(Path("logs"), NOW)
    file.write_bytes(file.read_bytes()[:-20])
    # The same wherever the test runs.
    monkeypatch.setattr("bks_tui.tui.logs.folders.path_of", lambda _text: Path("logs"))
    assert looks_as_before(without_credentials(), *"log", "enter", "enter")


@narrow
def test_palette(looks_as_before: Compare) -> None:
    """The palette, searched."""
    assert looks_as_before(demo(), "ctrl+p", *"scan")


@narrow
def test_no_credentials(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice on a machine without any AWS configuration."""
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(variable, "/nonexistent")
    assert looks_as_before(without_credentials())


def test_contain(looks_as_before: Compare) -> None:
    """What containing a decoded key would do, before it is confirmed."""
    assert looks_as_before(demo(), "C", paste=long_term_key("BedrockAPIKey-q7zf-at-111122223333"))


@narrow
def test_revoke(looks_as_before: Compare) -> None:
    """An irreversible plan, with a wrong name typed."""
    assert looks_as_before(demo(), "j", "j", "j", "j", "R", "n", "o", "enter")


@narrow
def test_writing(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """A response under way: one step was accepted, the next is being made."""

    def one_step(_responder: object, plan: Plan, _cancelled: object) -> Iterator[StepUpdate]:
        yield StepUpdate(0, StepTaken(plan.steps[0], StepOutcome.ACCEPTED))

    monkeypatch.setattr("bks_tui.tui.response.screen.carry_out", one_step)
    assert looks_as_before(demo(), "j", "j", "j", "j", "C", "j", "enter")


@narrow
def test_result(looks_as_before: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    """How a response went, with the offer to take it back."""

    def always_so(responder: AppResponder, plan: Plan, cancelled: threading.Event) -> Iterator[object]:
        for update in carry_out(responder, plan, cancelled):
            # With an id and in a place that are the same each time.
            yield (
                ResponseEnded(replace(update.operation, operation_id="6431a909"), Path("/home/ana/journal.jsonl"))
                if isinstance(update, ResponseEnded)
                else update
            )

    monkeypatch.setattr("bks_tui.tui.response.screen.carry_out", always_so)
    assert looks_as_before(demo(), "j", "j", "j", "j", "C", "j", "enter")


def test_clean_up(looks_as_before: Compare) -> None:
    """The first orphan of the story, with its plan and its evidence."""
    assert looks_as_before(demo(), "X")


@narrow
def test_clean_up_of_a_held_user(looks_as_before: Compare) -> None:
    """The first one that is held, its hold explained, and not decided."""
    assert looks_as_before(demo(), "X", *["n"] * 9)


@narrow
def test_summary(looks_as_before: Compare) -> None:
    """The summary of a clean-up."""
    assert looks_as_before(demo(), "X", "n", "n", "escape")


@narrow
def test_interrupted(looks_as_before: Compare) -> None:
    """Interrupted operations, offered when the app starts."""
    operation = an_operation(None, steps=StepOutcome.BEGUN)
    there = replace(operation.plan.account, account_id="111122223333", demo=True)
    write_down(Journal(default_directory(demo=True)), replace(operation, plan=replace(operation.plan, account=there)))
    assert looks_as_before(demo())


def test_prevention(looks_as_before: Compare) -> None:
    """The policies, and where one that is partly attached applies."""
    assert looks_as_before(demo(), "b", "j", "j", "j", "j")
