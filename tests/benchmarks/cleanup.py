"""How long `bks cleanup --force` takes for many orphans, beside the same without planning ahead."""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bks_tui.cli.account_cleanup import AccountCleanup, CleanUpChoice
from bks_tui.cli.plan_ahead import PlanAhead
from bks_tui.cli.responder import CommandResponder
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.write_options import WriteOptions
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.response.requests import Request
from bks_tui.demo.state.account import SimulatedAccount
from tests.benchmarks.scan import scanned
from tests.benchmarks.table import Table
from tests.support.scans import session_to
from tests.support.trails import days_ago

ORPHANS = (50, 200)
MILLISECONDS = 40


class NothingAhead(PlanAhead):
    """Makes each plan when it is asked for, as a dry run does."""

    def begin(self, request: Request | None) -> None:
        """Begin nothing."""


def account_of(orphans: int) -> SimulatedAccount:
    """An account of phantom users without a key."""
    account = SimulatedAccount()
    for number in range(orphans):
        account.add_user(f"BedrockAPIKey-{number:05}", created=days_ago(400))
    account.faults.latency = MILLISECONDS / 1_000
    return account


def cleaned(orphans: int, planning: type[PlanAhead]) -> tuple[float, int]:
    """The seconds for all of them, without the scan, and the calls."""
    account = account_of(orphans)
    result, before = scanned(account).result, len(account.calls)
    with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stderr(io.StringIO()):
        acting = WriteOptions(dry_run=False, force=True, as_json=True, directory=Path(directory))
        responder = CommandResponder(Invocation(SessionChoice(), read_only=False), acting, session_to(account))
        responder.identify()
        begin = time.perf_counter()
        cleanup = AccountCleanup(responder, CleanUpChoice((), timedelta(hours=24), ()), planning=planning)
        cleanup.take_all(result)
        taken = time.perf_counter() - begin
    assert account.users == {}
    return taken, len(account.calls) - before


def tables() -> Iterator[Table]:
    """Two numbers of users."""
    rows = []
    for orphans in ORPHANS:
        (ahead, calls), (alone, _) = cleaned(orphans, PlanAhead), cleaned(orphans, NothingAhead)
        rows.append((orphans, calls, ahead, alone, f"{ahead / alone:.2f}"))
    headings = ("orphans", "calls", "s", "one after the other, s", "of its time")
    yield Table("A cleanup", headings, rows, f"{MILLISECONDS} ms per call; every user is planned twice and verified.")
