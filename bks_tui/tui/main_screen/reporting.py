"""Reports: the subject of a pane is read again and written to a file.

A layer of the triage screen above investigating.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.main_screen.choices import report_options
from bks_tui.tui.main_screen.investigating import InvestigatingScreen
from bks_tui.tui.report.worker import ReportSaved, save_report

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


class ReportingScreen(InvestigatingScreen):
    """The reports."""

    def action_save_report(self) -> None:
        """Ask for a format, then read everything about the user, key or actor and save it."""
        target, session = self._subject.target, self._session
        if target is None or session is None:
            return

        def chosen(form: str | None) -> None:
            if form:
                self._save_report(target, form, session)

        self.app.push_screen(ChoiceScreen(f"Save a report on {sanitize(target.text, 40)}", report_options()), chosen)

    def _save_report(self, target: Target, form: str, session: AwsSession) -> None:
        options = TimelineOptions(days=max(7, self._timeline.options.days))
        work = partial(save_report, session, target, options, form, self._clock)
        self.start_job("report", work, self._report_saved, self._report_failed)
        self.notify(f"Reading data for the report on {target.text} …")

    def _report_saved(self, report: ReportSaved) -> None:
        gaps = "" if report.complete else "\nIt is INCOMPLETE and lists its gaps."
        self.notify(f"Report saved: {report.path}{gaps}", timeout=15)

    def _report_failed(self, error: BksError) -> None:
        self.notify(f"Report not saved: {error} {error.remedy}", severity="error", timeout=15)
