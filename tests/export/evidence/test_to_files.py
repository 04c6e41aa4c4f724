"""The files of an evidence bundle: everything that is known, the same each time, without secrets and without harm."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.account.clock_offset import ClockOffset
from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.evidence import Cause, Known, Unread
from bks_tui.core.report.evidence import Collection
from bks_tui.core.report.incident import Incident
from bks_tui.export.evidence.to_files import bundle_files, bundle_info
from tests.core.cloudtrail.test_trail import TRAIL
from tests.support.events import PHANTOM, cloudtrail_record
from tests.support.hostile import HOSTILE, dangers
from tests.support.keys import long_term_key, pieces
from tests.support.plans import hostile_operation
from tests.support.tables import for_each
from tests.support.timelines import a_timeline, an_incident, hostile_incident
from tests.support.users import BEDROCK_POLICY, NOW, user

JOURNAL = Path("journal.jsonl")
CLOCK = ClockOffset(-2.5, 0.6, NOW, "sts:GetCallerIdentity")
KEY = long_term_key()


def texts(collection: Collection, *extract: str) -> dict[str, str]:
    """The text of each file."""
    return {name: "".join(parts) for name, parts in bundle_files(collection, JOURNAL, extract).items()}


def of(incident: Incident) -> dict[str, str]:
    return texts(Collection(incident, "1.0", CLOCK, Known((TRAIL,))))


def document(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


def test_a_record_is_as_aws_returned_it() -> None:
    record = cloudtrail_record(requestParameters={"modelId": "a.model", "ä": ["\u202e", 1.5, None]})
    (line,) = of(an_incident(timeline=a_timeline(parse_event(json.dumps(record)))))["records.jsonl"].splitlines()
    assert document(line)["record"] == record


def test_the_fields_of_a_record_keep_their_order() -> None:
    record = dict(reversed(cloudtrail_record().items()))
    (line,) = of(an_incident(timeline=a_timeline(parse_event(json.dumps(record)))))["records.jsonl"].splitlines()
    assert list(document(line)["record"]) == list(record)


def test_a_record_that_could_not_be_parsed_is_kept_as_text() -> None:
    event = parse_event("{broken", event_id="e-1")
    line = document(of(an_incident(timeline=a_timeline(event)))["records.jsonl"])
    assert (line["event_id"], line["record"]) == ("e-1", "{broken")
    assert line["problem"]


def test_each_record_has_its_sources_and_where_it_was_read() -> None:
    event = parse_event(json.dumps(cloudtrail_record()))
    timeline = replace(
        a_timeline(event),
        sources={event.event_id: ("log files", "Athena")},
        origins={event.event_id: ("b.json.gz", "a.json.gz")},
    )
    line = document(of(an_incident(timeline=timeline))["records.jsonl"])
    assert (line["sources"], line["origins"]) == (["Athena", "log files"], ["a.json.gz", "b.json.gz"])


def test_the_bundle_says_who_collected_it_how_and_by_which_clock() -> None:
    bundle = document(of(an_incident())["bundle.json"])
    assert bundle["bks_version"] == "1.0"
    assert bundle["command"].startswith("bks evidence ")
    assert bundle["caller_arn"] == an_incident().timeline.account.caller_arn
    assert bundle["clock_offset"]["seconds_ahead_of_aws"] == -2.5
    assert len(bundle["validation_commands"]) == 2


UNKNOWN = {
    "AWS was not asked": (None, "AWS was not asked"),
    "denied": (
        Unread(Cause.DENIED, "cloudtrail:DescribeTrails", "AWS denied it"),
        "The trails are unknown: AWS denied",
    ),
}


@for_each("case", UNKNOWN)
def test_unknown_trails_are_no_missing_trails(case: tuple[Unread | None, str]) -> None:
    trails, note = case
    collection = Collection(an_incident(), "1.0", None, trails)
    assert "--trail-arn TRAIL_ARN" in collection.validation.commands[0]
    assert any(each.startswith(note) for each in collection.validation.notes)
    assert "clock of this machine to that of AWS is unknown" in texts(collection)["README.txt"]


def test_an_account_without_a_trail_has_nothing_to_validate() -> None:
    validation = Collection(an_incident(), "1.0", None, Known(())).validation
    assert validation.commands == ()
    assert "event history cannot be validated" in validation.notes[0]


def test_a_trail_without_digests_has_no_command_but_a_note() -> None:
    validation = Collection(an_incident(), "1.0", None, Known((replace(TRAIL, has_digests=False),))).validation
    assert (validation.commands, validation.notes) == (
        (),
        ("The trail main has no digest files: it cannot be validated.",),
    )


def test_the_same_incident_gives_the_same_files() -> None:
    assert of(an_incident()) == of(an_incident())


def test_the_redaction_is_stated() -> None:
    assert "Secrets were replaced by fingerprints" in of(an_incident())["README.txt"]


def leaked(files: dict[str, str]) -> set[str]:
    """The files in which a piece of the key is."""
    return {
        name
        for name, text in files.items()
        for piece in pieces(KEY)
        if piece in text and piece not in "bedrock-api-key-"
    }


@pytest.mark.parametrize("place", ["userAgent", "errorMessage", "requestParameters"])
def test_a_key_in_a_record_is_in_no_file(place: str) -> None:
    value = {"password": KEY, "note": f"x {KEY}"} if place == "requestParameters" else f"x {KEY}"
    event = parse_event(json.dumps({**cloudtrail_record(), place: value}))
    files = of(an_incident(timeline=a_timeline(event)))
    assert leaked(files) == set()
    assert "fingerprint" in files["records.jsonl"]


def test_a_key_in_a_tag_a_policy_or_a_gap_is_in_no_file() -> None:
    incident = an_incident(
        user(PHANTOM, tags=(("note", KEY),)),
        documents={BEDROCK_POLICY.arn: Known(json.dumps({"Statement": [{"Sid": KEY}]}))},
        warnings=(f"cannot read {KEY}",),
        taken=(hostile_operation(KEY),),
    )
    line = json.dumps({"event": "begun", "plan": {"tags": {"note": KEY}}})
    files = texts(Collection(incident, "1.0", CLOCK, Known((replace(TRAIL, name=KEY, has_digests=False),))), line)
    assert leaked(files) == set()


def test_a_line_of_the_journal_without_secrets_is_verbatim() -> None:
    line = '{"event":  "ended", "previous": "00ff"}'
    assert texts(Collection(an_incident(), "1.0"), line)["journal.jsonl"] == f"{line}\n"


# The longest ones take most of the time, and contain nothing that the others do not.
@for_each("text", {name: text for name, text in HOSTILE.items() if len(text) < 1_000})
def test_hostile_text_is_escaped_in_every_file(text: str) -> None:
    trail = replace(TRAIL, name=text, arn=text, bucket=text, has_digests=False)
    files = texts(Collection(hostile_incident(text), "1.0", CLOCK, Known((trail, replace(trail, has_digests=True)))))
    assert {name for name, content in files.items() if dangers(content)} == set()
    assert all(content.isascii() for name, content in files.items() if name.endswith((".json", ".jsonl")))
    assert "<script>" not in files["report.html"]
    assert all(json.loads(line) for line in files["records.jsonl"].splitlines())
    for _, value in bundle_info(Collection(hostile_incident(text), "1.0")):
        assert not dangers(value)
        assert "\n" not in value
