"""The list of users as it is shown, to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bks_tui.core.account.account import Account
from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.export.scan.to_csv import users_csv
from bks_tui.export.scan.to_json import scan_document
from bks_tui.export.view import ExportedView, with_view
from bks_tui.tui.kit.marks import marked_users
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.view import UserView


def user_listing(state: ScanState, view: UserView, marked: Sequence[Finding], now: datetime) -> Listing | None:
    """The users that the view leaves, in its order, or if some are `marked`, those.

    None before AWS said whose they are.
    """
    account = state.account
    if account is None:
        return None
    shown = marked or view.apply(state.findings, lambda finding: state.facts.of(finding, now), now).rows
    described = marked_users(len(marked)) if marked else view.describe()
    exported = ExportedView(len(shown), len(state.findings), described)
    result = _result(state, account, shown, now)
    return Listing(
        "users",
        account.account_id,
        exported,
        lambda: users_csv(shown, result.scanned_at),
        lambda: with_view(scan_document(result), exported),
    )


def _result(state: ScanState, account: Account, shown: Sequence[Finding], now: datetime) -> ScanResult:
    """The scan with these users alone. One that has not ended is incomplete, and says so."""
    if state.result:
        return replace(state.result, findings=tuple(shown), warnings=tuple(state.warnings))
    return ScanResult(account, now, tuple(shown), (*state.warnings, "the scan has not ended"), may_lack_users=True)
