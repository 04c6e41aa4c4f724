"""Which account bks looks at, and as whom."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.evidence import Evidence


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
    without one.
    """

    account_id: str
    alias: Evidence[str | None]
    caller_arn: str
    partition: str
    region: str
    region_is_default: bool
    profile: str | None
    demo: bool
