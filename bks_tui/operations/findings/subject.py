"""Whom the findings are about: the names, keys and ARNs of a target, and its user as IAM knows it today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.aws.api import Api
from bks_tui.aws.iam.users import login_profile_of, owner_of_access_key, record_of, service_credentials
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Evidence, Known, Unread
from bks_tui.core.iam.user import ServiceSpecificCredential, UserRecord

_METRICS = "cloudwatch.amazonaws.com"


@dataclass(frozen=True, slots=True)
class UserToday:
    """A user that exists today, as far as the findings depend on it."""

    name: str
    record: Evidence[UserRecord]
    credentials: Evidence[tuple[ServiceSpecificCredential, ...]]
    has_password: Evidence[bool]

    @property
    def arn(self) -> str:
        """Its ARN; empty if that is not known."""
        return self.record.value.arn if isinstance(self.record, Known) else ""

    @property
    def path(self) -> str:
        """Its path; empty if that is not known."""
        return self.record.value.path if isinstance(self.record, Known) else ""


@dataclass(frozen=True, slots=True)
class FindingSubject:
    """Whom the findings are about.

    `names` are those of a user, current and former, or of a role. `users` are those of them that exist today, and
    `unread` is why the user of an access key is not known. `is_user`: it is a user, or an access key of one.
    """

    is_user: bool
    names: tuple[str, ...]
    access_key_ids: tuple[str, ...]
    role_arns: tuple[str, ...] = ()
    users: tuple[UserToday, ...] = ()
    unread: Unread | None = None

    @property
    def unread_record(self) -> Unread | None:
        """Why not every ARN is known."""
        records = (user.record for user in self.users)
        return self.unread or next((record for record in records if isinstance(record, Unread)), None)

    @property
    def may_have_metrics_key(self) -> bool:
        """Whether it has a key of CloudWatch metrics, or had one, or that is not known."""
        if self.unread or not self.users:
            return True
        return any(isinstance(user.credentials, Unread) for user in self.users) or bool(self._metrics_keys)

    @property
    def secret_words(self) -> tuple[str, ...]:
        """What the name or the tags of a copied key may mention."""
        of_keys = (word for key in self._metrics_keys for word in (key.credential_id, key.alias) if word)
        return tuple(dict.fromkeys((*self.names, *of_keys)))

    @property
    def _metrics_keys(self) -> tuple[ServiceSpecificCredential, ...]:
        known = (user.credentials.value for user in self.users if isinstance(user.credentials, Known))
        return tuple(key for keys in known for key in keys if key.service_name == _METRICS)


def read_subject(iam: Api, target: Target) -> FindingSubject:
    """The subject of a target whose names and access keys the timeline has found. Raises AwsError."""
    if target.kind in (TargetKind.SESSION, TargetKind.ARN):
        roles = (target.role_name,) if target.role_name else ()
        role_arns = (target.text,) if ":role/" in target.text else ()
        return FindingSubject(False, roles, target.access_key_ids, role_arns)
    names = target.names
    if target.kind is TargetKind.ACCESS_KEY and not names:
        try:
            names = (owner_of_access_key(iam, target.text),)
        except AwsError as error:
            return FindingSubject(True, (), target.access_key_ids, unread=error.as_unread())
    return FindingSubject(True, names, target.access_key_ids, users=tuple(_users_today(iam, names)))


def _users_today(iam: Api, names: tuple[str, ...]) -> Iterator[UserToday]:
    for name in names:
        try:
            profile = login_profile_of(iam, name)
            has_password = Known(profile.value is not None) if isinstance(profile, Known) else profile
            yield UserToday(name, record_of(iam, name), service_credentials(iam, name), has_password)
        except NotFoundError:
            # It was deleted or renamed.
            continue
