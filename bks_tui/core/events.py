"""One CloudTrail record as an event: who did what, where, from where, and how it ended.

The shapes are those of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
and of records as Athena and published incidents show them. Every text in a record may be an
attacker's: names and ids are kept verbatim, secrets are replaced (`core.redaction`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class ActorKind(Enum):
    """What kind of identity made a call."""

    USER = "IAM user"
    ROLE_SESSION = "role session"
    IDENTITY_CENTER = "Identity Center user"
    ROOT = "root"
    SERVICE = "AWS service"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a call. None: the record does not tell.

    `name` is the user's or the role session's name. `issuer_arn` is the role behind a session,
    `credential_id` an API key's id where CloudTrail gives it, `on_behalf_of` an Identity Center
    user id.
    """

    kind: ActorKind
    name: str
    arn: str | None = None
    account_id: str | None = None
    issuer_arn: str | None = None
    access_key_id: str | None = None
    credential_id: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One call to AWS. None or an empty text: the record does not tell.

    `resources` are the names and ARNs that it was about. `record` is the whole record as JSON text
    without secrets. `problem` says, in one sentence, why a record could not be parsed.
    """

    event_id: str
    time: datetime | None
    name: str
    source: str
    region: str
    source_ip: str | None
    user_agent: str | None
    error_code: str | None
    error_message: str | None
    read_only: bool | None
    actor: Actor
    call_with_bearer_token: bool
    bearer_token_type: str | None
    model_id: str | None
    resources: tuple[str, ...]
    record: str
    problem: str | None
    from_console: bool = False


def parse_event(record: str, *, event_id: str = "", time: datetime | None = None, region: str = "") -> Event:
    """The event in a CloudTrail record. Raises nothing: what cannot be parsed has a `problem`.

    `event_id`, `time` and `region` are what the source of the record knows besides, for a record
    that lacks them.
    """
    return Event(
        event_id,
        time,
        "",
        "",
        region,
        None,
        None,
        None,
        None,
        None,
        Actor(ActorKind.OTHER, "unknown"),
        False,
        None,
        None,
        (),
        record,
        "Not parsed.",
    )
