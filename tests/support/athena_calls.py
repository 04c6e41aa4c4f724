"""The calls of the commands that search with Athena, or set it up."""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import mkdtemp

from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.response.requests import AthenaRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.athena import add_trail
from bks_tui.operations.athena.status import athena_status
from bks_tui.operations.hunt.athena import athena_hunt
from bks_tui.operations.report.evidence import collect_evidence
from bks_tui.operations.report.report import athena_report
from tests.support.athena import logged
from tests.support.athena import updates as athena_updates
from tests.support.responding import ResponseHarness, responder
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.trails import PHANTOM as ATTACKED
from tests.support.trails import attacked_account, session_in
from tests.support.trails import result as timeline_of

# IAM has another name for the permission than the service for the operation.
NAMED_OTHERWISE = {
    "access-analyzer:ListFindingsV2": "access-analyzer:ListFindings",
    "s3:ListObjectsV2": "s3:ListBucket",
}


def at(account: SimulatedAccount) -> ResponseHarness:
    return responder(Path(mkdtemp()), account)


def made(*accounts: SimulatedAccount) -> set[str]:
    """The calls that reached these accounts."""
    return {NAMED_OTHERWISE.get(call.operation, call.operation) for account in accounts for call in account.calls}


def organized() -> SimulatedAccount:
    account = SimulatedAccount()
    account.organization = SimulatedOrganization(account.account_id)
    account.organization.add_unit("sandbox", account.organization.root)
    return account


def with_logs() -> SimulatedAccount:
    return logged(attacked_account())


def stopped_search(account: SimulatedAccount) -> None:
    cancelled = threading.Event()
    account.athena("us-east-1").looks = ("RUNNING",) * 100_000
    account.faults.after("athena:StartQueryExecution", cancelled.set)
    list(athena_updates(account, ATTACKED, cancelled=cancelled))


def athena_timelines() -> set[str]:
    account = with_logs()
    list(athena_updates(account, ATTACKED))
    stopped_search(account)
    # The region of the bucket is for Athena itself.
    return made(account) | {"s3:GetBucketLocation"}


def put_into_a_group(account: SimulatedAccount, user: str) -> None:
    """Add a user to a group with an attached and an inline policy."""
    account.add_to_group(user, "team")
    account.add_group_policies("team", "ReadOnlyAccess", own="{}")


def athena_reports() -> set[str]:
    whole, orphaned = with_logs(), with_logs()
    for account in (whole, orphaned):
        account.attach_policy(ATTACKED, "AmazonBedrockLimitedAccess")
        account.put_inline_policy(ATTACKED, "own", "{}")
        put_into_a_group(account, ATTACKED)
        target = parse_target(ATTACKED, NOW)
        list(athena_report(session_in(account), target, AthenaSearch(), threading.Event(), lambda: NOW, SHORT_PATIENCE))
        orphan = orphaned.users[ATTACKED]
        orphan.credentials, orphan.password = [], None
        for key in orphan.access_keys:
            key.status = "Inactive"
    stopped_search(whole)
    return made(whole, orphaned) | {"s3:GetBucketLocation"}


def evidence_calls() -> set[str]:
    """What the evidence needs besides a report."""
    account = attacked_account()
    found = Incident(timeline_of(account), NOW, NoUser(""), {}, (), ())
    account.calls.clear()
    collect_evidence(session_in(account), found, threading.Event(), SHORT_PATIENCE)
    return made(account)


def athena_hunts() -> set[str]:
    account = demo_account(NOW)
    list(athena_hunt(session_in(account), AthenaSearch(days=1), threading.Event(), lambda: NOW, SHORT_PATIENCE))
    return made(account) | athena_timelines()


def athena_statuses() -> set[str]:
    account = with_logs()
    athena_status(session_in(account), "bks", "cloudtrail", "bks", threading.Event(), SHORT_PATIENCE)
    return made(account)


def athena_setups() -> set[str]:
    own, organized_one = at(attacked_account()), at(organized())
    for ana in (own, organized_one):
        add_trail(ana.account, StoredTrail("trail", "example-logs", of_organization=ana is organized_one))
        ana.do(AthenaRequest("bks", "cloudtrail", "bks", "s3://example-results/", 10**9))
    return made(own.account, organized_one.account)


def athena_removals() -> set[str]:
    ana = at(with_logs())
    ana.do(AthenaRequest("bks", "cloudtrail", "bks", remove=True))
    return made(ana.account)


def undone_setup() -> set[str]:
    ana = at(attacked_account())
    add_trail(ana.account, StoredTrail("trail", "example-logs"))
    operation = ana.do(AthenaRequest("bks", "cloudtrail", "bks", "s3://example-results/", 10**9))
    ana.account.calls.clear()
    ana.undo(operation)
    return made(ana.account)
