"""The Regions that an account has enabled, and those that are known without asking."""

from __future__ import annotations

import pytest

from bks_tui.aws.regions import iam_region, known_regions


@pytest.mark.parametrize(
    ("partition", "some"),
    [
        ("aws", {"us-east-1", "eu-central-1"}),
        ("aws-us-gov", {"us-gov-east-1", "us-gov-west-1"}),
        ("aws-cn", {"cn-north-1", "cn-northwest-1"}),
        ("aws-eusc", {"eusc-de-east-1"}),
        ("aws-of-tomorrow", set()),
    ],
)
def test_the_regions_of_a_partition_are_known_offline(partition: str, some: set[str]) -> None:
    assert some <= set(known_regions(partition))
    assert not any(region.endswith("-global") for region in known_regions(partition))


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        ("aws", "us-east-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-cn", "cn-north-1"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-eusc", "eusc-de-east-1"),
        ("aws-of-tomorrow", None),
    ],
)
def test_the_events_of_iam_are_in_one_region_of_the_partition(partition: str, region: str | None) -> None:
    assert iam_region(partition) == region


def test_where_the_partition_is_not_known_all_regions_are() -> None:
    assert {"us-east-1", "us-gov-west-1", "cn-north-1"} <= set(known_regions(None))
