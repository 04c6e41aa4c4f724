"""An export: a file for each detection that a format expresses, and a summary of what it does not."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bks_tui.core.detection.compile.event_needs import IAM_REGIONS
from bks_tui.core.detection.compile.event_pattern import EventRule, event_rule
from bks_tui.core.detection.compile.formats import FORMATS, FORMATS_BY_SLUG, Format, translations
from bks_tui.core.detection.compile.translation import Exactness
from bks_tui.core.detection.watch import WATCHED_RULES
from bks_tui.export.detections.to_files import README, export_files, summary_lines

EVENTBRIDGE = FORMATS_BY_SLUG["eventbridge"]
each_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.slug)


def event_rules() -> list[EventRule]:
    return [event_rule(rule) for rule in WATCHED_RULES if translations(EVENTBRIDGE)[rule.signal.name].text]


@each_format
def test_each_detection_that_can_be_expressed_has_a_file(form: Format) -> None:
    files = export_files(form)
    for name, translation in translations(form).items():
        assert files.get(f"{name}{form.ending}") == translation.text


@each_format
def test_the_summary_says_of_each_detection_how_it_is_expressed(form: Format) -> None:
    readme = export_files(form)[README]
    for rule in WATCHED_RULES:
        translation = translations(form)[rule.signal.name]
        assert f"| `{rule.signal.name}`: {rule.signal.title} |" in readme
        if translation.exactness is not Exactness.EXACT:
            assert f"- `{rule.signal.name}`: {' '.join(translation.differences)}" in readme


def test_the_summary_on_the_terminal_names_what_is_not_exact() -> None:
    assert list(summary_lines(FORMATS_BY_SLUG["sigma"])) == [
        "62 detections exact",
        "3 detections partial: models-refused, many-models, new-client",
    ]


# --- CloudFormation ------------------------------------------------------------------------------


def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(export_files(EVENTBRIDGE)["template.yaml"])
    return loaded


def test_the_template_has_a_rule_for_each_pattern() -> None:
    resources = [each["Properties"] for each in template()["Resources"].values()]
    in_aws = json.loads(
        json.dumps([each["EventPattern"] for each in resources]).replace("arn:${AWS::Partition}:", "arn:aws:"),
        object_hook=lambda node: node.get("Fn::Sub", node),
    )
    assert in_aws == json.loads(json.dumps([pattern for rule in event_rules() for pattern in rule.patterns]))
    assert all(each["Targets"] == [{"Id": "bks", "Arn": {"Ref": "TargetArn"}}] for each in resources)


def test_the_template_creates_rules_for_iam_only_where_iams_events_are() -> None:
    limited = {
        each["Properties"]["Name"].rpartition("-")[0]
        if each["Properties"]["Name"][-1].isdigit()
        else each["Properties"]["Name"]
        for each in template()["Resources"].values()
        if each.get("Condition") == "InIamRegion"
    }
    assert limited == {rule.name for rule in event_rules() if rule.needs.in_iam_region}
    regions = [each["Fn::Equals"][1] for each in template()["Conditions"]["InIamRegion"]["Fn::Or"]]
    assert tuple(regions) == IAM_REGIONS


def test_names_and_descriptions_are_within_the_limits_of_aws() -> None:
    for each in template()["Resources"].values():
        assert len(each["Properties"]["Name"]) <= 64
        assert len(each["Properties"]["Description"]) <= 512


# --- Terraform -----------------------------------------------------------------------------------

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed here")


def terraform(*arguments: str, given: str = "", directory: Path | None = None) -> str:
    return subprocess.run(
        ["terraform", *arguments], input=given, capture_output=True, text=True, check=True, cwd=directory
    ).stdout


@needs_terraform
def test_terraform_finds_the_module_well_formed() -> None:
    module = export_files(EVENTBRIDGE)["main.tf"]
    assert terraform("fmt", "-", given=module) == module


@needs_terraform
def test_the_module_has_a_rule_for_each_pattern(tmp_path: Path) -> None:
    """Its expressions alone: the provider would have to be downloaded."""
    for name, content in export_files(EVENTBRIDGE).items():
        (tmp_path / name).write_text(content)
    module = (tmp_path / "main.tf").read_text()
    expressions = module[module.index("locals {") : module.index("resource ")]
    in_region = expressions.replace("data.aws_region.current.id", '"us-gov-west-1"')
    (tmp_path / "main.tf").write_text(in_region.replace("${data.aws_partition.current.partition}", "aws-us-gov"))
    wanted = "jsonencode({for name, rule in local.rules : name => [rule.state, rule.pattern]})"
    rules = json.loads(json.loads(terraform("console", given=wanted, directory=tmp_path)))
    expected = {
        rule.name if len(rule.patterns) == 1 else f"{rule.name}-{number + 1}": (rule.needs.state, pattern)
        for rule in event_rules()
        for number, pattern in enumerate(rule.patterns)
    }
    assert rules.keys() == expected.keys()
    for name, (state, pattern) in expected.items():
        in_partition = json.dumps(pattern).replace("arn:aws:iam", "arn:aws-us-gov:iam")
        assert (rules[name][0], json.loads(rules[name][1])) == (state, json.loads(in_partition))
