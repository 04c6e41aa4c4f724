"""The simulated account's EC2: the Regions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import not_simulated
from bks_tui.demo.state.regions import DEFAULT_REGIONS


def describe_regions(account: SimulatedAccount, parameters: Mapping[str, Any], _region: str) -> dict[str, Any]:
    """The Regions that are enabled for the account."""
    if any(parameters.values()):
        raise not_simulated("DescribeRegions for other Regions than those that are enabled")
    return {"Regions": [_region_record(account, region) for region in account.enabled_regions]}


def _region_record(account: SimulatedAccount, region: str) -> dict[str, Any]:
    by_default = region in DEFAULT_REGIONS[account.partition]
    return {
        "RegionName": region,
        "Endpoint": f"ec2.{region}.amazonaws.com",
        "OptInStatus": "opt-in-not-required" if by_default else "opted-in",
    }
