"""Accounts of which further sources know something, and timelines with what they say."""

from __future__ import annotations

import threading

from bks_tui.aws.retries import RetryBudget
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.findings import FindingSource, SourceFinding, SourceReading
from bks_tui.core.timeline.timeline import Timeline, TimelineUpdate
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.further_services import StoredUse
from bks_tui.operations.findings.findings import with_findings
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import PHANTOM, attacked_account, days_ago, session_in, updates

METRICS = "cloudwatch.amazonaws.com"
ANOMALY = "Impact:IAMUser/AnomalousModelInvocation"


def access_key(account: SimulatedAccount) -> str:
    """The access key of the phantom."""
    return account.users[PHANTOM].access_keys[0].access_key_id


def account_with_findings() -> SimulatedAccount:
    """An account in which every source has one finding about the phantom, and one about somebody else."""
    account = attacked_account()
    account.add_user("alice")
    account.add_api_key(PHANTOM, METRICS)
    further, number = account.further, account.account_id
    for name in (PHANTOM, "alice"):
        further.add_guardduty_finding("eu-west-1", number, name, ANOMALY, 2.0, days_ago(2))
        further.add_unused_finding(
            "us-east-1", number, account.user_arn(account.users[name]), "UnusedPermission", days_ago(9)
        )
        further.uses[name].append(StoredUse("bedrock", "Amazon Bedrock", days_ago(200), "us-east-1"))
        # Active by the clock of the commands too.
        further.add_session(number, name, days_ago(1), days_ago(-9_000))
        further.add_secret("ap-south-1", number, f"metrics/{name}", LastChangedDate=days_ago(30))
    return account


def asked_updates(
    account: SimulatedAccount,
    target: str | Target = PHANTOM,
    cancelled: threading.Event | None = None,
    patience: RetryBudget = SHORT_PATIENCE,
    read: list[TimelineUpdate] | None = None,
) -> list[TimelineUpdate]:
    """All that a timeline yields that asks the further sources as well; `read` replaces the timeline."""
    cancelled = cancelled or threading.Event()
    before = updates(account, target, cancelled=cancelled, patience=patience) if read is None else read
    return list(with_findings(session_in(account), before, cancelled, lambda: NOW, patience))


def asked(account: SimulatedAccount, target: str | Target = PHANTOM) -> Timeline:
    """How such a timeline ends."""
    last = asked_updates(account, target)[-1]
    assert isinstance(last, Timeline)
    return last


def reading(timeline: Timeline, source: FindingSource) -> SourceReading:
    """How one source was read."""
    (found,) = [each for each in timeline.readings if each.source is source]
    return found


def findings(timeline: Timeline, source: FindingSource) -> tuple[SourceFinding, ...]:
    """What one source found."""
    return reading(timeline, source).findings
