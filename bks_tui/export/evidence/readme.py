"""The README of an evidence bundle: what each file is, what was redacted, and how to verify it."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.report.evidence import REDACTION, SEAL, Collection
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.findings import reading_lines
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.formatting import command, timestamp

_FINDINGS_FILE = "findings.json"
_FILES = {
    "bundle.json": "who collected this, when, with which command and clock, and how to validate the log files",
    "records.jsonl": "the records of CloudTrail, one a line, each with its sources and where it was read",
    "scan.json": "the IAM user, its credentials and its policies, as they were read",
    "timeline.json": "the timeline: episodes, phases, signals, and the coverage of each source",
    _FINDINGS_FILE: "what further sources say of the target, and how far each was read; no record of CloudTrail",
    "report.html": "the incident report for people, which loads nothing and runs nothing",
    "report.json": "the same report for programs",
    "actions.json": "what bks changed in AWS for this target, from this machine",
    "journal.jsonl": "the lines of the journal of bks on these changes, each with the hash of the line before it",
    "gaps.json": "what could not be read, and what the sources can never contain",
}


def readme(collection: Collection) -> str:
    """The whole text. Lines that are not commands may be of any length."""
    return "\n".join(_lines(collection)) + "\n"


def _lines(collection: Collection) -> Iterator[str]:
    incident, validation = collection.incident, collection.validation
    timeline = incident.timeline
    yield f"Evidence on {sanitize(timeline.target.text)}"
    yield ""
    if timeline.account.demo:
        yield from ("Created from the simulated demo account: nothing in it is real.", "")
    yield f"Collected by bks {collection.version} at {timestamp(incident.made_at)}: {_who(collection)}."
    yield f"Period: {timestamp(timeline.since)} to {timestamp(timeline.until)}."
    yield f"Records: {len(timeline.events)}."
    yield _completeness(collection)
    yield _clock(collection)
    yield from _findings(timeline)
    files = {name: text for name, text in _FILES.items() if name != _FINDINGS_FILE or timeline.readings}
    yield from ("", "Files:", "", *(f"  {name:<14} {text}" for name, text in files.items()))
    yield from ("", REDACTION)
    yield "A record that could not be parsed is kept as text; of one above 1 MB, only its beginning is."
    yield from ("", SEAL, "", "To verify this bundle:", "", "  bks evidence verify PATH")
    yield from ("", "To validate the log files themselves:", "")
    yield from (f"  {command(line)}" for line in validation.commands)
    yield from ("", *map(sanitize, validation.notes))


def _who(collection: Collection) -> str:
    account = collection.incident.timeline.account
    if not account.caller_arn:
        return "AWS was not asked"
    role = f" through the role {sanitize(account.role_arn)}" if account.role_arn else ""
    return f"account {account.account_id}{role}, as {sanitize(account.caller_arn)}"


def _completeness(collection: Collection) -> str:
    gaps = collection.incident.not_read
    return f"INCOMPLETE: {pluralize(len(gaps), 'gap')}, see gaps.json." if gaps else "Everything could be read."


def _findings(timeline: Timeline) -> Iterator[str]:
    if not timeline.readings:
        yield "Further sources were not asked: --findings asks them."
        return
    yield f"{pluralize(len(timeline.findings), 'finding')} of further sources, in no count of records:"
    yield from (f"  {sanitize(line)}" for line in reading_lines(timeline.readings))


def _clock(collection: Collection) -> str:
    clock = collection.clock
    if clock is None:
        return "The offset of the clock of this machine to that of AWS is unknown."
    direction = "ahead of" if clock.ahead >= 0 else "behind"
    return (
        f"The clock of this machine was {abs(clock.ahead)} s {direction} that of AWS, give or take {clock.accuracy} s, "
        f"by the answer to {clock.operation}."
    )
