"""Reading the organization for a command, while telling who asks."""

from __future__ import annotations

from bks_tui.cli.interruption import cancelled_by_interrupt
from bks_tui.cli.narration import say, tell_account
from bks_tui.cli.options import Invocation
from bks_tui.core.organization import Organization


def read_organization(invocation: Invocation) -> Organization:
    """The organization of the session's account. Raises AwsError, and UsageError where there is none to see."""
    from bks_tui.operations.connect import connect
    from bks_tui.operations.organization import organization

    session = connect(invocation.choice)
    with cancelled_by_interrupt() as cancelled:
        account, found = organization(session, cancelled)
    tell_account(account)
    say(f"organization {found.organization_id}, service control policies {'' if found.enabled else 'NOT '}enabled")
    return found
