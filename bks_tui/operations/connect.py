"""Opens the session that the person chose: their own AWS account, an account behind a role, or the demo account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING

from bks_tui.aws.member_sessions import MemberSessions
from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.storage.person import person

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount


def connect(choice: SessionChoice) -> AwsSession:
    """Open a session without asking AWS yet, in the account of the chosen role, if any.

    Raises AwsError for a choice that cannot work.
    """
    source = open_source(replace(choice, role=None))
    return member_sessions(source).open(choice.role) if choice.role else source


def member_sessions(source: AwsSession) -> MemberSessions:
    """Sessions in other accounts, in the name of the person at this machine."""
    return MemberSessions(source, person())


def open_source(choice: SessionChoice) -> AwsSession:
    """A session of the person's own credentials, or of the demo account."""
    if not choice.demo:
        return open_session(choice)
    # Imported here: most sessions need no simulated account.
    from bks_tui.demo.wire.intercept import plug

    return open_session(choice, plug(_demo_account()))


@cache
def _demo_account() -> SimulatedAccount:
    """One for the whole process: what is changed in it stays changed when it is read again."""
    from bks_tui.demo.story.account import demo_account

    return demo_account(datetime.now(timezone.utc))
