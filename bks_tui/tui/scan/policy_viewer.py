"""Show the policy that is selected in the detail: as the scan read it, or read now."""

from __future__ import annotations

from functools import partial

from bks_tui.core.errors import BksError
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments
from bks_tui.core.text import sanitize
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.scan.detail_items import DetailItem
from bks_tui.tui.scan.policy_sections import is_read, policy_sections
from bks_tui.tui.scan.state import ScanState
from bks_tui.tui.scan.worker import read_policies

_JOB = "policy"


class PolicyViewer:
    """Opens the documents of policies. A key has none: it is said what can be done with it."""

    def __init__(self, host: JobOwner, scan: ScanState, keymap: Keymap) -> None:
        self._host = host
        self._scan = scan
        self._keymap = keymap

    def open(self, item: DetailItem, user: User) -> None:
        """Show the documents of a policy or group of a user."""
        if item.is_key:
            contain, timeline, copy = map(self._keymap.shown, ("contain", "show_timeline", "copy"))
            self._host.notify(
                f"{item.kind.value} {item.id}: {contain} contains it, {timeline} reads its events, {copy} copies it"
            )
            return
        known = self._scan.result.policies if self._scan.result else None
        documents = (known or PolicyDocuments()) if is_read(item, known) else None
        title = f"{item.kind.value} of {sanitize(user.name, 40)}"
        screen = TextScreen(title[0].upper() + title[1:], policy_sections(item, user, documents))
        if documents is None and self._scan.session:
            work = partial(read_policies, self._scan.session, user)
            self._host.start_job(
                _JOB,
                work,
                lambda read: screen.show(policy_sections(item, user, read)),
                self._failed,
            )
        self._host.app.push_screen(screen)

    def _failed(self, error: BksError) -> None:
        self._host.notify(f"Policy: {error} {error.remedy}", severity="error")
