"""The simulated account's Access Analyzer: one analyzer in each Region that has findings, or none.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.token_paging import token_page
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, not_simulated

_TOKEN = "nextToken"  # noqa: S105 - the name of a member


def list_analyzers(account: SimulatedAccount, _: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The analyzer of the Region, if it has one."""
    if region not in account.further.access_analyzer:
        return {"analyzers": []}
    analyzer = {
        "arn": _arn(account, region),
        "name": "unused",
        "type": "ACCOUNT_UNUSED_ACCESS",
        "createdAt": account.now,
        "status": "ACTIVE",
    }
    return {"analyzers": [analyzer]}


def list_findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The findings of an analyzer about some resources."""
    if parameters["analyzerArn"] != _arn(account, region) or region not in account.further.access_analyzer:
        raise RefusalError("ResourceNotFoundException", "Analyzer not found.", 404)
    criteria: Mapping[str, Any] = parameters.get("filter", {})
    if set(criteria) != {"resource"} or set(criteria["resource"]) != {"eq"}:
        raise not_simulated(f"the filter {', '.join(criteria)}")
    wanted = criteria["resource"]["eq"]
    found = [each for each in account.further.access_analyzer[region] if each["resource"] in wanted]
    findings, more = token_page(account, f"access-analyzer:ListFindingsV2 {wanted}", region, found, parameters, _TOKEN)
    return {"findings": findings, **more}


def _arn(account: SimulatedAccount, region: str) -> str:
    return f"arn:{account.partition}:access-analyzer:{region}:{account.account_id}:analyzer/unused"
