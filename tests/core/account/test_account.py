"""What belongs to another account or partition than the session's is refused, whoever names it."""

from __future__ import annotations

import pytest

from bks_tui.core.account.account import require_own_arn
from bks_tui.core.errors import UsageError
from bks_tui.core.journal.history import release_request
from tests.support.users import ACCOUNT_ID, an_account

OTHER = "999988887777"


@pytest.mark.parametrize(
    "text",
    [
        f"arn:aws:iam::{ACCOUNT_ID}:user/ana",
        f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/audit/ana",
        "arn:aws:s3:::bucket/key",
        "ana",
        "",
    ],
)
def test_what_is_of_the_account_or_of_none_passes(text: str) -> None:
    require_own_arn(an_account(), text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"arn:aws:iam::{OTHER}:user/ana", f"belongs to account {OTHER}, not to {ACCOUNT_ID}"),
        (f"  arn:aws:iam::{OTHER}:role/audit\n", f"belongs to account {OTHER}"),
        (f"arn:aws:bedrock:eu-west-1:{OTHER}:x", f"belongs to account {OTHER}"),
        (f"arn:aws-us-gov:iam::{ACCOUNT_ID}:user/ana", "belongs to the partition aws-us-gov, not to aws"),
        ("arn:aws-cn:s3:::bucket", "belongs to the partition aws-cn"),
    ],
)
def test_an_arn_of_another_account_or_partition_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        require_own_arn(an_account(), text)


def test_what_another_account_contained_is_not_released_here() -> None:
    with pytest.raises(UsageError, match=f"belongs to account {OTHER}"):
        release_request((), an_account(), f"arn:aws:iam::{OTHER}:user/ana")
