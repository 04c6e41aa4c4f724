"""The first step of a report: preserve the evidence of what was asked for, by a command that asks for the same."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from bks_tui.core.cloudtrail.target import parse_target, target_of_user
from bks_tui.core.timeline.timeline import Timeline
from tests.support.events import PHANTOM
from tests.support.hostile import HOSTILE, dangers
from tests.support.incidents import commands_of
from tests.support.timelines import a_timeline, an_incident
from tests.support.users import ACCOUNT_ID, NOW, an_account, user


def test_the_evidence_is_kept_before_anything_is_stopped() -> None:
    assert commands_of(an_incident())[0] == f"bks report --days 2 --format json --output incident.json -- {PHANTOM}"


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        (a_timeline(account=an_account(demo=True)), "bks report --demo --days 2 "),
        (a_timeline(account=replace(an_account(), profile="my prod")), "bks report --profile 'my prod' --days 2 "),
        (
            a_timeline(account=replace(an_account(), partition="aws-us-gov", region="us-gov-west-1")),
            "bks --region us-gov-west-1 report --days 2 ",
        ),
        (
            replace(a_timeline(), regions_chosen=("eu-west-1", "us-east-1")),
            "bks report --region eu-west-1 --region us-east-1 --days 2 ",
        ),
    ],
    ids=["demo", "profile", "partition", "Regions"],
)
def test_the_evidence_is_kept_of_what_was_asked(asked: Timeline, begins: str) -> None:
    assert commands_of(an_incident(timeline=asked))[0].startswith(begins)


@pytest.mark.parametrize(
    "name", ["BedrockAPIKey-q7zf+1-at-999988887777", "AKIAINVENTEDFORTEST1", "AIDAINVENTEDFORTESTS0"]
)
def test_a_user_whose_name_reads_as_something_else_is_asked_for_by_arn(name: str) -> None:
    timeline = a_timeline(target=target_of_user(name, ACCOUNT_ID))
    *_, argument = shlex.split(commands_of(an_incident(user(name), timeline))[0])
    assert argument == f"arn:aws:iam::{ACCOUNT_ID}:user/{name}"


@pytest.mark.parametrize(
    "text", [PHANTOM, f"{PHANTOM}+1-at-{ACCOUNT_ID}", "AKIAINVENTEDFORTEST1", f"arn:aws:iam::{ACCOUNT_ID}:role/a/b"]
)
def test_what_a_person_asked_for_is_asked_for_again(text: str) -> None:
    timeline = a_timeline(target=parse_target(text, NOW))
    assert shlex.split(commands_of(an_incident(timeline=timeline))[0])[-1] == text


@pytest.mark.parametrize("hostile", [text for text in HOSTILE.values() if dangers(text + "\n") or "\n" in text])
def test_evidence_of_what_cannot_be_pasted_is_kept_from_where_it_was_asked(hostile: str) -> None:
    step = an_incident(timeline=a_timeline(target=target_of_user(f"a{hostile}b", ACCOUNT_ID))).next_steps[0]
    assert step.commands == ()
    assert step.why.endswith("cannot be pasted safely is missing: save this report as JSON as well.")
