"""The active sessions of a role, as far as CloudTrail shows who assumed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bks_tui.aws.cloudtrail.lookup_events import Lookup, lookup_events
from bks_tui.aws.retries import Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.cloudtrail.event import request_parameters
from bks_tui.core.cloudtrail.record import text_in
from bks_tui.core.errors import AwsError
from bks_tui.core.timeline.source import Period

# No session of a role lasts longer.
_LONGEST = timedelta(hours=12)
# Where STS keeps the events of its global endpoint.
_GLOBAL = "us-east-1"


def sessions_of_role(session: AwsSession, role_arn: str, now: datetime, wait: Wait) -> tuple[str, ...]:
    """A sentence for each session that may be active, or on why they are unknown."""
    sentences: dict[str, None] = {}
    for region in dict.fromkeys((session.region, _GLOBAL)):
        try:
            sentences.update(dict.fromkeys(_sessions(session, region, role_arn, now, wait)))
        except AwsError as error:
            sentences[f"active sessions could not be read in {region}: {error}"] = None
    return tuple(sentences) or ("CloudTrail shows no one who assumed it in the last 12 hours in the Regions searched",)


def _sessions(session: AwsSession, region: str, role_arn: str, now: datetime, wait: Wait) -> Iterator[str]:
    period = Period(now - _LONGEST, now)
    for page in lookup_events(
        session.api("cloudtrail", region, wait=wait), region, Lookup("ResourceName", role_arn), period
    ):
        for event in page:
            name = text_in(request_parameters(event), "roleSessionName")
            if event.name.startswith("AssumeRole") and name and not event.error_code:
                yield f"session {name}, started by {event.actor.described}"
