"""The simulated account's STS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount


def get_caller_identity(account: SimulatedAccount, _: Mapping[str, Any]) -> dict[str, Any]:
    """The caller."""
    kind, _slash, name = account.caller.partition("/")
    user = account.users.get(name.rpartition("/")[2]) if kind == "user" else None
    session = account.caller.rpartition("/")[2]
    user_id = user.user_id if user else f"AROAEXAMPLEEXAMPLEID:{session}"
    return {"UserId": user_id, "Account": account.account_id, "Arn": account.caller_arn}
