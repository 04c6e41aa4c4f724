"""`bks detections`: the list, one detection, and the files of an export."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from bks_tui.cli.commands.detections import export, show
from bks_tui.core.detection import RULES
from bks_tui.core.detection.compile.formats import FORMATS, Format, translations
from bks_tui.export.detections.to_files import export_files
from tests.cli.commands.test_schema import faults
from tests.cli.conftest import Bks


def test_every_detection_is_listed(bks: Bks) -> None:
    lines = bks("detections", "list").stdout.splitlines()
    rows = [
        line.split() for line in lines if line.split()[:1] and line.split()[0] in {each.signal.name for each in RULES}
    ]
    assert [(row[0], row[1], row[2], " ".join(row[3:])) for row in rows] == [
        (each.signal.name, each.signal.severity.value, each.signal.technique.split()[0], each.signal.title)
        for each in RULES
    ]


def test_a_detection_is_shown_in_words_and_in_each_format(bks: Bks) -> None:
    shown = bks("detections", "show", "scanner").stdout
    assert shown.startswith("Empty or scanner user agent (scanner, MEDIUM)\n")
    assert "  condition: by the target and (`userAgent` is blank or" in shown
    assert "  eventbridge: partial. " in shown
    for form in FORMATS:
        assert f"----- {form.slug} -----\n{(translations(form)['scanner'].text or '').rstrip()}\n" in shown


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.slug)
def test_only_the_text_in_one_format(bks: Bks, form: Format) -> None:
    assert bks("detections", "show", "root", "--format", form.slug).stdout == translations(form)["root"].text


def test_what_a_format_cannot_express_is_an_error_that_says_why(bks: Bks) -> None:
    outcome = bks("detections", "show", "burst", "--format", "eventbridge")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "eventbridge cannot express 'burst': A pattern sees one event" in outcome.stderr


def test_an_unknown_detection_is_an_error_that_names_the_list(bks: Bks) -> None:
    outcome = bks("detections", "show", "no-such")
    assert outcome.code == 2
    assert "there is no detection 'no-such'" in outcome.stderr
    assert "bks detections list" in outcome.stderr


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.slug)
def test_an_export_writes_the_files_and_says_what_is_not_exact(bks: Bks, form: Format, tmp_path: Path) -> None:
    directory = tmp_path / "out"
    outcome = bks("detections", "export", "--format", form.slug, "--output", str(directory))
    written = {path.name: path.read_text() for path in directory.iterdir()}
    assert (outcome.code, written) == (0, export_files(form))
    assert f"wrote {len(written)} files to {directory}" in outcome.stderr
    assert "detections exact" in outcome.stdout


def test_an_export_does_not_replace_other_files_unless_told_to(bks: Bks, tmp_path: Path) -> None:
    (tmp_path / "root.yml").write_text("mine")
    command = ("detections", "export", "--format", "sigma", "--output", str(tmp_path))
    refused = bks(*command)
    assert (refused.code, (tmp_path / "root.yml").read_text()) == (1, "mine")
    assert "such as root.yml" in refused.stderr
    assert bks(*command, "--overwrite").code == 0
    assert (tmp_path / "root.yml").read_text() == translations(FORMATS[0])["root"].text


def test_the_json_of_an_export_is_as_its_schema_says(bks: Bks, tmp_path: Path) -> None:
    command = ("detections", "export", "--format", "eventbridge", "--output", str(tmp_path), "--json")
    document = json.loads(bks(*command).stdout)
    assert faults(document) == []
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == set(document["files"])
    by_name = {each["name"]: each for each in document["exported"]}
    assert (by_name["burst"]["file"], by_name["burst"]["exactness"]) == (None, "not expressible")
    assert by_name["root"]["file"] == "root.json"


@pytest.mark.parametrize("command", [show, export], ids=["show", "export"])
def test_the_formats_are_those_of_the_compilers(command: click.Command) -> None:
    (choice,) = [each.type for each in command.params if each.name == "form"]
    assert isinstance(choice, click.Choice)
    assert tuple(choice.choices) == tuple(form.slug for form in FORMATS)
