"""The simulated account's GuardDuty: a detector in each Region that has findings, or none.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.token_paging import token_page
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, not_simulated

_CRITERIA = {
    "resource.accessKeyDetails.userName": "UserName",
    "resource.accessKeyDetails.accessKeyId": "AccessKeyId",
}


def list_detectors(account: SimulatedAccount, _: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The detector of the Region, if it has one."""
    return {"DetectorIds": [_detector(region)] if region in account.further.guardduty else []}


def list_findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The ids of the findings that meet every criterion, archived ones too."""
    criteria: Mapping[str, Any] = parameters.get("FindingCriteria", {}).get("Criterion", {})
    if any(name not in _CRITERIA or set(condition) != {"Equals"} for name, condition in criteria.items()):
        raise not_simulated(f"the criteria {', '.join(criteria)}")
    found = [
        finding["Id"]
        for finding in _findings(account, parameters, region)
        if all(
            finding["Resource"]["AccessKeyDetails"].get(_CRITERIA[name]) in condition["Equals"]
            for name, condition in criteria.items()
        )
    ]
    ids, more = token_page(account, f"guardduty:ListFindings {criteria}", region, found, parameters)
    return {"FindingIds": ids, **more}


def get_findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The findings of these ids."""
    wanted = parameters["FindingIds"]
    return {"Findings": [each for each in _findings(account, parameters, region) if each["Id"] in wanted]}


def _findings(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> list[dict[str, Any]]:
    if region not in account.further.guardduty or parameters["DetectorId"] != _detector(region):
        raise RefusalError(
            "BadRequestException",
            "The request is rejected because the input detectorId is not owned by the current account.",
            400,
        )
    return account.further.guardduty[region]


def _detector(region: str) -> str:
    return f"detector-of-{region}"
