"""Incidents of an invented phantom whose key leaked, a day after START."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.iam.user import User
from bks_tui.core.report.incident import Incident, NoUser
from tests.support.events import PHANTOM, START, an_event, iam_event
from tests.support.timelines import a_timeline, an_incident
from tests.support.users import api_key, user, user_record

FIRST, SECOND = "ACCAEXAMPLE000000001", "ACCAEXAMPLE000000002"
ACCESS_KEY = "AKIAEXAMPLE000000001"
BEDROCK = {"serviceName": "bedrock.amazonaws.com"}
HOUR = timedelta(hours=1)


def key_created(key_id: str, minute: float = -60, **fields: Any) -> Event:
    """The creation of an API key of the phantom."""
    created = {"serviceSpecificCredentialId": key_id, "userName": PHANTOM}
    return iam_event(
        "CreateServiceSpecificCredential",
        minute=minute,
        requestParameters=BEDROCK,
        responseElements={"serviceSpecificCredential": created},
        **fields,
    )


def access_key_created(minute: float, **fields: Any) -> Event:
    """The creation of an access key of the phantom."""
    created = {"accessKeyId": ACCESS_KEY, "userName": PHANTOM}
    return iam_event("CreateAccessKey", minute=minute, responseElements={"accessKey": created}, **fields)


def invoked(minute: float, model: str = "a.model", **fields: Any) -> Event:
    """An invocation by the phantom."""
    return an_event(minute=minute, requestParameters={"modelId": model}, **fields)


def phantom(**fields: Any) -> User:
    """The phantom, an hour older than START, with its API key."""
    record = user_record(PHANTOM, created=START - HOUR)
    key = api_key(FIRST, made_for=PHANTOM, created=START - HOUR, expires=None)
    return user(PHANTOM, **{"record": record, "service_credentials": (key,), **fields})


def incident(subject: User | NoUser, *events: Event, target: str = PHANTOM) -> Incident:
    """The incident of a subject, a day after START."""
    timeline = a_timeline(*events, target=parse_target(target, START))
    return replace(an_incident(subject, timeline), made_at=START + 24 * HOUR)
