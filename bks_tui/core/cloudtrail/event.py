"""One CloudTrail record as an event: who did what, where, from where, and how it ended.

The shapes are those of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html,
and those that Athena and published incidents show. An attacker may have written any text:
names and ids are kept verbatim, and secrets are replaced first (see `redaction`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bks_tui.core.cloudtrail.record import flag_in, object_in, read_record, text_in, time_in

# The name of a model is the same in every Region; its ARN also contains the Region.
_NAMED_MODEL = re.compile(r"arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)/(?P<name>.+)")

# The roles that Identity Center creates in an account for its permission sets.
_IDENTITY_CENTER_ROLE = re.compile(r"role/aws-reserved/sso\.amazonaws\.com/|/AWSReservedSSO_")

# The name of such a role: the permission set, then a number.
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(?P<name>.+)_[0-9a-f]+")

_ABOUT = (
    "userName",
    "newUserName",
    "roleName",
    "roleArn",
    "groupName",
    "policyName",
    "policyArn",
    "accessKeyId",
    "serviceSpecificCredentialId",
    "guardrailIdentifier",
    "modelIdentifier",
)

_ABOUT_ANY = frozenset(_ABOUT)


class ActorKind(Enum):
    """What kind of identity made a call."""

    USER = "IAM user"
    ROLE_SESSION = "role session"
    IDENTITY_CENTER = "Identity Center user"
    ROOT = "root"
    SERVICE = "AWS service"
    OTHER = "other"


_KINDS = {
    "IAMUser": ActorKind.USER,
    "AssumedRole": ActorKind.ROLE_SESSION,
    "IdentityCenterUser": ActorKind.IDENTITY_CENTER,
    "Root": ActorKind.ROOT,
    "AWSService": ActorKind.SERVICE,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a call. None: not in the record.

    `name` is the user's or the role session's name. `issuer_arn` is the role or user behind a
    session, `credential_id` an API key's id where CloudTrail gives it, `on_behalf_of` an Identity
    Center user id.
    """

    kind: ActorKind
    name: str
    arn: str | None = None
    account_id: str | None = None
    issuer_arn: str | None = None
    access_key_id: str | None = None
    credential_id: str | None = None
    on_behalf_of: str | None = None

    @property
    def issuer(self) -> str | None:
        """The name of the role or user behind a session."""
        return self.issuer_arn.rpartition("/")[2] if self.issuer_arn else None

    @property
    def described(self) -> str:
        """The actor as people read it: `build-4711 (session of DeployPipeline)`.

        Anyone who assumes a role can choose the session name, so only a user is shown by the name alone.
        """
        if self.kind is ActorKind.USER:
            return self.name
        if self.kind is ActorKind.ROOT:
            return "root user"
        if not self.issuer:
            return f"{self.name} ({self.kind.value})"
        if self.kind is ActorKind.IDENTITY_CENTER:
            permission_set = _PERMISSION_SET.fullmatch(self.issuer)
            return f"{self.name} (Identity Center, {permission_set['name'] if permission_set else self.issuer})"
        return f"{self.name} (session of {self.issuer})"


@dataclass(frozen=True, slots=True)
class Event:
    """One call to AWS. None or an empty text: not in the record.

    `time` is in UTC. `account_id` is the account whose trail has it. `resources` are the names, ids and ARNs
    that it affected. `record` is the whole record as JSON text without secrets. `problem` says in one sentence
    why a record could not be parsed; such an event is kept, with what its reader knew. `inference_region` is
    where an inference profile sent the call.
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
    inference_region: str | None = None
    account_id: str | None = None

    @property
    def failure(self) -> str | None:
        """The error code of a failed call; None if it succeeded."""
        # A failed sign-in has no error code. The record is parsed for this call only, since that takes time.
        if self.error_code is None and self.name == "ConsoleLogin":
            return "Failure" if response_elements(self).get("ConsoleLogin") == "Failure" else None
        return self.error_code

    @property
    def failed(self) -> bool:
        """Whether the call was denied or failed."""
        return self.failure is not None


def chronological(event: Event) -> tuple[bool, float, str]:
    """The order of events: by time, then by id; events without a time come last."""
    return event.time is None, event.time.timestamp() if event.time else 0.0, event.event_id


def parse_event(record: str, *, event_id: str = "", time: datetime | None = None, region: str = "") -> Event:
    """The event in a CloudTrail record. Raises nothing: what cannot be parsed has a `problem`.

    `event_id`, `time` (aware) and `region` are what its reader knows; they are used for what the
    record lacks. Without any id, one is derived from the record.
    """
    read = read_record(record)
    fields = read.fields
    asked, more = object_in(fields, "requestParameters"), object_in(fields, "additionalEventData")
    return Event(
        event_id=text_in(fields, "eventID") or event_id or _derived_id(read.text),
        time=time_in(fields, "eventTime") or time,
        name=text_in(fields, "eventName") or "",
        source=text_in(fields, "eventSource") or "",
        region=text_in(fields, "awsRegion") or region,
        source_ip=text_in(fields, "sourceIPAddress"),
        # An empty user agent is a signal by itself.
        user_agent="" if fields.get("userAgent") == "" else text_in(fields, "userAgent"),
        error_code=text_in(fields, "errorCode"),
        error_message=text_in(fields, "errorMessage"),
        read_only=flag_in(fields, "readOnly"),
        actor=_actor(object_in(fields, "userIdentity")),
        # Bedrock writes the flag to additionalEventData, bedrock-mantle and the Claude Platform to requestParameters.
        call_with_bearer_token=bool(flag_in(more, "callWithBearerToken") or flag_in(asked, "callWithBearerToken")),
        bearer_token_type=text_in(asked, "bearerTokenType") or text_in(more, "bearerTokenType"),
        model_id=_model_id(asked),
        resources=_resources(fields, asked),
        record=read.text,
        problem=read.problem,
        from_console=flag_in(fields, "sessionCredentialFromConsole") or False,
        inference_region=text_in(more, "inferenceRegion"),
        account_id=text_in(fields, "recipientAccountId"),
    )


def _derived_id(record: str) -> str:
    # What is no JSON may be no valid Unicode either.
    return f"no-id-{hashlib.sha256(record.encode('utf-8', 'surrogatepass')).hexdigest()}"


def request_parameters(event: Event) -> Mapping[str, Any]:
    """The parameters of the call; empty if they are not in the record."""
    return object_in(_fields(event), "requestParameters")


def response_elements(event: Event) -> Mapping[str, Any]:
    """The answer of AWS; empty if it is not in the record."""
    return object_in(_fields(event), "responseElements")


def _fields(event: Event) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = {} if event.problem else json.loads(event.record)
    return fields


def _actor(identity: Mapping[str, Any]) -> Actor:
    kind = _KINDS.get(text_in(identity, "type") or "", ActorKind.OTHER)
    arn = text_in(identity, "arn")
    issuer_arn = text_in(object_in(identity, "sessionContext", "sessionIssuer"), "arn")
    on_behalf_of = text_in(object_in(identity, "onBehalfOf"), "userId")
    if kind is ActorKind.ROLE_SESSION and (on_behalf_of or _IDENTITY_CENTER_ROLE.search(f"{issuer_arn} {arn}")):
        kind = ActorKind.IDENTITY_CENTER
    return Actor(
        kind=kind,
        name="root" if kind is ActorKind.ROOT else _actor_name(identity),
        arn=arn,
        account_id=text_in(identity, "accountId"),
        issuer_arn=issuer_arn,
        access_key_id=text_in(identity, "accessKeyId"),
        credential_id=text_in(identity, "credentialId"),
        on_behalf_of=on_behalf_of,
    )


def _actor_name(identity: Mapping[str, Any]) -> str:
    """The best available name. A role session has its name at the end of its ARN and its principal id."""
    return (
        text_in(identity, "userName")
        or (text_in(identity, "arn") or "").rpartition("/")[2]
        or (text_in(identity, "principalId") or "").rpartition(":")[2]
        or text_in(object_in(identity, "onBehalfOf"), "userId")
        or text_in(identity, "invokedBy")
        or text_in(identity, "accountId")
        or "unknown"
    )


def _model_id(asked: Mapping[str, Any]) -> str | None:
    model_id = text_in(asked, "modelId") or text_in(asked, "model")
    return model_name(model_id) if model_id else None


def model_name(model_id: str) -> str:
    """The name of a model or of an inference profile of AWS, given as it is or as an ARN; any other text as it is."""
    named = _NAMED_MODEL.fullmatch(model_id)
    return named["name"] if named else model_id


def _resources(fields: Mapping[str, Any], asked: Mapping[str, Any]) -> tuple[str, ...]:
    """The resources of the call: those listed by CloudTrail, those requested and those created. Each once."""
    answered = object_in(fields, "responseElements")
    created = (answered, *(part for part in answered.values() if isinstance(part, dict))) if answered else ()
    listed = fields.get("resources")
    arns = [text_in(one, "ARN") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    # Most calls have none of these names.
    parts = [part for part in (asked, *created) if not _ABOUT_ANY.isdisjoint(part)]
    names = [text_in(part, name) for part in parts for name in _ABOUT]
    return tuple(dict.fromkeys(name for name in (*arns, *names) if name))
