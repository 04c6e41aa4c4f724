"""A finding apart from any format: a user of a scan, or a signal of a timeline.

Its texts come from AWS and may contain anything. Every format passes them through `harmless`, because the tools that
read it draw them in their own way.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.redaction import redact_text
from bks_tui.core.text import sanitize
from bks_tui.export.formatting import LONGEST

# All ids of bks in other formats are UUIDv5 in this namespace: the same finding has the same id each time.
_NAMESPACE = uuid.UUID("7f0c7e3b-6c6b-5d0b-9b42-3c1d4a7a8e55")

VENDOR = "bks"
UNKNOWN_ACCOUNT = "unknown-account"


class Level(IntEnum):
    """How important a finding is, by the numbers of OCSF."""

    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4


@dataclass(frozen=True, slots=True)
class FindingAccount:
    """The account of a finding. `account_id` and `region` are empty where log files do not show them."""

    account_id: str
    account_name: str
    partition: str
    region: str
    demo: bool


@dataclass(frozen=True, slots=True)
class ExportedSubject:
    """What a finding is about. `kind` is a resource type of ASFF; `uid` is its ARN, or what else identifies it.

    `path` is where it is, as the parts of a path in a repository.
    """

    kind: str
    uid: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportedFinding:
    """A finding with everything that a format may have a field for.

    `rule` is what was found: the kind of user, or the name of a signal; `rule_title` and `rule_meaning` are the
    same for every finding of it. `technique` is of MITRE ATT&CK, or None.
    `first_seen` is None where it is unknown. `details` is all that is known besides, as JSON values; `events` are the
    first of those that gave a signal. `is_behavior`: another service found it in what was done, not in a setting.
    """

    uid: str
    rule: str
    rule_title: str
    rule_meaning: str
    title: str
    description: str
    advice: str
    level: Level
    place: FindingAccount
    subject: ExportedSubject
    technique: str | None
    first_seen: datetime | None
    last_seen: datetime
    made_at: datetime
    details: Mapping[str, object]
    events: tuple[Event, ...] = ()
    is_behavior: bool = False


def uid_of(*parts: str) -> str:
    """The id of what these parts name: a UUIDv5."""
    # Half of a surrogate pair cannot be encoded, and hostile text may contain one.
    name = "\x1f".join(part.encode("utf-8", "backslashreplace").decode() for part in parts)
    return str(uuid.uuid5(_NAMESPACE, name))


def harmless(value: object, limit: int = LONGEST) -> object:
    """A JSON value in which every text is sanitized and contains no recognizable secret."""
    if isinstance(value, Mapping):
        return {clean(name, limit): harmless(item, limit) for name, item in value.items()}
    if isinstance(value, str):
        return clean(value, limit)
    if isinstance(value, Sequence):
        return [harmless(item, limit) for item in value]
    return value


def clean(text: object, limit: int = LONGEST) -> str:
    """One line of sanitized text without recognizable secrets."""
    return sanitize(redact_text(str(text)), limit)


def technique_parts(technique: str) -> tuple[str, str]:
    """The id and the name of a technique."""
    uid, _, name = technique.partition(" ")
    return uid, name


def technique_url(uid: str) -> str:
    """Where MITRE describes a technique."""
    return f"https://attack.mitre.org/techniques/{uid.replace('.', '/')}/"
