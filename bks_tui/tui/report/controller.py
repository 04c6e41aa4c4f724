"""Reports: what a pane is about is read again and written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bks_tui.core.cloudtrail.target import Target, target_of_user
from bks_tui.core.document import Cell, Tone
from bks_tui.core.errors import BksError
from bks_tui.core.text import pluralize, sanitize
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import TimelineOptions
from bks_tui.tui.context import Start
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.jobs import JobOwner, Work
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.save_path import SavePathScreen, SaveTarget
from bks_tui.tui.messages import FileSaved
from bks_tui.tui.report.state import ReportsProgress
from bks_tui.tui.report.worker import (
    EVIDENCE,
    ReportFailed,
    ReportSaved,
    ReportsEnded,
    report_path,
    require_report_target,
    save_report,
    save_report_of_files,
    save_reports,
)
from bks_tui.tui.scan.state import ScanState

_LEAST_DAYS = 7
# The one that prints well first.
_FORMATS = (
    Option("html", Cell("HTML"), Cell("one file, prints well", Tone.DIM)),
    Option("markdown", Cell("Markdown"), Cell("for a ticket", Tone.DIM)),
    Option("text", Cell("text"), Cell("for a mail", Tone.DIM)),
    Option("json", Cell("JSON"), Cell("for a program", Tone.DIM)),
    Option(EVIDENCE, Cell("evidence bundle"), Cell("records, report and journal, with checksums", Tone.DIM)),
)

_QUIT = "quit"
_QUITTING = (Option("stay", Cell("Stay")), Option(_QUIT, Cell("Quit"), Cell("the report is not saved", Tone.DIM)))


class ReportController:
    """The report that is being saved. It is read with the session of the scan, or from log files."""

    def __init__(self, host: JobOwner, start: Start, scan: ScanState) -> None:
        self._host = host
        self._start = start
        self._scan = scan
        self.is_running = False

    def ask(self, target: Target | None, days: int) -> None:
        """Ask for format and path, then read everything about a target; its timeline covers at least `days`."""
        session = self._scan.session
        if target is None or session is None:
            return

        options, clock = TimelineOptions(days=max(_LEAST_DAYS, days)), self._start.clock
        self._ask(target, lambda form, path: partial(save_report, session, target, options, form, path, clock))

    def ask_each(self, names: Sequence[str], days: int) -> None:
        """Ask for a format, then save a report on each of these users in a new folder."""
        session, account = self._scan.session, self._scan.account
        if session is None or account is None:
            return

        options = TimelineOptions(days=max(_LEAST_DAYS, days))
        targets = [target_of_user(name, account.account_id) for name in names]
        users = pluralize(len(targets), "marked user")

        def chosen(form: str | None) -> None:
            if form:
                self._begin(users)
                work = partial(save_reports, session, targets, options, form, self._start.clock)
                progress = ReportsProgress()
                self._host.start_job("report", work, partial(self._saved_one, progress), self._failed)

        self._host.app.push_screen(ChoiceScreen(f"Save a report on each of {users}", _FORMATS), chosen)

    def _begin(self, about: str) -> None:
        self.is_running = True
        self._host.notify(f"Reading data for the report on {about} …")

    def _saved_one(self, progress: ReportsProgress, update: ReportSaved | ReportFailed | ReportsEnded) -> None:
        progress.learn(update)
        if isinstance(update, ReportFailed):
            self._host.notify(
                f"Report on {update.target.text} not saved: {update.error} {update.error.remedy}",
                severity="error",
                timeout=15,
            )
        elif isinstance(update, ReportsEnded):
            self.is_running = False
            self._host.post_message(FileSaved(progress.saved, update.folder, progress.remark))

    def ask_of_files(self, target: Target, search: LogSearch) -> None:
        """Ask for format and path, then read the log files and save a report on a target."""
        clock = self._start.clock
        self._ask(target, lambda form, path: partial(save_report_of_files, search, target, form, path, clock))

    def _ask(self, target: Target, work: Callable[[str, SaveTarget], Work[ReportSaved]]) -> None:
        title = f"Save a report on {sanitize(target.text, 40)}"

        def chosen(form: str | None) -> None:
            if form:
                proposed = report_path(target.text, self._start.clock(), form)
                screen = SavePathScreen(title, proposed, lambda path: require_report_target(path, form))
                self._host.app.push_screen(screen, partial(named, form))

        def named(form: str, path: SaveTarget | None) -> None:
            if path:
                self._begin(target.text)
                self._host.start_job("report", work(form, path), self._saved, self._failed)

        self._host.app.push_screen(ChoiceScreen(title, _FORMATS), chosen)

    def before_quitting(self, quit_app: Callable[[], None]) -> None:
        """Quit; first ask whether to lose the report that is being written, if one is."""
        if not self.is_running:
            quit_app()
            return

        def answered(answer: str | None) -> None:
            if answer == _QUIT:
                self._host.cancel_job("report")
                quit_app()

        title = "A report is being written; quitting loses it"
        self._host.app.push_screen(ChoiceScreen(title, _QUITTING), answered)

    def _saved(self, report: ReportSaved) -> None:
        self.is_running = False
        gaps = "" if report.complete else "\nIt is INCOMPLETE and lists its gaps."
        self._host.post_message(FileSaved("Report", report.path, gaps))

    def _failed(self, error: BksError) -> None:
        self.is_running = False
        self._host.notify(f"Report not saved: {error} {error.remedy}", severity="error", timeout=15)
