"""The account that bks works in, and the caller."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.account.member import MemberRole
from bks_tui.core.errors import OtherAccountError, UsageError
from bks_tui.core.evidence import Evidence
from bks_tui.core.harmless import safe_name

_ARN = re.compile(r"arn:(?P<partition>[^:\s]+):[^:\s]*:[^:\s]*:(?P<account>\d{12})?:", re.ASCII)


# The error codes of throttling that botocore retries, except those of quotas, which do not go away with time.
THROTTLING_CODES = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "TooManyRequestsError",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "SlowDown",
    }
)


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """The choice of the user. None leaves it to the AWS configuration.

    `default_region` is used if that has no Region either. `role` is assumed with these credentials, unless they are
    of its account already.
    """

    profile: str | None = None
    region: str | None = None
    demo: bool = False
    default_region: str | None = None
    role: MemberRole | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The live identity: the account of the credentials, as AWS returned it.

    `region_is_default` marks a Region that nobody chose. `alias` is Known(None) for an account
    without one, and None if it was not requested. `caller_id` is the UserId of GetCallerIdentity.
    `plain_http` is the host on another machine that is called over http:// without encryption; else None.
    `role` is the role that bks assumed, if any.
    """

    account_id: str
    alias: Evidence[str | None] | None
    caller_arn: str
    partition: str
    region: str
    region_is_default: bool
    profile: str | None
    demo: bool
    caller_id: str = ""
    plain_http: str | None = None
    role: MemberRole | None = None

    @property
    def role_arn(self) -> str | None:
        """The ARN of the role that bks assumed."""
        return self.role.arn(self.partition) if self.role else None


def plain_http_warning(host: str) -> str:
    """The warning about an endpoint that is called without encryption."""
    return f"calls to {host} use http:// without encryption: anyone on the network path can read and change the answers"


def require_own(account: Account, what: str, account_id: str | None, partition: str | None = None) -> None:
    """Raise UsageError where `what` belongs to another account or partition than the session; None is unknown."""
    if account_id is not None and account_id != account.account_id:
        raise OtherAccountError(what, account_id, account.account_id)
    if partition not in (None, account.partition):
        raise UsageError(
            f"{what} belongs to the partition {partition}, not to {account.partition}",
            f"Use credentials of the partition {partition}.",
        )


def require_own_arn(account: Account, text: str) -> None:
    """The same for a text that may be an ARN; any other text passes."""
    arn = _ARN.match(text.strip())
    if arn:
        require_own(account, safe_name(text.strip()), arn["account"], arn["partition"])


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A finished call. `operation` is `iam:ListUsers`; `outcome` is `ok` or the error code."""

    when: datetime
    operation: str
    region: str
    milliseconds: int
    outcome: str
    retries: int

    @property
    def was_throttled(self) -> bool:
        """Whether AWS refused it for now; bks then calls again."""
        return self.outcome in THROTTLING_CODES
