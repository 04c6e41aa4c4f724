"""The account: shown above everything else, and chosen by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.widget import Widget

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import BksError
from bks_tui.export import formatting as words
from bks_tui.tui.account.choices import LastSession, WithoutAccount, choose_account, choose_region, offer_last
from bks_tui.tui.context import Start
from bks_tui.tui.kit.identity_bar import show_identity
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.status_lines import identity_lines


class AccountController:
    """Who bks is, and where.

    `begin_scan` reads the account of another choice, `open_logs` asks for log files to read instead.
    """

    def __init__(
        self,
        host: Widget,
        panes: Panes,
        start: Start,
        scan: ScanState,
        begin_scan: Callable[[SessionChoice], None],
        open_logs: Callable[[], None],
    ) -> None:
        self._host = host
        self._panes = panes
        self._start = start
        self._scan = scan
        self._begin_scan = begin_scan
        self._open_logs = open_logs

    def show_identity(self) -> None:
        """Show who bks is, where, and how old the data is."""
        scan = self._scan
        lines = identity_lines(
            scan.account,
            demo=scan.choice.demo,
            profile=scan.profile,
            region=scan.region,
            read_only=self._start.read_only,
            data_age=words.age(scan.result.scanned_at, self._start.clock()) if scan.result else "",
            role=scan.choice.role,
        )
        show_identity(self._host, lines)

    def scan_failed(self, error: BksError) -> None:
        """Ask for another account if AWS did not say which one this is."""
        # Not over another dialog or the decoder; the list shows the same error, and p asks again.
        # A role that cannot be assumed says nothing about the credentials.
        has_role = self._scan.choice.role is not None
        if (
            self._scan.needs_identity
            and not has_role
            and self._host.screen.is_active
            and self._panes.focused_pane != "decoder"
        ):
            self.choose(error)

    def begin(self) -> None:
        """Read the account of the first choice; ask first if the last session had a profile and this one has none."""
        first, last = self._start.choice, self._last
        if last and self._start.memory.offers_last:

            def chosen(choice: SessionChoice) -> None:
                # A Region of the command line holds for any of them.
                self._chosen(replace(choice, region=first.region))

            offer_last(self._host.app, last, chosen, self._instead, lambda: self._begin_scan(first))
        else:
            self._begin_scan(first)

    @property
    def _last(self) -> LastSession | None:
        last = self._start.memory.last
        return LastSession(last.profile, last.account_id) if last.profile else None

    def choose(self, error: BksError | None = None) -> None:
        """Choose another profile, the demo account, or what needs none; `error` says why."""
        choose_account(self._host.app, self._scan.profile, self._chosen, self._instead, error, self._last)

    def _chosen(self, choice: SessionChoice) -> None:
        # The Region for where a profile names none is the same for all of them.
        self._begin_scan(replace(choice, default_region=self._start.choice.default_region))

    @property
    def _instead(self) -> WithoutAccount:
        return WithoutAccount(self._open_logs, lambda: self._panes.go("decoder"))

    def choose_region(self) -> None:
        """Choose another Region."""
        account = self._scan.account
        partition = account.partition if account else None
        choose_region(self._host.app, self._scan.choice, partition, self._scan.region, self._begin_scan)
