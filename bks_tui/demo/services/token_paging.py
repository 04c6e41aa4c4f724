"""Pages of lists that are continued by a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.fault_rules import CallTarget


def token_page(
    account: SimulatedAccount,
    operation: str,
    region: str,
    items: Sequence[Any],
    parameters: Mapping[str, Any],
    token: str = "NextToken",  # noqa: S107 - the name of a parameter
    largest: int = 50,
) -> tuple[list[Any], dict[str, Any]]:
    """The items of the requested page, and the member that continues it, if there are more."""
    listing, start = f"{operation} {region}", 0
    if token in parameters:
        position = account.markers.position(listing, parameters[token])
        if position is None:
            raise RefusalError("BadRequestException", "The request is rejected because the token is invalid.", 400)
        start = int(position[0])
    wanted = parameters.get("MaxResults", parameters.get("maxResults", largest))
    size = account.faults.page_size(CallTarget(operation, None, region), min(wanted, largest))
    end = start + size
    more = {token: account.markers.give(listing, (str(end),))} if end < len(items) else {}
    return list(items[start:end]), more
