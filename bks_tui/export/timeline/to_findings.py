"""A timeline as findings: one for each signal, with the first events that gave it, and those of further sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import TargetKind
from bks_tui.core.detection import Severity, Signal
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.findings import FindingSource, SourceFinding
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.findings.finding import (
    UNKNOWN_ACCOUNT,
    ExportedFinding,
    ExportedSubject,
    FindingAccount,
    Level,
    uid_of,
)
from bks_tui.export.timeline.findings import finding_fields

T = TypeVar("T")

_LEVELS = {Severity.HIGH: Level.HIGH, Severity.MEDIUM: Level.MEDIUM, Severity.LOW: Level.LOW}
_ADVICE = "Read the whole timeline with bks, which can also contain the user or the API key."

# The others look at permissions, credentials and copies of them.
_OF_BEHAVIOR = (FindingSource.GUARDDUTY, FindingSource.SIGN_IN)

# An event takes about a kilobyte, and a finding of Security Hub may have 240.
MOST_EVENTS = 50
_RESOURCES = {"user": "AwsIamUser", "role": "AwsIamRole", "assumed-role": "AwsIamRole"}


def timeline_findings(timeline: Timeline) -> Iterator[ExportedFinding]:
    """A finding for each signal, the most severe first, then those of further sources, if they were asked."""
    subject, place = _subject(timeline), _place(timeline)
    for signal, _ in timeline.summary.signals:
        events = tuple(event for event in timeline.events if signal in timeline.signals.get(event.event_id, ()))
        if events:
            yield _finding(timeline, signal, events, subject, place)
    yield from (_of_source(timeline, found, subject, place) for found in timeline.findings)


def _finding(
    timeline: Timeline, signal: Signal, events: tuple[Event, ...], subject: ExportedSubject, place: FindingAccount
) -> ExportedFinding:
    times = [event.time for event in events if event.time]
    return ExportedFinding(
        uid=uid_of("timeline", place.partition, place.account_id, timeline.target.text, signal.name),
        rule=signal.name,
        rule_title=signal.title,
        rule_meaning=signal.why,
        title=f"{signal.title}: {timeline.target.description}",
        description=f"{signal.why} {pluralize(len(events), 'event')} in {pluralize(timeline.days, 'day')}.",
        advice=_ADVICE,
        level=_LEVELS[signal.severity],
        place=place,
        subject=subject,
        technique=signal.technique,
        first_seen=min(times, default=timeline.since),
        last_seen=max(times, default=timeline.until),
        made_at=timeline.until,
        details={
            "event_count": len(events),
            "failed_events": sum(event.failed for event in events),
            "event_ids": [event.event_id for event in events[:MOST_EVENTS]],
            "addresses": _distinct([event.source_ip for event in events]),
            "user_agents": _distinct([event.user_agent for event in events]),
            "regions": _distinct([event.region for event in events]),
            "models": _distinct([event.model_id for event in events]),
            "timeline_complete": timeline.complete,
            "timeline_gaps": [f"{gap.region} {gap.source}: {gap.reason}" for gap in timeline.gaps],
            "role_arn": timeline.account.role_arn,
            **_asked(timeline),
        },
        events=events[:MOST_EVENTS],
    )


def _of_source(
    timeline: Timeline, found: SourceFinding, subject: ExportedSubject, place: FindingAccount
) -> ExportedFinding:
    """What a further source found. It stays in the account and Region of the session; its own Region is a detail."""
    source = found.source.value
    return ExportedFinding(
        uid=uid_of("further source", place.partition, place.account_id, source, found.region or "", found.finding_id),
        rule=f"further-source-{source.lower().replace(' ', '-')}",
        rule_title=f"Finding of {source}",
        rule_meaning=f"{source} says this about the target. No event of the timeline is counted for it.",
        title=f"{source}: {found.title}",
        description=f"{found.kind}: {found.title}",
        advice=_ADVICE,
        level=_LEVELS[found.severity] if found.severity else Level.INFORMATIONAL,
        place=place,
        subject=subject,
        technique=None,
        first_seen=found.time,
        last_seen=found.time or timeline.until,
        made_at=timeline.until,
        details={**finding_fields(found), "role_arn": timeline.account.role_arn, **_asked(timeline)},
        is_behavior=found.source in _OF_BEHAVIOR,
    )


def _asked(timeline: Timeline) -> dict[str, object]:
    """How far the further sources were read: one that was not read has not found nothing."""
    return {"finding_sources": [each.described for each in timeline.readings]} if timeline.readings else {}


def _distinct(values: list[T | None]) -> list[T]:
    return list(dict.fromkeys(value for value in values if value))[:MOST_EVENTS]


def _place(timeline: Timeline) -> FindingAccount:
    account = timeline.account
    region = account.region or next(iter(timeline.regions_with_activity), "")
    return FindingAccount(account.account_id, "", account.partition or "aws", region, account.demo)


def _subject(timeline: Timeline) -> ExportedSubject:
    """The target: its ARN where the timeline shows it, else its text."""
    target, account = timeline.target, timeline.account.account_id or UNKNOWN_ACCOUNT
    actors = (event.actor.arn for event in timeline.events if event.actor.arn and target.is_actor(event.actor))
    arn = target.text if target.text.startswith("arn:") else next(actors, None)
    if arn:
        what, _, path = arn.rpartition(":")[2].partition("/")
        name = path.rpartition("/")[2] if what != "assumed-role" else path
        kind = _RESOURCES.get(what, "Other")
        return ExportedSubject(kind, arn, name or what, ("aws", account, "iam", what, name or what))
    is_key = target.kind in (TargetKind.ACCESS_KEY, TargetKind.SESSION)
    kind, folder = ("AwsIamAccessKey", "access-key") if is_key else ("Other", "user")
    where = ("aws", account, "iam", folder, target.text)
    return ExportedSubject(kind, target.text, target.user_name or target.text, where)
