"""Reports: the subject of a pane is read again and written to a file.

A layer of the triage screen above investigating.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.text import sanitize
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.main_screen.choices import report_options
from bks_tui.tui.main_screen.investigating import InvestigatingScreen
from bks_tui.tui.messages import ReportFailed, ReportSaved
from bks_tui.tui.report.worker import run_report
from bks_tui.tui.timeline.worker import TimelineJob

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


class ReportingScreen(InvestigatingScreen):
    """The reports."""

    _report_job: TimelineJob | None = None

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
        self._cancel_report()
        self._report_job = TimelineJob(0, target, TimelineOptions(days=max(7, self._timeline.options.days)))
        work = partial(run_report, self._report_job, form, session, self._clock, self.post_message)
        self.run_worker(work, thread=True, group="report", exit_on_error=False)
        self.notify(f"Reading data for the report on {target.text} …")

    def _cancel_report(self) -> None:
        if self._report_job:
            self._report_job.cancelled.set()

    @on(ReportSaved)
    def _report_saved(self, message: ReportSaved) -> None:
        gaps = "" if message.complete else "\nIt is INCOMPLETE and lists its gaps."
        self.notify(f"Report saved: {message.path}{gaps}", timeout=15)

    @on(ReportFailed)
    def _report_failed(self, message: ReportFailed) -> None:
        self.notify(f"Report not saved: {message.error} {message.error.remedy}", severity="error", timeout=15)

    def on_unmount(self) -> None:
        """Stop the worker: quitting waits for its thread."""
        self._cancel_report()
