"""The summary of a clean-up, to read and to save."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bks_tui.core.errors import FileError
from bks_tui.export.response.to_json import actions_document
from bks_tui.storage.private_file import write_private
from bks_tui.tui.cleanup import presenter as cleaning_up
from bks_tui.tui.cleanup.state import ResponseResult
from bks_tui.tui.kit.dialog import ChoiceScreen, NotDismissible
from bks_tui.tui.messages import FileSaved
from bks_tui.tui.response.worker import AppResponder


class SummaryScreen(NotDismissible, ChoiceScreen):
    """The summary; it stays open until it is closed, also after saving."""

    def __init__(self, responder: AppResponder, targets: Sequence[ResponseResult], *, has_skipped: bool) -> None:
        self._responder = responder
        self._targets = targets
        self._summary = cleaning_up.summary_sections(responder.account, targets)
        super().__init__("Clean-up summary", cleaning_up.summary_options(has_skipped=has_skipped), self._summary)

    def choose(self, option: str) -> None:
        """Save it, close, or review the skipped users again."""
        if option in (cleaning_up.CLOSE, cleaning_up.AGAIN):
            self.dismiss(option)
        else:
            self._save(option)

    def _save(self, ending: str) -> None:
        account, now = self._responder.account, self._responder.clock()
        if ending == cleaning_up.AS_JSON:
            document = actions_document(account, self._targets, dry_run=False)
            content = json.dumps(document, indent=2, ensure_ascii=True) + "\n"
        else:
            content = cleaning_up.summary_text(self._summary)
        path = Path(f"bks-cleanup-{account.account_id}-{now:%Y%m%dT%H%M%SZ}.{ending}")
        try:
            write_private(path, content)
        except FileError as error:
            self.notify(f"Summary not saved: {error} {error.remedy}", severity="error", timeout=15)
        else:
            self.post_message(FileSaved("Summary", path.resolve()))
