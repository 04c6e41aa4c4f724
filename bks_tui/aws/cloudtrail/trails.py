"""The trails that an account sees: where each delivers its files, and what it records."""

from __future__ import annotations

from bks_tui.aws.api import Answer, Api
from bks_tui.core.cloudtrail.trail import Trail as Trail


def read_trails(cloudtrail: Api) -> tuple[Trail, ...]:
    """The trails of the Region, and those of others that record it. Raises AwsError."""
    return cloudtrail.get("DescribeTrails", lambda answer: tuple(map(_trail, answer["trailList"])))


def _trail(item: Answer) -> Trail:
    return Trail(
        name=item["Name"],
        arn=item["TrailARN"],
        bucket=item["S3BucketName"],
        prefix=item.get("S3KeyPrefix", "").strip("/"),
        home_region=item["HomeRegion"],
        multi_region=bool(item.get("IsMultiRegionTrail")),
        of_organization=bool(item.get("IsOrganizationTrail")),
        kms_key_id=item.get("KmsKeyId"),
        has_digests=bool(item.get("LogFileValidationEnabled")),
    )
