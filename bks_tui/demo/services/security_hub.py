"""The simulated account's Security Hub, in each Region where it is enabled.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bks_tui.demo.services.token_paging import token_page
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, not_simulated
from bks_tui.demo.state.security_hub import SimulatedSecurityHub

_FILTERS = {"ProductArn": "EQUALS", "AwsAccountId": "EQUALS", "GeneratorId": "PREFIX"}
_MOST = 100


def describe_hub(account: SimulatedAccount, _: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The hub of the Region."""
    _hub(account, region)
    return {"HubArn": f"arn:{account.partition}:securityhub:{region}:{account.account_id}:hub/default"}


def batch_import_findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Store findings. A finding that is not newer than the stored one is ignored; one of another account is refused."""
    hub, given = _hub(account, region), parameters["Findings"]
    if not 1 <= len(given) <= _MOST:
        raise RefusalError("InvalidInputException", f"Findings must have 1 to {_MOST} items.", 400)
    failed = [_failure(finding, why) for finding in given if (why := _why_refused(account, hub, finding, region))]
    refused = {each["Id"] for each in failed}
    for finding in given:
        stored = hub.findings.get(finding["Id"])
        is_newer = stored is None or _time(finding) > _time(stored)
        if finding["Id"] not in refused and is_newer:
            # As Security Hub writes a time.
            hub.findings[finding["Id"]] = {**finding, "UpdatedAt": f"{_time(finding):%Y-%m-%dT%H:%M:%S.000Z}"}
    return {"FailedCount": len(failed), "SuccessCount": len(given) - len(failed), "FailedFindings": failed}


def get_findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The findings that pass every filter."""
    filters: Mapping[str, Any] = parameters.get("Filters", {})
    if any(_FILTERS.get(name) != each["Comparison"] for name, values in filters.items() for each in values):
        raise not_simulated(f"the filters {', '.join(filters)}")
    found = [finding for finding in _hub(account, region).findings.values() if _passes(finding, filters)]
    findings, more = token_page(account, f"securityhub:GetFindings {filters}", region, found, parameters, largest=_MOST)
    return {"Findings": findings, **more}


def _passes(finding: Mapping[str, Any], filters: Mapping[str, Any]) -> bool:
    return all(
        any(
            finding[name].startswith(each["Value"])
            if each["Comparison"] == "PREFIX"
            else finding[name] == each["Value"]
            for each in values
        )
        for name, values in filters.items()
    )


def _why_refused(
    account: SimulatedAccount, hub: SimulatedSecurityHub, finding: Mapping[str, Any], region: str
) -> str | None:
    own = f"arn:{account.partition}:securityhub:{region}:{account.account_id}:product/{account.account_id}/default"
    if finding["AwsAccountId"] != account.account_id or finding["ProductArn"] != own:
        return "InvalidAccess"
    return hub.rejected.get(finding["Id"])


def _failure(finding: Mapping[str, Any], why: str) -> dict[str, str]:
    return {"Id": finding["Id"], "ErrorCode": why, "ErrorMessage": f"{why}: the finding was not imported."}


def _time(finding: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(finding["UpdatedAt"].replace("Z", "+00:00"))


def _hub(account: SimulatedAccount, region: str) -> SimulatedSecurityHub:
    hub = account.security_hubs.get(region)
    if hub is None:
        message = f"Account {account.account_id} is not subscribed to AWS Security Hub"
        raise RefusalError("InvalidAccessException", message, 401)
    return hub
