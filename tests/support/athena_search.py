"""A search with Athena of two months, and the calls that it makes."""

from __future__ import annotations

import pytest

from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.demo.state.account import SimulatedAccount
from tests.support import athena
from tests.support.trails import PHANTOM

TWO_MONTHS = AthenaSearch(days=60)


def list_at_most(folders: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bks_tui.core.athena.estimate.MOST_LISTED", folders)


def calls(account: SimulatedAccount) -> list[str]:
    """The calls to Athena, in order."""
    return [call.operation for call in account.calls if call.operation.startswith("athena:")]


def result(account: SimulatedAccount, target: str = PHANTOM, search: AthenaSearch = TWO_MONTHS) -> Timeline:
    return athena.result(account, target, search)
