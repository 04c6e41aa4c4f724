"""Opens the session that the person chose: their own AWS account, or the demo account."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice

if TYPE_CHECKING:
    from bks_tui.demo.state.account import SimulatedAccount


def connect(choice: SessionChoice) -> AwsSession:
    """Open a session without asking AWS yet. Raises AwsError for a choice that cannot work."""
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
