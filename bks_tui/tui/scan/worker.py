"""The scan as the app runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.scan.findings import ScanOptions, ScanUpdate
from bks_tui.tui.messages import Post, post_call
from bks_tui.tui.scan.detail import LastUses

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class Connected:
    """The scan has a session; timelines use it too."""

    session: AwsSession


@dataclass(frozen=True)
class LastUsesRead:
    """The last uses of a user were read, or could not be."""

    user_name: str
    uses: LastUses


def read_user_uses(
    session: AwsSession, user_name: str, user_arn: str, cancelled: threading.Event
) -> Iterator[LastUsesRead]:
    """Read when a user last used each service; IAM takes seconds to minutes. Raises BksError."""
    # Imported here, since it imports boto3.
    from bks_tui.operations.findings.last_use import read_last_uses

    yield LastUsesRead(user_name, LastUses(read_last_uses(session, user_arn, cancelled)))


def read_policies(session: AwsSession, user: User, cancelled: threading.Event) -> Iterator[PolicyDocuments]:
    """Read the documents of the policies of a user, as far as they can be. Raises BksError."""
    # Imported here, since it imports boto3.
    from bks_tui.operations.policy.rate import read_policy_documents

    yield read_policy_documents(session, user, cancelled)


def scan_account(
    choice: SessionChoice,
    options: ScanOptions,
    connect: Callable[[SessionChoice], AwsSession],
    clock: Callable[[], datetime],
    post: Post,
    cancelled: threading.Event,
) -> Iterator[Connected | ScanUpdate]:
    """Connect and scan to the end, or until it is `cancelled`; each call of AWS is posted. Raises BksError."""
    session = connect(choice)
    session.calls.listen(partial(post_call, post))
    yield Connected(session)
    # Imported here, since it imports boto3 and the first screen must not wait for that.
    from bks_tui.operations.scan.scan import scan

    yield from scan(session, options, cancelled, clock)
