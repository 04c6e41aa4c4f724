"""Read the organization that an account manages."""

from __future__ import annotations

import threading

from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.prevention.coverage import Organization
from bks_tui.operations.response.current_state import organization_of


def organization(
    session: AwsSession, cancelled: threading.Event, patience: RetryBudget | None = None
) -> tuple[Account, Organization]:
    """The account of the session and its organization.

    Raises AwsError, UsageError if there is no organization or the caller is not allowed to read it, and
    CancelledError soon after `cancelled` is set.
    """

    def read(wait: Wait) -> tuple[Account, Organization]:
        account = session.identify(wait, patience)
        api = session.api("organizations", wait=wait, patience=patience)
        return account, organization_of(api, account)

    return call_in_worker(read, cancelled)
