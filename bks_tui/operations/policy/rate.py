"""Read the policies that a user has, or one managed policy, and rate them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam.policies import group_policies, managed_policy_document
from bks_tui.aws.iam.users import read_user_alone
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.errors import NotFoundError
from bks_tui.core.evidence import Known, known_items
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.rating import RatedPolicy, Rating, rate
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments, rate_user

_Read: TypeAlias = Callable[[Api], Rating]


def rate_named_user(
    session: AwsSession, name: str, cancelled: threading.Event, patience: RetryBudget | None = None
) -> tuple[Account, Rating]:
    """The account, and what a user of it could do.

    Raises AwsError, NotFoundError if there is no such user, and CancelledError soon after `cancelled` is set.
    """

    def read(iam: Api) -> Rating:
        try:
            user = read_user_alone(iam, name)
        except NotFoundError as error:
            remedy = "Give a user, the ARN of a managed policy, or the path of a file."
            raise NotFoundError(f"the account has no user {safe_name(name)}", remedy, error.operation) from None
        return rate_user(user, policy_documents(iam, user))

    return _read(session, read, cancelled, patience)


def rate_managed_policy(
    session: AwsSession, arn: str, cancelled: threading.Event, patience: RetryBudget | None = None
) -> tuple[Account, Rating]:
    """The account, and what the holder of a managed policy could do. Raises AwsError and CancelledError."""

    def read(iam: Api) -> Rating:
        document = managed_policy_document(iam, arn)
        return rate([RatedPolicy(arn.rpartition("/")[2], Known(document), "managed")])

    return _read(session, read, cancelled, patience)


def _read(
    session: AwsSession, read: _Read, cancelled: threading.Event, patience: RetryBudget | None
) -> tuple[Account, Rating]:
    def both(wait: Wait) -> tuple[Account, Rating]:
        account = session.identify(wait, patience)
        return account, read(session.api("iam", wait=wait, patience=patience))

    return call_in_worker(both, cancelled)


def read_policy_documents(session: AwsSession, user: User, cancelled: threading.Event) -> PolicyDocuments:
    """What the managed policies of a user and its groups say, as far as could be read. Raises CancelledError."""
    return call_in_worker(lambda wait: policy_documents(session.api("iam", wait=wait), user), cancelled)


def policy_documents(iam: Api, user: User) -> PolicyDocuments:
    """What the managed policies of a user say, its boundary and the policies of its groups, as far as could be read."""
    groups = {name: group_policies(iam, name) for name in known_items(user.groups)}
    attached = (user.attached_policies, *(group.attached for group in groups.values()))
    arns = [policy.arn for fact in attached for policy in known_items(fact)]
    if isinstance(user.permissions_boundary, Known) and user.permissions_boundary.value:
        arns.append(user.permissions_boundary.value)
    managed = {arn: read_or_unread(partial(managed_policy_document, iam, arn)) for arn in dict.fromkeys(arns)}
    return PolicyDocuments(managed, groups)
