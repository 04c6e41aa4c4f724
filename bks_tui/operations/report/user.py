"""The IAM user behind the target of a report, read completely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.aws.api import Api
from bks_tui.aws.iam.inventory import holders_of
from bks_tui.aws.iam.users import owner_of_access_key, read_user_alone, with_every_credential
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Unread, known_items
from bks_tui.core.iam.user_policies import PolicyDocuments, rate_user
from bks_tui.core.scan.assessment import assess, depends_on_every_credential
from bks_tui.core.scan.findings import Finding
from bks_tui.operations.policy.rate import policy_documents
from bks_tui.operations.report.incident import UserRead
from bks_tui.operations.scan.gaps import gaps_of_users


class _NoUserError(Exception):
    """There is no user behind a target; the message says why."""


def read_behind(iam: Api, target: Target, now: datetime) -> UserRead:
    """The user behind `target`, assessed at `now`."""
    try:
        return _read(iam, _name_of_user(iam, target), now)
    except _NoUserError as error:
        return UserRead(None, reason=str(error))
    except AwsError as error:
        reason = f"It is not known which user this is: {error}."
        return UserRead(None, reason=reason, warnings=(reason,))


def _name_of_user(iam: Api, target: Target) -> str:
    """The name of the user today. Raises AwsError if it cannot be found out."""
    if target.kind is TargetKind.ACCESS_KEY:
        return owner_of_access_key(iam, target.text)
    if target.kind is not TargetKind.USER or target.user_name is None:
        raise _NoUserError("This target is not an IAM user; the events show who acted.")
    return _name_of_holder(iam, target.alias, target.user_name) if target.alias else target.user_name


def _name_of_holder(iam: Api, alias: str, name: str) -> str:
    """Another user can have the name today, for whom the recommended steps would be wrong."""
    names = holders_of(iam, alias)
    if not names:
        raise _NoUserError(f"No user has the key {alias} today: the key or its user was deleted.")
    return name if name in names else min(names)


def _read(iam: Api, name: str, now: datetime) -> UserRead:
    try:
        user = read_user_alone(iam, name)
        if depends_on_every_credential(user, now):
            user = with_every_credential(iam, user)
    except NotFoundError:
        raise _NoUserError(f"The account has no user {name} today: it was deleted or renamed.") from None
    documents = policy_documents(iam, user)
    attached = {policy.arn: documents.managed[policy.arn] for policy in known_items(user.attached_policies)}
    warnings = (*gaps_of_users([user]), *_unread_policies(documents))
    rating = rate_user(user, documents)
    return UserRead(Finding(user, assess(user, now)), attached, warnings=warnings, rating=rating)


def _unread_policies(documents: PolicyDocuments) -> Iterator[str]:
    for arn, document in documents.managed.items():
        if isinstance(document, Unread):
            yield f"{document}: what the policy {arn} allows is unknown"
    for name, group in documents.groups.items():
        inline = (policy.document for policy in known_items(group.inline))
        for fact in (group.attached, group.inline, *inline):
            if isinstance(fact, Unread):
                yield f"{fact}: what the policies of the group {name} allow is not known completely"
