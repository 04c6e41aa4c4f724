"""The account that `bks --demo` shows."""

from __future__ import annotations

from datetime import datetime, timedelta

from bks_tui.demo.account import SimulatedAccount


def demo_account(now: datetime) -> SimulatedAccount:
    """An account with the past that its phantoms have, as seen at `now`."""
    account = SimulatedAccount(now=now, alias="example-sandbox")
    account.add_user("BedrockAPIKey-ab12", created=now - timedelta(days=200))
    account.add_api_key("BedrockAPIKey-ab12")
    return account
