"""What became of the reports on several users so far."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.text import pluralize
from bks_tui.tui.report.worker import ReportFailed, ReportSaved, ReportsEnded


@dataclass
class ReportsProgress:
    """How many reports were written, how many of them have gaps, and how many failed."""

    written: int = 0
    incomplete: int = 0
    failed: int = 0

    def learn(self, update: ReportSaved | ReportFailed | ReportsEnded) -> None:
        """Count a report."""
        if isinstance(update, ReportSaved):
            self.written += 1
            self.incomplete += not update.complete
        elif isinstance(update, ReportFailed):
            self.failed += 1

    @property
    def saved(self) -> str:
        """What was saved."""
        return pluralize(self.written, "report")

    @property
    def remark(self) -> str:
        """How many of them are not complete, and how many were not saved."""
        parts = (
            f"{self.incomplete} of them INCOMPLETE, with their gaps listed" if self.incomplete else "",
            f"{pluralize(self.failed, 'report')} not saved" if self.failed else "",
        )
        said = "; ".join(filter(None, parts))
        return f"\n{said}." if said else ""
