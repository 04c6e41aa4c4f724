"""The findings of IAM Access Analyzer about a user or role, in one Region.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bks_tui.aws.api import Answer, Api, in_utc
from bks_tui.core.timeline.findings import FindingSource, SourceFinding

# What AWS calls the kinds of findings, in words.
_TITLES = {
    "ExternalAccess": "can be used from outside the zone of trust",
    "InternalAccess": "can be used from within the zone of trust",
    "UnusedIAMRole": "the role is not used",
    "UnusedIAMUserAccessKey": "an access key of the user is not used",
    "UnusedIAMUserPassword": "the password of the user is not used",
    "UnusedPermission": "has permissions that it does not use",
}


def access_analyzer_findings(analyzer: Api, region: str, arns: Sequence[str]) -> tuple[SourceFinding, ...] | None:
    """The findings whose resource is one of these users or roles, resolved ones too. None without an analyzer.

    Raises AwsError.
    """
    analyzers = analyzer.all("ListAnalyzers", "analyzers", lambda item: str(item["arn"]))
    if not analyzers:
        return None
    return tuple(
        finding
        for arn in analyzers
        for finding in analyzer.all(
            "ListFindingsV2",
            "findings",
            partial(_finding, region),
            analyzerArn=arn,
            filter={"resource": {"eq": list(arns)}},
        )
    )


def _finding(region: str, item: Answer) -> SourceFinding:
    kind, status = str(item.get("findingType", "unknown")), str(item["status"]).lower()
    return SourceFinding(
        FindingSource.ACCESS_ANALYZER,
        kind=kind,
        severity=None,
        time=in_utc(item["updatedAt"]),
        region=region,
        title=" · ".join(filter(None, (_TITLES.get(kind, kind), status, item.get("error")))),
        finding_id=item["id"],
        about=item.get("resource", ""),
    )
