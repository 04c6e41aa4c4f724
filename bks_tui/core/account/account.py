"""Which account bks looks at, and as whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Evidence
from bks_tui.core.harmless import safe_name

_ARN = re.compile(r"arn:(?P<partition>[^:\s]+):[^:\s]*:[^:\s]*:(?P<account>\d{12})?:", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """What the person asked for. None leaves the choice to AWS's own configuration.

    `default_region` is used where that names none either.
    """

    profile: str | None = None
    region: str | None = None
    demo: bool = False
    default_region: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The live identity: the account behind the credentials, as AWS answered.

    `region_is_default` marks a Region that nobody chose. `alias` is Known(None) for an account
    without one. `caller_id` is the UserId of GetCallerIdentity. `plain_http` is the host that is asked over
    http:// without encryption, on another machine; else None.
    """

    account_id: str
    alias: Evidence[str | None]
    caller_arn: str
    partition: str
    region: str
    region_is_default: bool
    profile: str | None
    demo: bool
    caller_id: str = ""
    plain_http: str | None = None


def plain_http_warning(host: str) -> str:
    """What a person must know of an endpoint that is asked without encryption."""
    return f"{host} is asked over http://, without encryption: anyone on the way can read and change every answer"


def require_own(account: Account, what: str, account_id: str | None, partition: str | None = None) -> None:
    """Raise UsageError where `what` belongs to another account or partition than the session's; None is not told."""
    if account_id not in (None, account.account_id):
        raise UsageError(
            f"{what} belongs to account {account_id}, not to {account.account_id}",
            f"Use credentials of account {account_id}, for instance another --profile.",
        )
    if partition not in (None, account.partition):
        raise UsageError(
            f"{what} is of the partition {partition}, not of {account.partition}",
            f"Use credentials of the partition {partition}.",
        )


def require_own_arn(account: Account, text: str) -> None:
    """The same for a text that may be an ARN; whatever else it is passes."""
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
