"""The controllers of the subjects, and what each tells the others.

Controllers do not know each other: they are connected here. Another subject is one more controller.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bks_tui.core.account.account import Account, ApiCall, SessionChoice
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.scan.findings import ScanResult
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions, TimelineUpdate
from bks_tui.tui.account.controller import AccountController
from bks_tui.tui.accounts.controller import AccountsController
from bks_tui.tui.calls.controller import CallController
from bks_tui.tui.context import Start
from bks_tui.tui.journal.controller import JournalController
from bks_tui.tui.keys.controller import DecoderController
from bks_tui.tui.kit.jobs import JobOwner, Work
from bks_tui.tui.logs.folders import LogFolders
from bks_tui.tui.main_screen.action_runner import ActionRunner
from bks_tui.tui.main_screen.focus import Focus
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.report.controller import ReportController
from bks_tui.tui.response.controller import ResponseController
from bks_tui.tui.saving.exporter import save_listing
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.scan.controller import ScanController
from bks_tui.tui.scan.policy_viewer import PolicyViewer
from bks_tui.tui.timeline.controller import TimelineController
from bks_tui.tui.timeline.worker import ask_further_sources, read_timeline


class Triage:
    """One controller per subject. `changed` is called with the panes that are about something else now."""

    def __init__(self, host: JobOwner, panes: Panes, start: Start, changed: Callable[..., None]) -> None:
        self.changed = changed
        self._host = host
        self._panes = panes
        self._start = start
        self.scans = ScanController(host, self, panes, start)
        scan = self.scans.state
        self.policies = PolicyViewer(host, scan, start.keymap)
        self.accounts = AccountsController(host, start, scan, self.show_account, self._changed_in)
        self.report = ReportController(host, start, scan)
        folders = LogFolders(host, start, self.report.ask_of_files)
        self.account = AccountController(host, panes, start, scan, self.begin_scan, folders.choose)
        self.calls = CallController(panes, start.memory, changed)
        self.decoder = DecoderController(panes, start, scan, self.scans.select, self.accounts.way_to, changed)
        self.timeline = TimelineController(
            host, panes.timeline, start.keymap, self._timeline_work, changed, ask=self._findings_work
        )
        self.response = ResponseController(host, start, scan, self._rescan_after_change)
        self.journal = JournalController(host, start, scan, self.response, self.decoder.deletions_found)
        self.focus = Focus(panes, start.clock, self.scans, self.decoder, self.timeline, self.calls)
        self.runner = ActionRunner(host, start, self.scans, self.focus, self.response)

    def refresh(self) -> None:
        """Show what has been learned since the last time."""
        for controller in (self.scans, self.calls, self.timeline, self.journal):
            controller.refresh()

    def _timeline_work(self, target: Target, options: TimelineOptions) -> Work[TimelineUpdate] | None:
        """What reads a timeline: with the session of the scan."""
        session = self.scans.state.session
        return partial(read_timeline, session, target, options, self._start.clock) if session else None

    def _findings_work(self, timeline: Timeline) -> Work[TimelineUpdate] | None:
        """What asks further sources: with the same session."""
        session = self.scans.state.session
        return partial(ask_further_sources, session, timeline, self._start.clock) if session else None

    def begin(self) -> None:
        """Show that no account is read yet, and read the first one or ask which."""
        self.scans.show()
        self.account.begin()

    def begin_scan(self, choice: SessionChoice) -> None:
        """Scan again, and drop what was read with another profile, Region or role."""
        if choice != self.scans.state.choice:
            self.timeline.drop()
            self.journal.drop()
            self.accounts.follow(choice)
        self.decoder.offer_sample(demo=choice.demo)
        self.scans.begin(choice)

    def show_account(self, choice: SessionChoice, user_name: str | None) -> None:
        """Show the account of this choice from the start, at a user if one is given."""
        scan = self.scans.state
        if choice != scan.choice or scan.account is None:
            self.begin_scan(choice)
        self._panes.go("users")
        if user_name:
            self.scans.select_once_listed(user_name)

    def open_account(self, account_id: str) -> None:
        """Read the account of a decoded key, without leaving the decoder."""
        choice = self.accounts.choice_of(account_id)
        if choice:
            self.begin_scan(choice)

    def leave_account(self) -> None:
        """From an account that was opened, back to the list of accounts."""
        if self.accounts.can_return:
            self.accounts.show(returns_to_source=True)

    def _changed_in(self, account_id: str) -> None:
        """Read the account on show again if bks wrote in it."""
        account = self.scans.state.account
        if account and account.account_id == account_id:
            self._rescan_after_change()

    def save_listing(self, listing: Listing) -> None:
        """Ask how and where to save a list, and save it."""
        save_listing(self._host, listing, self._start.clock)

    def rescan(self) -> None:
        """Scan the same account again."""
        self.begin_scan(self.scans.state.choice)

    def _rescan_after_change(self) -> None:
        self.rescan()
        self.journal.find_deletions()

    def account_known(self, account: Account) -> None:
        """Search the journal of the account, and show it as in the last session if it is the same."""
        memory = self._start.memory
        if warning := memory.moved_profile(account):
            self._host.notify(warning, severity="warning")
        if memory.account_known(account):
            self.scans.restore_filter()
            self.accounts.restore_filters()
        self.journal.account_known(account)

    def scanned(self, result: ScanResult) -> None:
        """Show the account in the list of accounts as it was read now."""
        self.accounts.keep(result)

    def scan_shown(self) -> None:
        """Show what follows from the scan."""
        self.account.show_identity()
        self.calls.refresh()
        self.decoder.scan_shown()

    def scan_failed(self, error: BksError) -> None:
        """Ask for another account if the credentials are the reason."""
        self.account.scan_failed(error)

    def call_made(self, call: ApiCall) -> None:
        """Show an AWS call."""
        self.calls.add(call)
        self.response.call_made(call)

    def stop(self) -> bool:
        """Stop reading from AWS; False if nothing is being read."""
        return any([self.scans.stop(), self.timeline.stop()])
