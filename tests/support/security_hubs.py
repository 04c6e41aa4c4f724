"""Accounts with Security Hub, and scans of them that are stored."""

from __future__ import annotations

from bks_tui.core.response.requests import FindingsRequest
from bks_tui.core.scan.findings import ScanOptions
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.security_hub import SimulatedSecurityHub
from bks_tui.operations.organization.run import header_of, single_record
from bks_tui.storage.run_file import RunDirectory
from tests.support.scans import result

REGION = "us-east-1"


def with_hub(account: SimulatedAccount) -> SimulatedAccount:
    """The account with Security Hub enabled."""
    account.security_hubs[REGION] = SimulatedSecurityHub()
    return account


def hub_of(account: SimulatedAccount) -> SimulatedSecurityHub:
    """Its Security Hub."""
    return account.security_hubs[REGION]


def stored_scan(account: SimulatedAccount) -> FindingsRequest:
    """Scan the account and store that, as `bks scan` does; the request to send its findings."""
    scan = result(account)
    header = header_of(scan.account, ScanOptions(), scan.scanned_at, "account", ())
    with RunDirectory.usual(demo=False).begin(header) as writer:
        writer.write(single_record(scan))
    return FindingsRequest(header.run_id, account.account_id)


def batches(account: SimulatedAccount) -> list[int]:
    """How many findings each call sent."""
    return [len(call.parameters["Findings"]) for call in account.calls if call.operation.endswith("ImportFindings")]
