"""GuardDuty's findings about access keys and their users, in one Region.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListFindings.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bks_tui.aws.api import Answer, Api
from bks_tui.core.cloudtrail.record import time_in
from bks_tui.core.detection import Severity
from bks_tui.core.errors import ServiceError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.findings import FindingSource, SourceFinding

# The most that GuardDuty takes at once: values of a condition, and findings of a call.
_MOST = 50
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
_HIGH, _MEDIUM = 7.0, 4.0
_GET = "guardduty:GetFindings"


def guardduty_findings(
    guardduty: Api, region: str, names: Sequence[str], access_key_ids: Sequence[str]
) -> tuple[SourceFinding, ...] | None:
    """The findings about users or roles of these names, or about these access keys, archived ones too.

    None if the Region has no detector. Raises AwsError.
    """
    detectors: tuple[str, ...] = guardduty.all("ListDetectors", "DetectorIds", str)
    if not detectors:
        return None
    found: dict[str, SourceFinding] = {}
    for detector in detectors:
        ids = dict.fromkeys(_ids(guardduty, detector, names, access_key_ids))
        for some in _parts(tuple(ids)):
            found |= {each.finding_id: each for each in _findings(guardduty, region, detector, some)}
    return tuple(found.values())


def _ids(guardduty: Api, detector: str, names: Sequence[str], access_key_ids: Sequence[str]) -> Iterator[str]:
    # Different fields of one request must all match, so each has its own.
    for field, values in (("userName", names), ("accessKeyId", access_key_ids)):
        for some in _parts(values):
            criteria = {"Criterion": {f"resource.accessKeyDetails.{field}": {"Equals": list(some)}}}
            yield from guardduty.all(
                "ListFindings", "FindingIds", str, DetectorId=detector, FindingCriteria=criteria, MaxResults=_MOST
            )


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _MOST):
        yield values[start : start + _MOST]


def _findings(guardduty: Api, region: str, detector: str, ids: Sequence[str]) -> tuple[SourceFinding, ...]:
    def understand(answer: Answer) -> tuple[SourceFinding, ...]:
        return tuple(map(partial(_finding, region), answer["Findings"]))

    found = guardduty.get("GetFindings", understand, DetectorId=detector, FindingIds=list(ids))
    missing = len(set(ids) - {each.finding_id for each in found})
    if missing:
        raise ServiceError(f"{_GET} left out {pluralize(missing, 'finding')}", "Read them again.", _GET)
    return found


def _finding(region: str, item: Answer) -> SourceFinding:
    service, keys = item.get("Service", {}), item["Resource"].get("AccessKeyDetails", {})
    count = service.get("Count", 1)
    marks = (*([f"seen {count} times"] if count > 1 else ()), *(["archived"] if service.get("Archived") else ()))
    return SourceFinding(
        FindingSource.GUARDDUTY,
        kind=item["Type"],
        severity=_severity(float(item["Severity"])),
        time=time_in(service, "EventLastSeen") or time_in(item, "UpdatedAt"),
        region=region,
        title=" · ".join((item.get("Title") or item["Type"], *marks)),
        finding_id=item["Id"],
        about=" ".join(filter(None, (keys.get("UserName"), keys.get("AccessKeyId")))),
    )


def _severity(number: float) -> Severity:
    """GuardDuty's own ranges; its *critical* is HIGH here."""
    return Severity.HIGH if number >= _HIGH else Severity.MEDIUM if number >= _MEDIUM else Severity.LOW
