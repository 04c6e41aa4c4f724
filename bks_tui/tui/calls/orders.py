"""By what the AWS calls can be sorted."""

from __future__ import annotations

from bks_tui.core.account.account import ApiCall
from bks_tui.tui.kit.sorting import ListOrders, SortOrder

# In the order of the columns. Calls are given by time, the latest first.
CALL_ORDERS: ListOrders[tuple[int, ApiCall]] = ListOrders(
    {
        "time": None,
        "call": lambda numbered: numbered[1].operation.casefold(),
        "region": lambda numbered: numbered[1].region,
        "duration": lambda numbered: numbered[1].milliseconds,
        "outcome": lambda numbered: numbered[1].outcome.casefold(),
    },
    usual=(SortOrder("time", descending=True), SortOrder("time")),
    largest_first=frozenset({"duration"}),
)
