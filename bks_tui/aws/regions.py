"""Regions: those that the account has enabled, and those that botocore knows for a partition."""

from __future__ import annotations

from typing import Any

from botocore.loaders import Loader

from bks_tui.aws.api import Answer, Api

# In other partitions the Region of IAM is the one that botocore uses for every global service.
_IAM_REGION_OF_CHINA = "cn-north-1"


def enabled_regions(ec2: Api) -> tuple[str, ...]:
    """The Regions that are enabled for the account, sorted. Raises AwsError."""
    return ec2.get("DescribeRegions", _names, AllRegions=False)


def _names(answer: Answer) -> tuple[str, ...]:
    return tuple(sorted(region["RegionName"] for region in answer["Regions"]))


def known_regions(partition: str | None) -> tuple[str, ...]:
    """The Regions of a partition, or of all, from botocore's own data; none for a partition it does not know."""
    known = (one for one in _partitions() if partition in (None, one["id"]))
    return tuple(sorted(name for one in known for name in one["regions"] if not name.endswith("-global")))


def iam_region(partition: str) -> str | None:
    """The Region in which CloudTrail keeps the events of IAM; None for a partition that botocore does not know.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    """
    if partition == "aws-cn":
        return _IAM_REGION_OF_CHINA
    known = _partition(partition)
    return known["outputs"]["implicitGlobalRegion"] if known else None


def _partition(partition: str) -> dict[str, Any] | None:
    return next((known for known in _partitions() if known["id"] == partition), None)


def _partitions() -> list[dict[str, Any]]:
    partitions: list[dict[str, Any]] = Loader().load_data("partitions")["partitions"]
    return partitions
