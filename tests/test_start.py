"""What is not imported before it is needed: each of these waits for nothing that it does not use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import environment, run_python

COMMAND = (
    "import atexit, sys\n"
    "from bks_tui.__main__ import main\n"
    "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    "main()\n"
)
# The screen is painted when `begin` is called, which starts the first scan.
APP = (
    "import sys\n"
    "from bks_tui.core.account.account import SessionChoice\n"
    "from bks_tui.tui.app import BksApp\n"
    "from bks_tui.tui.main_screen.triage import Triage\n"
    "painted = []\n"
    "def begin(triage):\n"
    "    painted.extend(sys.modules)\n"
    "    triage._host.app.exit()\n"
    "Triage.begin = begin\n"
    "BksApp(SessionChoice(demo=True), read_only=False).run(headless=True)\n"
    "print(*painted, file=sys.stderr)\n"
)
_AWS = ("boto3", "botocore", "bks_tui.aws")
_APP = ("textual", "bks_tui.tui")
_RESPONSES = ("bks_tui.core.response.changes", "bks_tui.core.response.plan", "bks_tui.core.response.operation")

# What runs, the words of its command, what it surely imports, and what it does not: with all that is within.
TABLE = {
    "--version": (COMMAND, ["--version"], "click", (*_AWS, *_APP, "rich", "bks_tui.cli.commands", "pathlib")),
    "--help": (COMMAND, ["--help"], "click", (*_AWS, *_APP, "rich", "bks_tui.cli.commands", "pathlib", "csv")),
    "-h": (COMMAND, ["-h"], "click", (*_AWS, *_APP, "rich", "bks_tui.cli.commands")),
    "scan --help": (COMMAND, ["scan", "--help"], "bks_tui.cli.commands.scan", (*_AWS, *_APP, "rich")),
    "decode-key": (
        COMMAND,
        ["decode-key", "-"],
        "bks_tui.core.keys.decode",
        (*_AWS, *_APP, *_RESPONSES, "rich", "bks_tui.core.scan", "bks_tui.core.iam", "bks_tui.core.cloudtrail", "csv"),
    ),
    "journal list": (
        COMMAND,
        ["journal", "list"],
        "bks_tui.core.journal.history",
        (*_AWS, *_APP, "rich", "bks_tui.core.scan", "bks_tui.core.iam", "bks_tui.core.cloudtrail", "bks_tui.core.keys"),
    ),
    "the first paint": (
        APP,
        [],
        "bks_tui.tui.main_screen.screen",
        (
            *_AWS,
            *_RESPONSES,
            "bks_tui.operations",
            "bks_tui.core.cost",
            "bks_tui.core.hunt",
            "bks_tui.core.prevention",
            "bks_tui.core.report",
            "bks_tui.core.journal",
            "bks_tui.core.filter.help",
            "bks_tui.export.response",
            "bks_tui.tui.accounts.screen",
            "bks_tui.tui.cleanup",
            "bks_tui.tui.journal.screen",
            "bks_tui.tui.logs.screen",
            "bks_tui.tui.prevention",
            "bks_tui.tui.response.batch_screen",
            "bks_tui.tui.response.screen",
        ),
    ),
}


@pytest.mark.parametrize("start", TABLE)
def test_nothing_is_imported_before_it_is_needed(tmp_path: Path, start: str) -> None:
    program, words, used, unused = TABLE[start]
    outcome = run_python(program, *words, variables=environment(tmp_path))
    loaded = set(outcome.stderr.split())
    assert used in loaded, outcome.stderr[-500:]
    assert {name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in unused)} == set()
