"""Every command that bks prints works as it is printed: in the demo account, with a profile, with another journal."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import bks_tui
from bks_tui.core.account.account import Account
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.journal import Journal, default_directory
from tests.cli.conftest import Bks
from tests.support.plans import an_operation, write_down
from tests.support.responding import CONTAIN, leaked_account, responder, state_of
from tests.support.simulated import PHANTOM
from tests.support.users import an_account

UNDO = re.compile(r"bks journal undo .*")

# These read an account or a journal: which, the options tell.
OF_AN_ACCOUNT = re.compile(r"\bbks (scan|report|timeline|hunt|revoke-key|release|cleanup|journal|scp)\b")


def printed(text: str) -> list[str]:
    """The arguments of the command that undoes, as they were printed."""
    (command,) = set(UNDO.findall(text))
    return shlex.split(command)[1:]


def test_the_undo_of_an_operation_in_the_demo_account_is_for_the_demo_account(bks: Bks) -> None:
    scan = bks("--demo", "scan", "--json").stdout
    name = re.findall(r'"username": "(BedrockAPIKey-[^"]+)"', scan)[0]
    done = bks("--demo", "revoke-key", name, "--contain", "--force")
    undo = printed(done.stdout)
    assert undo[-1] == "--demo"
    assert bks(*undo, "--dry-run").code == 0


def test_the_undo_of_an_operation_in_another_journal_names_it(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], tmp_path: Path
) -> None:
    account = leaked_account()
    before = state_of(account)
    in_account(account)
    done = bks("revoke-key", PHANTOM, "--contain", "--force", "--journal", str(tmp_path / "my journal"))
    assert bks(*printed(done.stdout), "--force").code == 0
    assert state_of(account) == before


@pytest.mark.parametrize(
    ("account", "option"),
    [
        (an_account(demo=True), "--demo"),
        (replace(an_account(), profile="prod"), "--profile prod"),
        (replace(an_account(), partition="aws-us-gov", region="us-gov-west-1"), "--region us-gov-west-1"),
    ],
)
def test_an_interrupted_operation_is_named_with_the_options_of_its_account(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], account: Account, option: str
) -> None:
    left = an_operation(None, operation_id="77aa0000-0000")
    write_down(Journal(default_directory(demo=False)), replace(left, plan=replace(left.plan, account=account)))
    in_account(leaked_account())
    reported = bks("scan").stderr
    for word in ("resume", "undo"):
        assert re.search(rf"'bks journal {word} 77aa0000 [^']*{option}'", reported)


@pytest.mark.parametrize("demo", [False, True])
def test_an_unknown_id_points_to_the_list_of_the_same_journal(bks: Bks, tmp_path: Path, demo: bool) -> None:
    options = ["--demo"] if demo else ["--journal", str(tmp_path)]
    reported = bks("journal", "show", "99", *options).stderr
    assert f"'bks journal list {shlex.join(options)}' shows what it has" in reported


def test_a_report_gives_the_undo_with_the_options_of_its_account(
    bks: Bks, in_account: Callable[[SimulatedAccount], None]
) -> None:
    account = leaked_account()
    ana = responder(default_directory(demo=False).parent, account)
    ana.journal = Journal(default_directory(demo=False))
    operation = ana.do(CONTAIN)
    in_account(account)
    reported = bks("report", PHANTOM).stdout
    assert f"bks journal undo {operation.operation_id}" in reported


def test_the_app_without_a_terminal_points_to_the_scan_of_the_same_account(bks: Bks) -> None:
    assert "'bks scan --demo'" in bks("--demo").stderr


def test_no_command_is_printed_that_lacks_the_options_of_its_account() -> None:
    """Texts hold no command of bks but those that need no account: the others are made by `bks_command`."""
    found = []
    for path in Path(bks_tui.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text())
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        found += [
            f"{path.name}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
            if OF_AN_ACCOUNT.search(node.value)
        ]
    assert found == []
