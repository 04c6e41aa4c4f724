"""The state of the account, from the first update of a scan to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.document import Cell
from bks_tui.core.errors import AwsError, BksError, CancelledError
from bks_tui.core.scan.findings import Finding, ScanProgress, ScanResult, ScanUpdate, by_urgency
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.scan.detail import LastUses
from bks_tui.tui.scan.facts import RememberedFacts
from bks_tui.tui.scan.orphans import orphans
from bks_tui.tui.scan.status_lines import result_line, scan_line, stopped_line

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass
class ScanState:
    """The account as last read.

    A scan of the same account keeps the old result until the new one is complete: a list that is half old
    and half new would be misleading. Another profile or Region starts empty.
    """

    choice: SessionChoice
    session: AwsSession | None = None
    account: Account | None = None
    result: ScanResult | None = None
    progress: ScanProgress | None = None
    running: bool = False
    error: BksError | None = None
    # By user name: read only of those that a person looks at.
    last_uses: dict[str, LastUses] = field(default_factory=dict)
    facts: RememberedFacts = field(default_factory=RememberedFacts)
    _incoming: dict[str, Finding] = field(default_factory=dict)
    _shown: dict[str, Finding] | None = None
    _orphans: tuple[Finding, ...] | None = None

    def begin(self, choice: SessionChoice) -> None:
        """Start over with `choice`."""
        if choice != self.choice:
            self.account = self.result = None
        self.choice = choice
        self.session = self.progress = self.error = None
        self.running = True
        self._incoming, self._shown, self._orphans = {}, None, None
        self.last_uses = {}

    def learn(self, update: ScanUpdate) -> None:
        """Apply an update of the scan."""
        if isinstance(update, ScanProgress):
            self.progress = update
            return
        self._shown = self._orphans = None
        if isinstance(update, Account):
            if self.account and update.account_id != self.account.account_id:
                # The same profile may now be another account: nothing old is valid for it.
                self.result = None
            self.account = update
        elif isinstance(update, Finding):
            self._incoming[update.user.name] = update
        else:
            self.result = update
            self.running = False

    def stop(self, error: BksError) -> None:
        """The scan ended before it was complete."""
        self.error = error
        self.running = False

    @property
    def profile(self) -> str | None:
        """The profile in use; known before AWS answers."""
        return (self.session or self.account or self.choice).profile

    @property
    def region(self) -> str | None:
        """The Region in use; known before AWS answers."""
        return (self.session or self.account or self.choice).region

    @property
    def findings(self) -> Sequence[Finding]:
        """The users to show, the most urgent first."""
        return tuple(self.by_name.values())

    @property
    def by_name(self) -> dict[str, Finding]:
        """The users to show by name, in order: cached, since every key press uses it many times."""
        if self._shown is None:
            findings = self.result.findings if self.result else sorted(self._incoming.values(), key=by_urgency)
            self._shown = {finding.user.name: finding for finding in findings}
        return self._shown

    @property
    def orphans(self) -> tuple[Finding, ...]:
        """The users that a clean-up reviews: from a complete scan only."""
        if self._orphans is None:
            self._orphans = orphans(self.result.findings) if self.result else ()
        return self._orphans

    @property
    def warnings(self) -> tuple[str, ...]:
        """The gaps, and why the latest scan is not complete."""
        gaps = self.result.warnings if self.result else ()
        if self.error is None:
            return gaps
        if isinstance(self.error, CancelledError):
            return ("the latest scan was stopped before it finished", *gaps)
        return (f"the latest scan failed: {self.error}", *filter(None, [self.error.remedy]), *gaps)

    @property
    def needs_identity(self) -> bool:
        """Whether the scan failed before AWS said who is asking: a person has to choose."""
        return self.account is None and isinstance(self.error, AwsError)

    def find(self, name: str | None) -> Finding | None:
        """The user of this name, if it is known."""
        return self.by_name.get(name) if name is not None else None

    def status_line(self, keymap: Keymap = DEFAULT_KEYMAP) -> tuple[Cell, ...]:
        """The line at the foot of the screen."""
        if self.running:
            return scan_line(self.progress, len(self._incoming))
        if self.error:
            return stopped_line(self.error, keymap, partial=self.result is None, listed=len(self.findings))
        return result_line(self.result, keymap) if self.result else (Cell("no account read yet"),)

    def empty_reason(self, keymap: Keymap = DEFAULT_KEYMAP) -> str:
        """Why the list is empty."""
        if self.findings:
            return f"No user matches the filter; esc {'stops the scan, then ' if self.running else ''}clears it."
        if self.running:
            return "Reading …"
        if self.error:
            again = f"The scan was stopped; {keymap.shown('rescan')} starts it again."
            return again if isinstance(self.error, CancelledError) else f"{self.error}\n{self.error.remedy}"
        if self.warnings:
            return f"No users found, but not everything could be read: {keymap.shown('show_warnings')} shows the gaps."
        if self.result is None:
            return f"No account was read; {keymap.shown('choose_account')} chooses one."
        return "No phantom user and no API key in this account."
