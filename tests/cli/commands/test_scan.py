"""`bks scan`: what it prints where, what it writes, and what its exit code says."""

from __future__ import annotations

import csv
import json
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.core.errors import CancelledError, ExpiredError
from bks_tui.core.iam.user import User
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import ScanOptions, ScanProgress, ScanUpdate
from bks_tui.export.scan.to_json import scan_document
from bks_tui.operations.scan import scan as scanning
from tests.cli.conftest import Bks
from tests.support.hostile import HOSTILE, dangers, hostile_scan
from tests.support.tables import for_each
from tests.support.users import PHANTOM_NAME, access_key, an_account, denied, scan_result, user

AT_RISK = user(access_keys=(access_key(),))
UNKNOWN = user(access_keys=denied("iam:ListAccessKeys"))
ACTIVE = user()
ORPHANED = user(service_credentials=())
GAP = "iam:ListAccessKeys was denied for 1 user"


class Scan:
    """Stands in for the scan of an account: returns the result it was given and remembers the call."""

    def __init__(self) -> None:
        self.result = scan_result(ACTIVE)
        self.asked: list[ScanOptions] = []

    def __call__(self, _: object, options: ScanOptions, __: threading.Event) -> Iterator[ScanUpdate]:
        self.asked.append(options)
        yield self.result.account
        yield ScanProgress("reading users", 1, 2)
        yield from self.result.findings
        yield self.result


Found: TypeAlias = Callable[..., Scan]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """A function that puts users in the place of an account."""

    def found(*users: User, warnings: tuple[str, ...] = ()) -> Scan:
        scan = Scan()
        scan.result = scan_result(*users, warnings=warnings)
        monkeypatch.setattr(scanning, "scan", scan)
        return scan

    return found


@pytest.mark.parametrize(
    ("subject", "warnings", "arguments", "code"),
    [
        (ACTIVE, (), [], 0),
        (AT_RISK, (), [], 0),
        (UNKNOWN, (GAP,), [], 3),
        (AT_RISK, (), ["--fail-on", "at-risk"], 4),
        (UNKNOWN, (GAP,), ["--fail-on", "unknown"], 4),
        (AT_RISK, (GAP,), ["--fail-on", "at-risk"], 4),
        (UNKNOWN, (GAP,), ["--fail-on", "at-risk"], 3),
        (ACTIVE, (), ["--fail-on", "at-risk"], 0),
        (ACTIVE, (), ["--fail-on", "at-risk", "--fail-on", "active"], 4),
        (ORPHANED, (), ["--fail-on", "orphaned"], 4),
        (user("alice"), (), ["--fail-on", "active"], 0),
    ],
)
@pytest.mark.parametrize("output", [[], ["--json"], ["--quiet"], ["--verbose"]])
def test_the_exit_code_says_how_the_scan_went(
    bks: Bks,
    found: Found,
    subject: User,
    warnings: tuple[str, ...],
    arguments: list[str],
    code: int,
    output: list[str],
) -> None:
    found(subject, warnings=warnings)
    assert bks("--demo", "scan", *arguments, *output).code == code


@pytest.mark.parametrize("spelling", ["at-risk", "AT-RISK", "at_risk", "AT_RISK", "AT RISK", "At Risk", " at risk "])
def test_a_status_may_be_spelled_in_many_ways(bks: Bks, found: Found, spelling: str) -> None:
    found(AT_RISK)
    assert bks("--demo", "scan", "--fail-on", spelling).code == 4


def test_what_matched_is_shown(bks: Bks, found: Found) -> None:
    found(AT_RISK)
    assert "--fail-on: 1 phantom user AT RISK\n" in bks("--demo", "scan", "--fail-on", "at-risk").stderr


def test_a_table_is_printed(bks: Bks, found: Found) -> None:
    found(AT_RISK, user("alice"))
    lines = bks("--demo", "scan").stdout.splitlines()
    assert lines[0] == "Phantom users"
    assert lines[3].split() == ["!", "AT", "RISK", PHANTOM_NAME, "1/1", "live", "1/1", "live", "none", "10d", "-"]
    assert lines[-2:] == [
        "1 phantom user: 1 AT RISK, 0 UNKNOWN, 0 ACTIVE, 0 ORPHANED",
        "1 other user with API keys",
    ]


def test_an_account_without_keys_is_reported_so(bks: Bks, found: Found) -> None:
    found()
    assert bks("--demo", "scan").stdout.strip() == "0 phantom users: 0 AT RISK, 0 UNKNOWN, 0 ACTIVE, 0 ORPHANED"


def test_without_a_terminal_the_table_is_plain_and_its_names_whole(bks: Bks, found: Found) -> None:
    name = "BedrockAPIKey-" + "w" * 50
    found(user(name))
    outcome = bks("--demo", "scan")
    assert f" {name} " in outcome.stdout
    assert "\x1b" not in outcome.stdout


def test_json_is_the_whole_of_standard_output(bks: Bks, found: Found) -> None:
    scan = found(AT_RISK, user("alice"), warnings=(GAP,))
    printed: Any = json.loads(bks("--demo", "scan", "--json").stdout)
    assert printed == scan_document(scan.result)


def test_who_is_asked_and_what_is_missing_is_shown_on_standard_error(bks: Bks, found: Found) -> None:
    found(UNKNOWN, warnings=(GAP,))
    assert bks("--demo", "scan", "--json").stderr == (
        "account 111122223333 (example-corp), Region eu-central-1, as arn:aws:iam::111122223333:user/responder\n"
        "incomplete, with 1 gap:\n"
        f"  {GAP}\n"
    )


def test_the_demo_account_is_marked_as_such(bks: Bks, found: Found) -> None:
    scan = found(ACTIVE)
    scan.result = scan_result(account=an_account(alias=None, demo=True))
    assert bks("--demo", "scan").stderr.startswith("DEMO account 111122223333, Region")


@pytest.mark.parametrize("output", [[], ["--json"]])
def test_quiet_leaves_standard_error_empty_and_prints_the_result(bks: Bks, found: Found, output: list[str]) -> None:
    found(AT_RISK, warnings=(GAP,))
    outcome = bks("--demo", "scan", "--quiet", "--fail-on", "at-risk", *output)
    assert outcome.stderr == ""
    assert PHANTOM_NAME in outcome.stdout


def test_verbose_shows_the_reasons(bks: Bks, found: Found) -> None:
    found(AT_RISK)
    reason = "  why   access key AKIAEXAMPLE000000001 is active and stays valid after the API key is deleted\n"
    assert reason in bks("--demo", "scan", "--verbose").stdout
    assert reason not in bks("--demo", "scan").stdout


def test_verbose_shows_the_calls_to_aws(bks: Bks) -> None:
    assert "  sts:GetCallerIdentity  us-east-1  " in bks("--demo", "scan", "--verbose").stderr


def test_csv_is_written_beside_the_table(bks: Bks, found: Found, tmp_path: Path) -> None:
    found(AT_RISK)
    outcome = bks("--demo", "scan", "--csv", str(tmp_path / "scan.csv"))
    (row,) = csv.DictReader((tmp_path / "scan.csv").read_text().splitlines())
    assert (row["username"], row["status"]) == (PHANTOM_NAME, "AT RISK")
    assert PHANTOM_NAME in outcome.stdout
    assert f"wrote 1 user to {tmp_path / 'scan.csv'}\n" in outcome.stderr


@pytest.mark.parametrize(("name", "code"), [("", 1), ("missing/scan.csv", 1)])
def test_a_csv_file_that_cannot_be_written_is_reported_before_the_scan(
    bks: Bks, found: Found, tmp_path: Path, name: str, code: int
) -> None:
    scan = found(AT_RISK)
    assert bks("--demo", "scan", "--csv", str(tmp_path / name)).code == code
    assert scan.asked == []


@pytest.mark.parametrize(
    ("arguments", "services"),
    [
        ([], ()),
        (["--service", "bedrock"], ("bedrock",)),
        (["--service", "bedrock", "--service", "xray"], ("bedrock", "xray")),
    ],
)
def test_services_are_those_asked_for(bks: Bks, found: Found, arguments: list[str], services: tuple[str, ...]) -> None:
    scan = found()
    bks("--demo", "scan", *arguments)
    assert scan.asked == [ScanOptions(services=services)]


StoppedBy: TypeAlias = Callable[[Callable[[], object]], list[bool]]


@pytest.fixture
def stopped_by(monkeypatch: pytest.MonkeyPatch) -> StoppedBy:
    """Let the scan fail; the list shows whether its threads had been stopped by then."""

    def stopped_by(happening: Callable[[], object]) -> list[bool]:
        reported: list[bool] = []

        def scan(_: object, __: ScanOptions, cancelled: threading.Event) -> Iterator[ScanUpdate]:
            yield ScanProgress("reading users", 0, 1)
            try:
                happening()
            finally:
                reported.append(cancelled.is_set())

        monkeypatch.setattr(scanning, "scan", scan)
        return reported

    return stopped_by


def test_ctrl_c_stops_the_threads_and_prints_nothing(bks: Bks, stopped_by: StoppedBy) -> None:
    reported = stopped_by(lambda: signal.raise_signal(signal.SIGINT))
    outcome = bks("--demo", "scan", "--json")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (130, "", "bks: interrupted\n")
    assert reported == [True]


def test_ctrl_c_means_what_it_meant_when_the_scan_is_over(bks: Bks, found: Found) -> None:
    before = signal.getsignal(signal.SIGINT)
    found(ACTIVE)
    bks("--demo", "scan")
    assert signal.getsignal(signal.SIGINT) is before


def test_a_scan_that_ends_without_a_result_was_interrupted(bks: Bks, stopped_by: StoppedBy) -> None:
    stopped_by(lambda: None)
    outcome = bks("--demo", "scan")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (130, "", "bks: the scan ended without a result\n")


def _raises(error: Exception) -> Callable[[], object]:
    def happening() -> object:
        raise error

    return happening


@pytest.mark.parametrize(
    ("error", "code"), [(ExpiredError("the session has expired"), 1), (CancelledError("it was cancelled"), 130)]
)
def test_a_scan_that_fails_prints_no_result(bks: Bks, stopped_by: StoppedBy, error: Exception, code: int) -> None:
    stopped_by(_raises(error))
    outcome = bks("--demo", "scan", "--json")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (code, "", f"bks: {error}\n")


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--verbose"]])
@for_each("hostile", HOSTILE)
def test_hostile_text_is_printed_harmless(bks: Bks, found: Found, hostile: str, arguments: list[str]) -> None:
    found().result = hostile_scan(hostile)
    outcome = bks("--demo", "scan", *arguments)
    assert outcome.code == 3
    assert dangers(outcome.stdout) | dangers(outcome.stderr) == set()


@for_each("hostile", HOSTILE)
def test_hostile_text_comes_back_from_the_json_as_it_was(bks: Bks, found: Found, hostile: str) -> None:
    found().result = hostile_scan(hostile)
    printed: Any = json.loads(bks("--demo", "scan", "--json").stdout)
    assert printed == scan_document(hostile_scan(hostile))


@pytest.mark.parametrize("status", [Status.AT_RISK, Status.UNKNOWN, Status.ACTIVE, Status.ORPHANED])
def test_the_demo_account_holds_phantoms_of_every_status(bks: Bks, status: Status) -> None:
    summary = json.loads(bks("--demo", "scan", "--json").stdout)["summary"]
    assert summary[status.value.lower().replace(" ", "_")] > 0
