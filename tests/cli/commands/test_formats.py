"""`--format` of `bks scan`, `bks timeline` and `bks decode-key`: what is printed, and what it cannot go with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.account import demo_account
from tests.cli.conftest import Bks
from tests.support.formats import asff_faults, ocsf_faults, sarif_faults, stix_faults, texts_in
from tests.support.keys import long_term_key

LEAKED = "BedrockAPIKey-q7zf"
FAULTS: dict[str, Callable[[Any], list[str]]] = {
    "ocsf": ocsf_faults,
    "asff": asff_faults,
    "sarif": sarif_faults,
    "stix": stix_faults,
}


@pytest.fixture
def demo(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """The demo account in the place of AWS."""
    account = demo_account(datetime.now(timezone.utc))
    in_account(account)
    return account


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, which is empty."""
    directory = tmp_path / "repository"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", ["ocsf", "asff", "sarif"])
def test_a_scan_is_printed_in_each_format(bks: Bks, form: str) -> None:
    outcome = bks("scan", "--format", form)
    assert (outcome.code, FAULTS[form](json.loads(outcome.stdout))) == (3, [])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", FAULTS)
def test_a_timeline_is_printed_in_each_format(bks: Bks, form: str) -> None:
    outcome = bks("timeline", LEAKED, "--current-region", "--format", form)
    assert FAULTS[form](json.loads(outcome.stdout)) == []


@pytest.mark.usefixtures("demo")
def test_everything_of_a_bundle_has_the_marking(bks: Bks) -> None:
    bundle = json.loads(bks("timeline", LEAKED, "--current-region", "--format", "stix", "--tlp", "red").stdout)
    marking = bundle["objects"][0]
    assert marking["name"] == "TLP:RED"
    assert all(each["object_marking_refs"] == [marking["id"]] for each in bundle["objects"][1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "--format", "ocsf", "--json"),
        ("scan", "--format", "ocsf", "--jsonl"),
        ("scan", "--format", "ocsf", "--csv", "-"),
        ("scan", "--format", "stix"),
        ("timeline", "x", "--format", "ocsf", "--json"),
        ("timeline", "x", "--format", "ocsf", "--jsonl"),
        ("timeline", "x", "--format", "ocsf", "--events"),
        ("timeline", "x", "--format", "ocsf", "--tlp", "red"),
        ("timeline", "x", "--tlp", "red"),
        ("timeline", "x", "--format", "stix", "--tlp", "white"),
        ("decode-key", "--format", "sarif"),
        ("decode-key", "--format", "sarif", "--file", "-"),
        ("decode-key", "--format", "sarif", "--file", "x", "--json"),
        ("decode-key", "--format", "sarif", "--file", "/etc/hostname"),
        ("decode-key", "--file", "x", "--file", "y"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("demo", "here")
def test_what_contradicts_itself_is_wrong_usage(bks: Bks, arguments: tuple[str, ...]) -> None:
    outcome = bks(*arguments)
    assert (outcome.code, outcome.stdout) == (2, "")


def test_keys_in_files_are_named_with_file_and_line(bks: Bks, here: Path) -> None:
    key = long_term_key()
    (here / "a b.env").write_text(f"\n\nKEY={key}\n")
    (here / "none.txt").write_text("nothing\n")
    outcome = bks("decode-key", "--format", "sarif", "--file", "a b.env", "--file", str(here / "none.txt"))
    log = json.loads(outcome.stdout)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("a%20b.env", {"startLine": 3, "startColumn": 5})
    assert sarif_faults(log) == []


def test_a_log_of_keys_has_no_secret(bks: Bks, here: Path) -> None:
    key = long_term_key()
    (here / f"{key[:40]}.env").write_text(f"{key}\n{key[:60]}\n")
    outcome = bks("decode-key", "--format", "sarif", "--file", f"{key[:40]}.env")
    assert not any(key[20:40] in text or key[60:90] in text for text in texts_in(json.loads(outcome.stdout)))
    assert key[20:40] not in outcome.stderr


def test_a_file_without_a_key_is_an_empty_log(bks: Bks, here: Path) -> None:
    (here / "none.txt").write_text("nothing\n")
    outcome = bks("decode-key", "--format", "sarif", "--file", "none.txt")
    assert (outcome.code, json.loads(outcome.stdout)["runs"][0]["results"]) == (1, [])


def test_the_same_key_has_the_same_fingerprint_when_lines_are_inserted(bks: Bks, here: Path) -> None:
    def fingerprint() -> str:
        log = json.loads(bks("decode-key", "--format", "sarif", "--file", "x").stdout)
        found: str = log["runs"][0]["results"][0]["partialFingerprints"]["bks/v1"]
        return found

    key = long_term_key()
    (here / "x").write_text(key)
    before = fingerprint()
    (here / "x").write_text(f"first\n\n  {key}")
    assert fingerprint() == before
