"""`bks revoke-key` and `bks release`: what they ask, write, print and exit with."""

from __future__ import annotations

import _thread
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.response import execute as respond
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key
from tests.support.responding import leaked_account, state_of, writes
from tests.support.simulated import PHANTOM

CONTAIN = ("revoke-key", PHANTOM, "--contain")


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a leaked key, in the place of AWS."""
    account = leaked_account()
    in_account(account)
    return account


def journal() -> Journal:
    return Journal(default_directory(demo=False))


def test_forced_it_contains_and_revokes_and_tells_each_step(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("revoke-key", PHANTOM, "--force")
    assert outcome.code == 0
    assert outcome.stdout.count("  verified  ") == 6
    assert "bks journal undo" in outcome.stdout
    assert account.users[PHANTOM].credentials == []


def test_a_dry_run_reads_everything_and_writes_nothing(account: SimulatedAccount, bks: Bks) -> None:
    outcome = bks("revoke-key", PHANTOM, "--dry-run")
    assert outcome.code == 0
    assert f"would  Revoke {PHANTOM}" in outcome.stdout
    assert (writes(account), journal().operations()) == ([], ())


@pytest.mark.parametrize(
    "arguments",
    [CONTAIN, ("release", PHANTOM), ("cleanup",), ("journal", "undo", "3f"), ("journal", "resume", "3f")],
    ids=" ".join,
)
def test_without_a_terminal_and_without_force_nothing_is_asked_or_written(
    account: SimulatedAccount, bks: Bks, arguments: tuple[str, ...]
) -> None:
    outcome = bks(*arguments)
    assert outcome.code == 2
    assert "no terminal to confirm on" in outcome.stderr
    assert account.calls == []


@pytest.mark.parametrize(
    "arguments", [CONTAIN, ("release", PHANTOM), ("cleanup",), ("journal", "undo", "3f")], ids=" ".join
)
def test_read_only_mode_refuses_it(account: SimulatedAccount, bks: Bks, arguments: tuple[str, ...]) -> None:
    outcome = bks("--read-only", *arguments, "--force")
    assert (outcome.code, account.calls) == (2, [])
    assert "read-only mode" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "answers", "written"),
    [
        (CONTAIN, ("y",), True),
        (CONTAIN, ("yes",), True),
        (CONTAIN, ("",), False),
        (CONTAIN, ("n",), False),
        (CONTAIN, (), False),
        (CONTAIN, (PHANTOM,), False),
        (("revoke-key", PHANTOM), (PHANTOM,), True),
        (("revoke-key", PHANTOM), ("y",), False),
        (("revoke-key", PHANTOM), (PHANTOM.lower(),), False),
        (("revoke-key", PHANTOM), ("",), False),
    ],
)
def test_a_person_is_shown_the_plan_and_only_a_clear_yes_writes(
    account: SimulatedAccount,
    bks: Bks,
    typing: Callable[..., None],
    arguments: tuple[str, ...],
    answers: tuple[str, ...],
    written: bool,
) -> None:
    typing(*answers)
    outcome = bks(*arguments)
    assert "Deactivate API key" in outcome.stderr
    assert (outcome.code, bool(writes(account))) == (0, written)


@pytest.mark.usefixtures("account")
def test_json_is_all_there_is_on_standard_output(bks: Bks) -> None:
    document = json.loads(bks(*CONTAIN, "--force", "--json").stdout)
    (target,) = document["targets"]
    assert (document["schema"], document["dry_run"], document["account_id"]) == ("bks.actions/1", False, "111122223333")
    assert (target["username"], target["outcome"], document["summary"]["done"]) == (PHANTOM, "done", 1)
    assert document["operation_id"] == target["operation_id"] == journal().operations()[0].operation_id
    step = target["steps"][0]
    assert (step["api"], step["outcome"], step["error"]) == ("iam:UpdateServiceSpecificCredential", "verified", "")
    assert [call["parameters"]["Status"] for call in (step, *step["undo"])] == ["Inactive", "Active"]


@pytest.mark.usefixtures("account")
def test_json_of_a_dry_run_tells_what_would_be_done(bks: Bks) -> None:
    document = json.loads(bks(*CONTAIN, "--dry-run", "--json").stdout)
    (target,) = document["targets"]
    assert (document["dry_run"], target["outcome"]) == (True, "skipped")
    assert {step["outcome"] for step in target["steps"]} == {"would"}


Prepare: TypeAlias = Callable[[SimulatedAccount], object]


@pytest.mark.parametrize(
    ("prepare", "arguments", "code"),
    [
        (lambda account: account.faults.deny("iam:PutUserPolicy"), (), 1),
        (lambda account: account.faults.drop("iam:PutUserPolicy", calls=None), (), 3),
        (lambda account: account.faults.deny("iam:ListAccessKeys"), (), 3),
        (lambda account: account.faults.deny("iam:ListServiceSpecificCredentials"), (), 2),
        (lambda account: account.faults.deny("iam:GetUser"), (), 2),
        (lambda account: account.rename_user(PHANTOM, "alice"), (), 1),
        (lambda account: account.faults.expire_token(), (), 1),
    ],
)
def test_the_exit_code_tells_how_it_went(
    account: SimulatedAccount, bks: Bks, prepare: Prepare, arguments: tuple[str, ...], code: int
) -> None:
    prepare(account)
    assert bks(*CONTAIN, *arguments, "--force").code == code


@pytest.mark.usefixtures("account")
def test_what_is_done_already_is_nothing_to_do_and_no_failure(bks: Bks) -> None:
    bks(*CONTAIN, "--force")
    outcome = bks(*CONTAIN, "--force")
    assert (outcome.code, outcome.stdout.split()[0]) == (0, "skipped")


def test_released_it_is_as_before(account: SimulatedAccount, bks: Bks) -> None:
    before = state_of(account)
    bks(*CONTAIN, "--force")
    outcome = bks("release", PHANTOM, "--force")
    assert outcome.code == 0
    assert state_of(account) == before


def test_a_release_by_the_leaked_key_finds_its_user(account: SimulatedAccount, bks: Bks) -> None:
    before = state_of(account)
    key = long_term_key(f"{PHANTOM}-at-111122223333")
    assert bks("revoke-key", key, "--contain", "--force").code == 0
    assert state_of(account) != before
    outcome = bks("release", key, "--force")
    assert (outcome.code, state_of(account)) == (0, before)
    assert key not in outcome.stdout + outcome.stderr


@pytest.mark.usefixtures("account")
def test_a_key_as_an_argument_is_warned_about_and_never_repeated(bks: Bks) -> None:
    key = long_term_key("eve-at-999988887777")
    outcome = bks("revoke-key", key, "--force")
    assert outcome.code == 2
    assert "stay in the shell history" in outcome.stderr
    assert "belongs to account 999988887777" in outcome.stderr
    assert key not in outcome.stdout + outcome.stderr


@pytest.mark.usefixtures("account")
def test_the_journal_is_kept_where_one_says(bks: Bks, tmp_path: Path) -> None:
    bks(*CONTAIN, "--force", "--journal", str(tmp_path / "mine"))
    assert len(Journal(tmp_path / "mine").operations()) == 1
    assert journal().operations() == ()


def test_without_a_journal_nothing_is_written_and_the_remedy_is_reported(
    account: SimulatedAccount, bks: Bks, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    outcome = bks(*CONTAIN, "--force", "--journal", str(tmp_path / "file"))
    assert (outcome.code, writes(account)) == (1, [])
    assert "--journal" in outcome.stderr


@pytest.mark.parametrize("text", [HOSTILE["C1 CSI"], HOSTILE["bidi override"], HOSTILE["escape sequence: title"]])
def test_a_hostile_name_is_reported_harmless(
    account: SimulatedAccount, bks: Bks, typing: Callable[..., None], text: str
) -> None:
    account.put_inline_policy(PHANTOM, text, "{}")
    account.users[PHANTOM].credentials[0].alias = text
    account.add_to_group(PHANTOM, text)
    typing(PHANTOM)
    outcome = bks("revoke-key", PHANTOM)
    assert dangers(outcome.stdout + outcome.stderr) == set()


def test_ctrl_c_stops_between_two_steps_and_the_record_is_true(
    account: SimulatedAccount, bks: Bks, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled: list[threading.Event] = []
    execute_plan = respond.execute_plan

    def remembered(context: ResponseContext, *given: Any, **options: Any) -> Any:
        cancelled.append(context.cancelled)
        return execute_plan(context, *given, **options)

    def interrupt() -> None:
        _thread.interrupt_main()
        # The thread of the person handles it before this one continues.
        assert cancelled[0].wait(10)

    monkeypatch.setattr(respond, "execute_plan", remembered)
    account.faults.after("iam:UpdateServiceSpecificCredential", interrupt)
    outcome = bks(*CONTAIN, "--force")
    assert outcome.code == 130
    assert writes(account) == ["UpdateServiceSpecificCredential"]
    assert "You stopped it." in outcome.stdout
