"""A report in the requested format; a new format is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bks_tui.core.report.incident import Incident
from bks_tui.export.report.to_html import report_html
from bks_tui.export.report.to_json import report_json
from bks_tui.export.report.to_markdown import report_markdown
from bks_tui.export.report.to_text import report_text

# By the name that people type; the second value is the file extension.
FORMATS: Mapping[str, tuple[Callable[[Incident], str], str]] = {
    "text": (report_text, "txt"),
    "markdown": (report_markdown, "md"),
    "json": (report_json, "json"),
    "html": (report_html, "html"),
}


def write_report(incident: Incident, form: str) -> str:
    """The report as text, in one of FORMATS."""
    write, _ = FORMATS[form]
    return write(incident)
