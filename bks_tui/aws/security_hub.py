"""Security Hub of one account and Region: whether it is enabled, and the findings that bks has sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from bks_tui.aws.api import Answer, Api
from bks_tui.core.errors import NotFoundError, ServiceError

# How Security Hub says that it is not enabled: the same code means that a call is not allowed, so this is asked first.
_NOT_ENABLED = "InvalidAccessException"
_MOST = 100


def is_enabled(api: Api) -> bool:
    """Whether Security Hub is enabled. Raises AwsError."""
    try:
        api.call("DescribeHub")
    except NotFoundError:
        return False
    except ServiceError as error:
        if _NOT_ENABLED in str(error):
            return False
        raise
    return True


def update_times(api: Api, product_arn: str, account_id: str, generator: str) -> Mapping[str, str]:
    """The time of the latest update of each finding of a product whose generator begins like this. Raises AwsError."""
    found = api.all(
        "GetFindings",
        "Findings",
        lambda finding: (str(finding["Id"]), in_seconds(finding["UpdatedAt"])),
        Filters={
            "ProductArn": [{"Value": product_arn, "Comparison": "EQUALS"}],
            "AwsAccountId": [{"Value": account_id, "Comparison": "EQUALS"}],
            "GeneratorId": [{"Value": generator, "Comparison": "PREFIX"}],
        },
        MaxResults=_MOST,
    )
    return dict(found)


def in_seconds(text: str) -> str:
    """A time as Security Hub writes it, in UTC and to the second. Raises LookupError for what is none."""
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise LookupError("a time of update") from None
    return when.astimezone(timezone.utc).isoformat(timespec="seconds")


def rejections(answer: Answer) -> Iterator[str]:
    """Why findings of a call were not imported: a call can be accepted without them."""
    failed: list[Mapping[str, Any]] = answer.get("FailedFindings") or []
    for finding in failed:
        yield f"{finding.get('ErrorCode', 'unknown')}: {finding.get('ErrorMessage', '')}".strip()
