"""An account that is reached through a role."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from bks_tui.core.account.member import DEFAULT_ROLE_NAME
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.keys import SESSION_KEY_ACCOUNT
from tests.support.members import MANAGEMENT
from tests.support.responding import leaked_account
from tests.support.scans import NOW


@pytest.fixture
def management(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    """The account of the credentials, in the place of AWS."""
    management = SimulatedAccount(MANAGEMENT, now=NOW)
    in_account(management)
    return management


@pytest.fixture
def piping(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that pipes a text into the command."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.fixture
def shop(management: SimulatedAccount) -> SimulatedAccount:
    """A member with a leaked key, and with the role."""
    shop = leaked_account(SESSION_KEY_ACCOUNT)
    shop.add_role(DEFAULT_ROLE_NAME)
    management.members.add(shop)
    return shop
