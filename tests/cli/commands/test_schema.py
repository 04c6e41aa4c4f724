"""The JSON Schemas that bks ships, compared with the real output of its commands."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from enum import Enum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from bks_tui.core.account.organization_tree import OrganizationNodeKind as OrganizationTargetKind
from bks_tui.core.cloudtrail.event import ActorKind
from bks_tui.core.cloudtrail.target import TargetKind
from bks_tui.core.detection import Severity
from bks_tui.core.doctor.command_access import Access
from bks_tui.core.doctor.diagnosis import DiagnosisSection
from bks_tui.core.hunt.identity import IdentityKind
from bks_tui.core.iam.policy_evaluation import Answer
from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.user import UserKind
from bks_tui.core.keys.access_key_id import AccessKeyClass
from bks_tui.core.keys.decoded_key import KeyKind
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.plan import PlanKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.timeline.findings import FindingSource, SourceStatus
from bks_tui.core.timeline.phases import Phase
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.account import demo_account
from bks_tui.storage.journal import default_directory
from tests.cli.conftest import Bks
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.keys import long_term_key, query, service_called, short_term_key

pytestmark = pytest.mark.no_cover

SCHEMAS = {
    file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
    for file in (files("bks_tui") / "schemas").iterdir()
}
LEAKED = "BedrockAPIKey-q7zf"
SCPS = Path(__file__).parents[3] / "scps"


@cache
def validator(name: str) -> Draft202012Validator:
    """What holds a document against a schema."""

    def found(uri: str) -> Resource[Any]:
        return Resource.from_contents(SCHEMAS[uri.removesuffix(".json")])

    # `retrieve` is an argument by an alias of attrs, which mypy does not follow.
    return Draft202012Validator(SCHEMAS[name], registry=Registry(retrieve=found))  # type: ignore[call-arg]


def faults(document: Any) -> list[str]:
    """What is wrong with a document, by the schema that it names."""
    name = str(document["schema"]).removeprefix("bks.").partition("/")[0] if "schema" in document else "journal"
    return [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(document)]


@pytest.fixture(autouse=True)
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """The demo account, with one user whose every text is hostile, in the place of AWS."""
    account = demo_account(datetime.now(timezone.utc))
    account.add_user("BedrockAPIKey-h05t", tags=dict(zip(("a", "b", "c"), HOSTILE_TEXTS, strict=False)))
    in_account(account)
    return account


BEDROCK = service_called("bedrock")
KEYS = (long_term_key(), short_term_key(BEDROCK, query(BEDROCK)), "ABSKshort", long_term_key()[:90])

# Each prints one document; those that write are carried out in turn, on one account.
READING: Mapping[str, tuple[str, ...]] = {
    "scan": ("scan", "--json"),
    "scan of an organization": ("scan", "--org", "--json"),
    "scan that is filtered": ("scan", "--json", "--filter", "is:held key:active"),
    "scan of an organization that is filtered": ("scan", "--org", "--json", "--filter", "account:1* age>1d"),
    "timeline that is filtered": ("timeline", LEAKED, "--json", "--filter", "is:failed"),
    "decode": (
        "decode-key",
        "--json",
        long_term_key(),
        short_term_key(BEDROCK, query(BEDROCK)),
        "ABSKshort",
        long_term_key()[:90],
    ),
    "timeline of a user": ("timeline", LEAKED, "--json"),
    "timeline that is capped": ("timeline", LEAKED, "--json", "--max-events", "3"),
    "timeline of nobody": ("timeline", "nobody", "--json"),
    "timeline with findings": ("timeline", "BedrockAPIKey-x91c", "--findings", "--json"),
    "report with findings": ("report", "otel-collector", "--findings", "--format", "json"),
    "hunt": ("hunt", "--json"),
    "cost": ("cost", LEAKED, "--json"),
    "cost of nobody": ("cost", "nobody", "--json"),
    "report": ("report", LEAKED, "--format", "json"),
    "report on nobody": ("report", "nobody", "--format", "json"),
    "a plan to revoke": ("revoke-key", LEAKED, "--dry-run", "--json"),
    "a clean-up that would be": ("cleanup", "--dry-run", "--json"),
    "the rating of a user": ("policy", "rate", LEAKED, "--json"),
    "the rating of a policy": ("policy", "rate", "arn:aws:iam::aws:policy/PowerUserAccess", "--json"),
    "policies": ("scp", "list", "--json"),
    "their check": ("scp", "check", "5", "--json"),
    "own policies": (
        "scp",
        "check",
        "--file",
        str(Path(__file__).parents[3] / "scps" / "1-block-all-keys.json"),
        "--json",
    ),
    "their status": ("scp", "status", "--json"),
    "a policy that would be attached": ("scp", "plan", "1-block-all-keys", "--target", "root", "--json"),
    "a diagnosis": ("doctor", "--json"),
    "a diagnosis with names": ("doctor", "--with-names", "--json"),
    "an empty journal": ("journal", "list", "--json"),
    "a table for Athena": ("athena", "status", "--json"),
    "detections": ("detections", "list", "--json"),
    "a detection": ("detections", "show", "burst", "--json"),
}
WRITING: tuple[tuple[str, ...], ...] = (
    ("revoke-key", LEAKED, "--contain", "--force", "--json"),
    ("release", LEAKED, "--force", "--json"),
    ("revoke-key", LEAKED, "--force", "--json"),
    ("cleanup", "--force", "--json", "--user", "BedrockAPIKey-c4ne", "--user", LEAKED),
    ("scp", "apply", "1-block-all-keys", "--target", "root", "--force", "--json"),
    ("scp", "remove", "1-block-all-keys", "--target", "root", "--force", "--json"),
    ("journal", "list", "--json"),
    ("report", LEAKED, "--format", "json"),
)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_it(bks: Bks, name: str) -> None:
    assert json.loads(bks("schema", name).stdout) == SCHEMAS[name]


@pytest.mark.parametrize("command", READING.values(), ids=READING.keys())
def test_what_a_command_prints_is_as_its_schema_says(bks: Bks, command: tuple[str, ...]) -> None:
    assert faults(json.loads(bks(*command).stdout)) == []


def test_what_is_written_is_printed_as_its_schema_says(bks: Bks) -> None:
    for command in WRITING:
        document = json.loads(bks(*command).stdout)
        assert (command, faults(document)) == (command, [])
    operations = json.loads(bks("journal", "list", "--json").stdout)["operations"]
    assert len(operations) >= len(WRITING) - 2
    shown = json.loads(bks("journal", "show", operations[0]["operation_id"], "--json").stdout)
    assert faults(shown) == []


@pytest.mark.parametrize("fails", [False, True])
def test_the_lines_of_the_journal_are_as_their_schema_says(bks: Bks, account: SimulatedAccount, *, fails: bool) -> None:
    if fails:
        account.faults.deny("iam:DeleteUser")
    bks("cleanup", "--force", "--user", "BedrockAPIKey-c4ne")
    path = default_directory(demo=False) / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"broken')
    lines = [json.loads(line) for line in bks("journal", "export").stdout.splitlines()]
    assert [fault for line in lines for fault in faults(line)] == []
    events = {line.get("event", "broken off") for line in lines}
    assert events >= {"begun", "asked", "answered", "ended", "broken off"} | (
        {"putting back", "put back"} if fails else set()
    )


@pytest.mark.parametrize("more", [(), ("--max-events", "3"), ("--findings",)])
def test_the_lines_of_a_stream_are_as_their_schema_says(bks: Bks, more: tuple[str, ...]) -> None:
    lines = [json.loads(line) for line in bks("timeline", LEAKED, "--jsonl", *more).stdout.splitlines()]
    assert {line["type"] for line in lines} == {"event", "summary"}
    assert [fault for line in lines for fault in faults(line)] == []


def test_the_lines_of_a_scan_are_as_their_schema_says(bks: Bks) -> None:
    lines = [json.loads(line) for line in bks("scan", "--org", "--jsonl").stdout.splitlines()]
    assert {line["type"] for line in lines} == {"account", "end"}
    assert [fault for line in lines for fault in faults(line)] == []


@pytest.mark.parametrize("more", [(), ("--org",)])
def test_the_difference_of_two_scans_is_as_its_schema_says(
    bks: Bks, account: SimulatedAccount, more: tuple[str, ...]
) -> None:
    bks("scan", *more)
    account.delete_user("BedrockAPIKey-c4ne")
    account.add_user("BedrockAPIKey-new1")
    account.add_access_key("BedrockAPIKey-f8uo")
    document = json.loads(bks("scan", *more, "--diff", "last", "--json").stdout)
    assert [part for part in ("new", "gone", "changed") if not document["diff"][part]] == []
    assert faults(document) == []


def altered(document: Any) -> Iterator[Any]:
    """The document with one field more, and without each field, at every object that has a schema of its own."""
    for path in paths_of_objects(document):
        more = copy.deepcopy(document)
        at(more, path)["unheard of"] = 1
        yield more
        for name in at(document, path):
            less = copy.deepcopy(document)
            del at(less, path)[name]
            yield less


def with_first_only(value: Any) -> Any:
    """The value with one element in each list: only the first is altered, and the others would be checked each time."""
    if isinstance(value, dict):
        return {name: with_first_only(part) for name, part in value.items()}
    return [with_first_only(part) for part in value[:1]] if isinstance(value, list) else value


FREE = (("unread",), ("tags",), ("parameters",), ("requires",), ("context",))


def paths_of_objects(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where objects stand in a document, of each list only in the first element; not those whose names are free."""
    if isinstance(value, dict) and (
        not path or path[-1] not in ("unread", "tags", "parameters", "requires", "context")
    ):
        yield path
        for name, part in value.items():
            yield from paths_of_objects(part, (*path, name))
    elif isinstance(value, list) and value:
        yield from paths_of_objects(value[0], (*path, 0))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for step in path:
        document = document[step]
    return document


@pytest.mark.parametrize(
    "name",
    ["scan", "scan of an organization", "decode", "hunt", "a plan to revoke", "the rating of a user", "a diagnosis"],
)
def test_a_schema_knows_every_field_and_misses_none(bks: Bks, name: str) -> None:
    document = with_first_only(json.loads(bks(*READING[name]).stdout))
    wrong = [each for each in altered(document) if "schema" in each and not faults(each)]
    assert wrong == []


def values(kind: type[Enum]) -> list[Any]:
    """The values of an enumeration."""
    return [each.value for each in kind]


@pytest.mark.parametrize(
    ("name", "definition", "field", "kind"),
    [
        ("scan", "user", "status", Status),
        ("scan", "user", "kind", UserKind),
        ("scan", "account", "outcome", AccountOutcome),
        ("decode", "key", "type", KeyKind),
        ("decode", "key", "access_key_class", AccessKeyClass),
        ("timeline", "timeline", "target_kind", TargetKind),
        ("timeline", "actor", "kind", ActorKind),
        ("timeline", "signal", "severity", Severity),
        ("timeline", "phase", "phase", Phase),
        ("timeline", "finding", "source", FindingSource),
        ("timeline", "finding", "severity", Severity),
        ("timeline", "finding_source", "source", FindingSource),
        ("timeline", "finding_source", "status", SourceStatus),
        ("policy", "request", "allowed", Answer),
        ("doctor", "fact", "section", DiagnosisSection),
        ("doctor", "command", "access", Access),
        ("hunt", "identity", "kind", IdentityKind),
        ("hunt", "identity", "severity", Severity),
        ("hunt", "signal", "severity", Severity),
        ("actions", "operation", "kind", PlanKind),
        ("actions", "operation", "outcome", Outcome),
        ("actions", "step", "outcome", StepOutcome),
        ("journal", "answered", "outcome", StepOutcome),
        ("journal", "ended", "outcome", Outcome),
    ],
)
def test_the_words_of_a_field_are_those_of_the_model(name: str, definition: str, field: str, kind: type[Enum]) -> None:
    printed = set(SCHEMAS[name]["$defs"][definition]["properties"][field]["enum"]) - {None, "would"}
    assert printed == set(values(kind))


def test_the_grades_are_those_of_the_model() -> None:
    schema = SCHEMAS["policy"]
    assert schema["$defs"]["grade"]["enum"] == values(Grade)
    assert schema["properties"]["grade"]["enum"] == [*values(Grade), "unknown"]


def test_the_kinds_of_targets_are_those_of_the_model() -> None:
    targets = SCHEMAS["scp"]["$defs"]["status"]["properties"]["targets"]["items"]["properties"]
    assert targets["kind"]["enum"] == values(OrganizationTargetKind)


def test_every_schema_says_what_it_is_of() -> None:
    assert [name for name, schema in SCHEMAS.items() if not schema["title"].startswith(f"bks.{name}/")] == []
