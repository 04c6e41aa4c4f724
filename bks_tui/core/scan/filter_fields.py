"""The fields of users in a filter."""

from __future__ import annotations

from bks_tui.core.filter.fields import FieldKind, FieldTable, FilterField, slug
from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.scan.user_facts import UserFacts
from bks_tui.core.services import SERVICES

_TEXT, _CHOICE, _AGE = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.AGE

_FIELDS: tuple[FilterField[UserFacts], ...] = (
    FilterField("name", "the name of the user", _TEXT, lambda user: user.name),
    FilterField(
        "status", "the status", _CHOICE, lambda user: user.status, tuple(slug(status.value) for status in Status)
    ),
    FilterField(
        "kind",
        "how the user was created",
        _CHOICE,
        lambda user: user.kind,
        tuple(slug(kind.value) for kind in UserKind),
    ),
    FilterField(
        "is",
        "what the user is; unread: something about it could not be read",
        _CHOICE,
        lambda user: user.marks,
        ("phantom", "contained", "held", "unread"),
    ),
    FilterField(
        "key",
        "the API keys",
        _CHOICE,
        lambda user: user.key,
        ("active", "inactive", "expired", "never-expires", "none"),
    ),
    FilterField("access", "the access keys", _CHOICE, lambda user: user.access, ("active", "inactive", "none")),
    FilterField("password", "the console password", _CHOICE, lambda user: user.password, ("set", "none")),
    FilterField("hold", "a deletion hold", _CHOICE, lambda user: user.hold, tuple(kind.value for kind in HoldKind)),
    FilterField("policy", "an attached or inline policy", _TEXT, lambda user: user.policy),
    FilterField("group", "a group", _TEXT, lambda user: user.group),
    FilterField("tag", "a tag, as key=value", _TEXT, lambda user: user.tag),
    FilterField(
        "service",
        "the service of an API key, or for which the console created the user",
        _CHOICE,
        lambda user: user.service,
        tuple(service.slug for service in SERVICES),
    ),
    FilterField("age", "the age of the user", _AGE, lambda user: user.created),
    FilterField("key-age", "the age of an API key", _AGE, lambda user: user.key_created),
    FilterField("used", "since an access key was used; one that never was has no such age", _AGE, lambda u: u.used),
    FilterField("id", "the id of the user, of an API key or of an access key", _TEXT, lambda user: user.id),
    FilterField("arn", "the ARN of the user", _TEXT, lambda user: user.arn),
)

USER_FIELDS: FieldTable[UserFacts] = FieldTable("users", _FIELDS, lambda user: user.text)

MEMBER_USER_FIELDS: FieldTable[UserFacts] = FieldTable(
    "users of many accounts",
    (
        *_FIELDS,
        FilterField("account", "the id or the name of the account", _TEXT, lambda user: user.account),
        FilterField("ou", "the OU of the account", _TEXT, lambda user: user.unit),
    ),
    lambda user: user.text,
)
