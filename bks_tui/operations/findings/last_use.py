"""When a user last used the services that it may use: one user, read when a person looks at it."""

from __future__ import annotations

import threading

from bks_tui.aws.api import read_or_unread
from bks_tui.aws.iam.last_accessed import service_uses
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.evidence import Evidence
from bks_tui.core.iam.last_accessed import ServiceUse


def read_last_uses(session: AwsSession, user_arn: str, cancelled: threading.Event) -> Evidence[tuple[ServiceUse, ...]]:
    """The last use of each service, or why it could not be read. Raises CancelledError soon after it is cancelled."""

    def read(wait: Wait) -> Evidence[tuple[ServiceUse, ...]]:
        iam = session.api("iam", wait=wait)
        return read_or_unread(lambda: service_uses(iam, user_arn, session.pauses.between_looks))

    return call_in_worker(read, cancelled)
