"""The command's frame: options, exit codes, and one clear sentence for every failure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from bks_tui import __version__
from bks_tui.cli import commands
from bks_tui.cli.main import run
from bks_tui.cli.session_options import Invocation
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import BksError, CancelledError, DeniedError, FileError, UsageError
from bks_tui.operations import connect as connecting
from tests.cli.conftest import Bks
from tests.support.command import environment, run_python
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each


class Connections:
    """Stands in for `connect`: remembers the choice, then fails as configured."""

    def __init__(self) -> None:
        self.choices: list[SessionChoice] = []
        self.failure: BaseException = BksError("no connection in this test")

    def __call__(self, choice: SessionChoice) -> Any:
        self.choices.append(choice)
        raise self.failure


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    instead = Connections()
    monkeypatch.setattr(connecting, "connect", instead)
    return instead


def test_a_command_connects_as_its_options_say(bks: Bks, connections: Connections) -> None:
    bks("--region", "eu-west-1", "scan", "--profile", "dev")
    assert connections.choices == [SessionChoice(profile="dev", region="eu-west-1")]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (BksError("it failed"), 1),
        (FileError("it failed"), 1),
        (DeniedError("it failed"), 1),
        (UsageError("it failed"), 2),
        (CancelledError("it failed"), 130),
    ],
)
def test_a_failure_is_one_sentence_and_its_exit_code(
    bks: Bks, connections: Connections, failure: BksError, code: int
) -> None:
    connections.failure = failure
    outcome = bks("scan")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (code, "", "bks: it failed\n")


def test_a_failure_comes_with_its_remedy(bks: Bks, connections: Connections) -> None:
    connections.failure = BksError("it failed", "Do something else.")
    assert bks("scan").stderr == "bks: it failed\n     Do something else.\n"


@for_each("hostile", HOSTILE)
def test_a_failure_with_hostile_text_is_printed_sanitized(bks: Bks, connections: Connections, hostile: str) -> None:
    connections.failure = BksError(f"AWS said {hostile}", hostile)
    assert dangers(bks("scan").stderr) == set()


def test_an_interrupt_is_reported_without_a_traceback(bks: Bks, connections: Connections) -> None:
    connections.failure = KeyboardInterrupt()
    outcome = bks("scan")
    assert (outcome.code, outcome.stderr) == (130, "bks: interrupted\n")


@pytest.fixture
def crash_report(bks: Bks, connections: Connections, tmp_path: Path) -> Path:
    """The file that an error in bks itself leaves."""
    try:
        try:
            raise KeyError("secret of the cause")
        except KeyError as cause:
            raise ZeroDivisionError("secret of the error") from cause
    except ZeroDivisionError as failure:
        connections.failure = failure
    outcome = bks("scan")
    (report,) = tmp_path.rglob("crash-*.txt")
    assert outcome.code == 1
    assert outcome.stderr.startswith("bks: an error in bks itself stopped it (ZeroDivisionError)\n")
    assert str(report) in outcome.stderr
    return report


def test_an_unexpected_error_leaves_a_file_with_types_and_places(crash_report: Path) -> None:
    report = crash_report.read_text()
    assert report.index("builtins.ZeroDivisionError") < report.index("builtins.KeyError")
    assert f"{__file__}:" in report


def test_an_unexpected_error_leaves_no_message_behind(crash_report: Path) -> None:
    assert "secret" not in crash_report.read_text()


def test_the_file_of_an_unexpected_error_is_its_owner_s_alone(crash_report: Path) -> None:
    assert crash_report.stat().st_mode & 0o777 == 0o600


def test_an_unexpected_error_is_reported_even_if_no_file_can_be_written(
    bks: Bks, connections: Connections, tmp_path: Path
) -> None:
    (tmp_path / ".local").touch()
    (tmp_path / "Library").touch()
    connections.failure = ZeroDivisionError()
    assert bks("scan").stderr == (
        "bks: an error in bks itself stopped it (ZeroDivisionError)\n     Its details could not be written to a file.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["unknown"], "No such command 'unknown'"),
        (["--unknown"], "No such option"),
        (["scan", "--unknown"], "No such option"),
        (["scan", "extra"], "unexpected extra argument"),
        (["scan", "--service", "s3"], "'s3' is not one of"),
        (["scan", "--service", "sagemaker"], "'sagemaker' is not one of"),
        (["scan", "--fail-on", "bad"], "'bad' is not one of at-risk, unknown, active, orphaned"),
        (["scan", "--fail-on", "no-live-key"], "'no-live-key' is not one of"),
        (["scan", "--csv"], "requires an argument"),
        (["scan", "--quiet", "--verbose"], "--verbose and --quiet cannot be used together"),
    ],
)
def test_wrong_usage_exits_with_2_before_aws_is_asked(
    bks: Bks, connections: Connections, arguments: list[str], why: str
) -> None:
    outcome = bks(*arguments)
    assert (outcome.code, outcome.stdout, connections.choices) == (2, "", [])
    assert why in outcome.stderr


def test_an_option_of_commands_that_the_app_is_given_leads_to_what_it_takes_instead(bks: Bks) -> None:
    told = bks("--org").stderr
    assert "Give it after a command, such as scan" in told
    assert "role_name of the config file, with external_id" in told
    assert "Did you mean" not in told


def test_without_a_terminal_the_app_is_not_opened(bks: Bks) -> None:
    outcome = bks()
    assert outcome.code == 2
    assert outcome.stderr.startswith("bks: the app needs a terminal\n")


def test_a_dumb_terminal_gets_a_sentence_instead_of_the_app(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Invocation] = []
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "argv", ["bks", "--demo"])
    with pytest.raises(SystemExit) as exit_:
        run(opened.append)
    assert (exit_.value.code, opened) == (2, [])
    told = capsys.readouterr().err
    assert "the app needs a terminal that can move its cursor, and TERM is dumb" in told
    assert "Run 'bks scan --demo' for the same as text" in told


@pytest.mark.parametrize(
    ("arguments", "variable", "read_only"),
    [([], "", False), (["--read-only"], "", True), ([], "1", True)],
)
@pytest.mark.usefixtures("terminal")
def test_without_a_command_the_app_is_opened(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str, *, read_only: bool
) -> None:
    opened: list[Invocation] = []

    monkeypatch.setenv("BKS_READ_ONLY", variable)
    monkeypatch.setattr(sys, "argv", ["bks", "--profile", "dev", *arguments])
    with pytest.raises(SystemExit) as exit_:
        run(opened.append)
    assert exit_.value.code == 0
    assert opened == [Invocation(SessionChoice(profile="dev"), read_only, is_chosen=True)]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input and error look like a terminal."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def test_the_version_is_printed(bks: Bks) -> None:
    assert bks("--version").stdout == f"bks, version {__version__}\n"


INTERRUPTED_IMPORT = """
import sys
class Interruption:
    def find_spec(self, name, path=None, target=None):
        if name == "bks_tui.cli.main":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interruption())
from bks_tui.__main__ import main
main()
"""


def test_an_interruption_of_the_start_ends_it_without_a_word(tmp_path: Path) -> None:
    outcome = run_python(INTERRUPTED_IMPORT, variables=environment(tmp_path))
    assert (outcome.code, outcome.stdout, outcome.stderr) == (130, "", "")


def test_the_list_of_commands_fits_the_narrowest_terminal_and_imports_no_command(tmp_path: Path) -> None:
    program = "import atexit, sys\nfrom bks_tui.__main__ import main\n" + (
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\nmain()\n"
    )
    outcome = run_python(program, "--help", variables=environment(tmp_path))
    listed = outcome.stdout.partition("Commands:\n")[2].splitlines()
    assert [line for line in listed if len(line) > 80 or line.endswith("...")] == []
    assert [name for name in outcome.stderr.split() if name.startswith("bks_tui.cli.commands.")] == []


def test_each_command_has_a_line_of_its_own_in_the_list(bks: Bks) -> None:
    modules = {path.stem.replace("_", "-") for path in Path(commands.__path__[0]).glob("*.py")} - {"--init--"}
    listed = bks("--help").stdout.partition("Commands:\n")[2].splitlines()
    assert {line.split()[0] for line in listed} == modules
