"""All about one target for a report: its user as IAM tells it now, and its timeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TypeAlias

from bks_tui.aws.retries import Patience
from bks_tui.aws.session import AwsSession
from bks_tui.core.evidence import Evidence
from bks_tui.core.findings import Finding
from bks_tui.core.target import Target
from bks_tui.core.timeline import TimelineOptions, TimelineUpdate


@dataclass(frozen=True, slots=True)
class UserRead:
    """The IAM user behind a target, read just now.

    Without a `finding` there is none, or it could not be read: `reason` is why, in one sentence.
    `policies` are the JSON documents of its attached managed policies and of its boundary, by ARN.
    """

    finding: Finding | None
    policies: Mapping[str, Evidence[str]] = field(default_factory=dict)
    reason: str = ""


ReportUpdate: TypeAlias = TimelineUpdate | UserRead


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def report(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    cancelled: threading.Event,
    now: Callable[[], datetime] = _utc_now,
    patience: Patience | None = None,
) -> Generator[ReportUpdate, None, None]:
    """What a report needs: the Account first, then one UserRead, then all that a timeline yields, its Timeline last.

    Raises what `timeline` raises: UsageError for a target of another account, AwsError where AWS
    does not tell who asks. Cancelled, it stops asking and still yields its UserRead and Timeline.
    """
    raise NotImplementedError
