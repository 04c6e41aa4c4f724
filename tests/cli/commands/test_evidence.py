"""`bks evidence`: a bundle that others can verify, and what a verification finds."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import bagit
import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.demo.state.log_bucket import StoredTrail
from tests.cli.commands.test_schema import faults
from tests.cli.conftest import Bks
from tests.support.command import Outcome
from tests.support.events import PHANTOM as LOGGED
from tests.support.events import START, cloudtrail_record
from tests.support.findings import account_with_findings
from tests.support.logs import delivered, log_path, write_log
from tests.support.trails import PHANTOM, quiet_account


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """An account with a trail, in which a phantom's key was used."""
    account = quiet_account()
    now = account.now = datetime.now(timezone.utc)
    for number, region in enumerate(("eu-west-1", "us-east-1", "ap-south-1"), 1):
        account.record_event("InvokeModel", region=region, when=now - timedelta(hours=number), actor=IamUser(PHANTOM))
    account.trails.append(StoredTrail("main", "logs"))
    in_account(account)
    return account


@pytest.fixture
def bundle(bks: Bks, account: SimulatedAccount, tmp_path: Path) -> Path:
    """A bundle in a directory."""
    del account
    assert bks("evidence", PHANTOM, "--output", str(tmp_path / "bundle")).code == 0
    return tmp_path / "bundle"


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def test_another_validator_accepts_the_bundle(bundle: Path) -> None:
    assert bagit.Bag(str(bundle)).validate()


@pytest.mark.usefixtures("account")
def test_another_validator_accepts_a_bundle_in_a_zip_file(bks: Bks, tmp_path: Path) -> None:
    assert bks("evidence", PHANTOM, "--output", str(tmp_path / "a.zip")).code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "extracted")
    assert bagit.Bag(str(tmp_path / "extracted" / "a")).validate()
    assert bks("evidence", "verify", str(tmp_path / "a.zip")).code == 0


def test_the_command_that_validates_the_log_files_is_printed(
    bks: Bks, account: SimulatedAccount, tmp_path: Path
) -> None:
    lines = bks("evidence", PHANTOM, "--output", str(tmp_path / "b")).stdout.splitlines()
    assert lines
    assert {line.partition(" --start")[0] for line in lines} == {
        f"aws cloudtrail validate-logs --trail-arn arn:aws:cloudtrail:us-east-1:{account.account_id}:trail/main"
    }


def test_it_contains_every_record_and_says_where_it_was_read(bundle: Path) -> None:
    records = [json.loads(line) for line in (bundle / "data" / "records.jsonl").read_text().splitlines()]
    events = read(bundle / "data" / "timeline.json")["events"]
    assert [each["event_id"] for each in records] == [event["event_id"] for event in events]
    assert [each["origins"] for each in records] == [[each["record"]["awsRegion"]] for each in records]
    assert {tuple(each["sources"]) for each in records} == {("CloudTrail event history",)}


def test_its_documents_are_as_their_schemas_say(bundle: Path) -> None:
    documents = [read(path) for path in sorted((bundle / "data").glob("*.json"))]
    documents += [json.loads(line) for line in (bundle / "data" / "records.jsonl").read_text().splitlines()]
    assert [fault for document in documents for fault in faults(document)] == []
    assert len(documents) == 6 + 3


def test_the_same_evidence_is_the_same_but_for_times(bks: Bks, bundle: Path, tmp_path: Path) -> None:
    bks("evidence", PHANTOM, "--output", str(tmp_path / "again"))
    same = {name: (bundle / "data" / name).read_bytes() for name in ("records.jsonl", "journal.jsonl", "actions.json")}
    assert same == {name: (tmp_path / "again" / "data" / name).read_bytes() for name in same}


def test_a_gap_makes_it_incomplete(bks: Bks, account: SimulatedAccount, tmp_path: Path) -> None:
    account.faults.deny("cloudtrail:LookupEvents", region="eu-west-1")
    assert bks("evidence", PHANTOM, "--output", str(tmp_path / "b")).code == 3
    assert "eu-west-1" in read(tmp_path / "b" / "data" / "gaps.json")["not_read"][0]


def test_trails_that_may_not_be_read_leave_a_place_in_the_command(
    bks: Bks, account: SimulatedAccount, tmp_path: Path
) -> None:
    account.faults.deny("cloudtrail:DescribeTrails")
    outcome = bks("evidence", PHANTOM, "--output", str(tmp_path / "b"))
    assert "--trail-arn TRAIL_ARN " in outcome.stdout
    assert "The trails are unknown: AWS denied" in outcome.stderr


def test_log_files_need_no_aws_and_are_named_in_each_record(bks: Bks, tmp_path: Path) -> None:
    file = write_log(tmp_path, log_path("us-west-2", START.date()), delivered([cloudtrail_record()]))
    outcome = bks("evidence", LOGGED, "--from", str(file), "--output", str(tmp_path / "b"))
    assert outcome.code == 0
    assert read(tmp_path / "b" / "data" / "records.jsonl")["origins"] == [str(file)]
    bundle = read(tmp_path / "b" / "data" / "bundle.json")
    assert (bundle["caller_arn"], bundle["clock_offset"], bundle["trails"]) == (None, None, None)


def test_an_existing_bundle_is_replaced_only_if_that_is_wanted(
    bks: Bks, account: SimulatedAccount, bundle: Path
) -> None:
    account.calls.clear()
    refused = bks("evidence", PHANTOM, "--output", str(bundle))
    assert (refused.code, account.calls) == (1, [])
    assert "--overwrite" in refused.stderr
    assert bks("evidence", PHANTOM, "--output", str(bundle), "--overwrite").code == 0


@pytest.mark.usefixtures("account")
def test_standard_output_is_no_place_for_it(bks: Bks) -> None:
    assert bks("evidence", PHANTOM, "--output", "-").code == 2


def test_a_target_may_be_named_like_a_command(bks: Bks, account: SimulatedAccount, tmp_path: Path) -> None:
    account.add_user("verify")
    assert bks("evidence", "collect", "verify", "--output", str(tmp_path / "b")).code == 0
    assert read(tmp_path / "b" / "data" / "scan.json")["user"]["username"] == "verify"


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_the_help_names_both_uses(bks: Bks, words: tuple[str, ...]) -> None:
    outcome = bks("evidence", *words)
    shown = outcome.stdout + outcome.stderr
    assert "collect" in shown
    assert "verify" in shown


DAMAGE: dict[str, tuple[Callable[[Path], object], dict[str, list[str]]]] = {
    "a flipped bit": (
        lambda bundle: flip(bundle / "data" / "records.jsonl"),
        {"changed": ["data/records.jsonl"]},
    ),
    "a removed file": (
        lambda bundle: (bundle / "data" / "gaps.json").unlink(),
        {"missing": ["data/gaps.json"]},
    ),
    "an added file": (
        lambda bundle: (bundle / "notes.txt").write_text("x"),
        {"added": ["notes.txt"]},
    ),
}


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def verified(bks: Bks, path: Path) -> tuple[Outcome, Any]:
    """The outcome as text, and the document."""
    document = json.loads(bks("evidence", "verify", str(path), "--json").stdout)
    assert faults(document) == []
    return bks("evidence", "verify", str(path)), document


def test_an_untouched_bundle_is_verified(bks: Bks, bundle: Path) -> None:
    outcome, document = verified(bks, bundle)
    assert (outcome.code, document["verified"], document["files"]) == (0, True, 14)
    assert outcome.stdout.startswith("14 files verified, ")
    assert document["tag_manifest_sha256"] in outcome.stderr


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_happened_to_a_bundle_is_reported(bks: Bks, bundle: Path, damage: str) -> None:
    act, found = DAMAGE[damage]
    act(bundle)
    outcome, document = verified(bks, bundle)
    assert (outcome.code, document["verified"]) == (1, False)
    assert {kind: document[kind] for kind in ("missing", "changed", "added") if document[kind]} == found
    ((kind, (name,)),) = found.items()
    assert f"{kind:<8} {name}\n" in outcome.stdout


def test_a_hostile_name_in_a_bundle_is_escaped(bks: Bks, bundle: Path) -> None:
    (bundle / "data" / "a\x1b[2Jb\nc").write_text("")
    outcome, document = verified(bks, bundle)
    assert document["added"] == ["data/a\x1b[2Jb\nc"]
    assert "\x1b" not in outcome.stdout
    assert "data/a\\x1b[2Jb\\nc" in outcome.stdout


def test_what_is_no_bundle_is_wrong_usage(bks: Bks, tmp_path: Path, bundle: Path) -> None:
    shutil.rmtree(bundle / "data")
    for name in ("missing", "."):
        assert bks("evidence", "verify", str(tmp_path / name)).code == 2


def test_what_further_sources_say_is_in_the_bundle_and_its_readme(
    bks: Bks, in_account: Callable[[SimulatedAccount], None], tmp_path: Path
) -> None:
    in_account(account_with_findings())
    assert bks("evidence", PHANTOM, "--findings", "--output", str(tmp_path / "b")).code == 0
    found = read(tmp_path / "b" / "data" / "findings.json")
    assert faults(found) == []
    assert len(found["findings"]) == len(found["finding_sources"]) == 5
    assert found["findings"] == read(tmp_path / "b" / "data" / "timeline.json")["findings"]
    text = (tmp_path / "b" / "data" / "README.txt").read_text()
    assert "5 findings of further sources, in no count of records:\n  findings: GuardDuty: read" in text
    assert "--findings" in read(tmp_path / "b" / "data" / "bundle.json")["command"]


def test_a_bundle_without_findings_does_not_look_like_one_in_which_none_were_found(bundle: Path) -> None:
    assert not (bundle / "data" / "findings.json").exists()
    assert "Further sources were not asked" in (bundle / "data" / "README.txt").read_text()
