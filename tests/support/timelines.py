"""Timelines and incidents to write down: invented, whole, and different only where a test says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.event import Actor, ActorKind, Event, chronological
from bks_tui.core.cloudtrail.target import Target, TargetKind, parse_target
from bks_tui.core.detection import RULES, Severity, Signal, find_signals
from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.iam.rating import RatedPolicy, Rating, rate
from bks_tui.core.iam.user import User
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.response.operation import Operation
from bks_tui.core.timeline.findings import FindingSource, SourceFinding, SourceReading, SourceStatus
from bks_tui.core.timeline.timeline import Gap, Timeline
from tests.support.events import PHANTOM, START, an_event, iam_event, role_identity, user_identity
from tests.support.hostile import hostile_scan
from tests.support.plans import hostile_operation
from tests.support.users import BEDROCK_POLICY, NOW, an_account, finding, user

DENIED_REGION = Gap("ap-south-1", "cloudtrail:LookupEvents", "not authorized")
DOCUMENT = '{"Statement": [{"Effect": "Allow", "Action": ["bedrock:Get*", "bedrock:List*"], "Resource": "*"}]}'

# One signal of each severity.
SIGNALS: Mapping[Severity, Signal] = {rule.signal.severity: rule.signal for rule in RULES}


def an_incidents_events() -> tuple[Event, ...]:
    """A key is made, tried, used from elsewhere, and then an access key is made with it."""
    return (
        iam_event("CreateServiceSpecificCredential", minute=-60, identity=role_identity()),
        an_event("ListFoundationModels", minute=1),
        an_event("InvokeModel", minute=2, sourceIPAddress="203.0.113.9", requestParameters={"modelId": "a.model"}),
        an_event("InvokeModel", minute=3, errorCode="AccessDenied", errorMessage="not authorized"),
        iam_event("CreateAccessKey", minute=4, identity=user_identity()),
    )


def a_timeline(
    *events: Event,
    gaps: tuple[Gap, ...] = (),
    capped: bool = False,
    target: Target | None = None,
    signals: Mapping[str, tuple[Signal, ...]] | None = None,
    account: Account | None = None,
) -> Timeline:
    """A complete timeline of `events`, two days around START."""
    target = target or parse_target(PHANTOM, START)
    return Timeline(
        account=account or an_account(),
        target=target,
        days=2,
        since=START - timedelta(days=1),
        until=START + timedelta(days=1),
        events=tuple(sorted(events, key=chronological)),
        signals=find_signals(events, target) if signals is None else signals,
        gaps=gaps,
        regions_searched=("us-east-1", "us-west-2"),
        capped=capped,
    )


def an_incident(
    subject: User | NoUser | None = None,
    timeline: Timeline | None = None,
    documents: Mapping[str, Evidence[str]] | None = None,
    warnings: tuple[str, ...] = (),
    taken: tuple[Operation, ...] = (),
    rating: Rating | None = None,
) -> Incident:
    """A complete incident, by default of a phantom with one active API key, at NOW."""
    found = subject if isinstance(subject, NoUser) else finding(subject or user(PHANTOM))
    return Incident(
        timeline=timeline or a_timeline(*an_incidents_events()),
        made_at=NOW,
        subject=found,
        policy_documents={BEDROCK_POLICY.arn: Known(DOCUMENT)} if documents is None else documents,
        actions_taken=taken,
        warnings=warnings,
        rating=rating,
    )


def hostile_event(text: str, event_id: str) -> Event:
    """An event in which every text that CloudTrail gives holds `text`."""
    return Event(
        event_id=event_id,
        time=START,
        name=text,
        source=text,
        region=text,
        source_ip=text,
        user_agent=text,
        error_code=text,
        error_message=text,
        read_only=None,
        actor=Actor(ActorKind.USER, text, text, text, text, text, text, text),
        call_with_bearer_token=True,
        bearer_token_type=text,
        model_id=text,
        resources=(text,),
        record=text,
        problem=text,
    )


def hostile_timeline(text: str) -> Timeline:
    """A timeline in which every text that AWS or a person gives holds `text`."""
    timeline = a_timeline(
        hostile_event(text, f"1{text}"),
        hostile_event(text, f"2{text}"),
        gaps=(Gap(text, text, text),),
        target=Target(TargetKind.USER, text, text, (text,), text),
        signals={f"1{text}": tuple(SIGNALS.values())},
        account=an_account(alias=text),
    )
    return replace(timeline, remarks=(text,)).with_readings((hostile_reading(text),))


def hostile_reading(text: str) -> SourceReading:
    """A source of findings of which every text holds `text`."""
    found = SourceFinding(FindingSource.GUARDDUTY, text, Severity.HIGH, START, text, text, text, text)
    return SourceReading(
        FindingSource.GUARDDUTY,
        SourceStatus.PARTLY_READ,
        (found,),
        regions=(text,),
        not_enabled=(text,),
        gaps=(Gap(text, text, text),),
        notes=(text,),
    )


def hostile_incident(text: str) -> Incident:
    """An incident of a user and a timeline full of `text`."""
    (phantom,) = hostile_scan(text).phantoms
    statement = {"Effect": text, "Action": text, "Resource": [text], "Condition": {text: text}}
    return Incident(
        timeline=hostile_timeline(text),
        made_at=NOW,
        subject=phantom,
        policy_documents={text: Known(json.dumps({"Statement": statement}))},
        actions_taken=(hostile_operation(text),),
        warnings=(text,),
        rating=rate([RatedPolicy(text, Known(json.dumps({"Statement": statement})), text)]),
    )
