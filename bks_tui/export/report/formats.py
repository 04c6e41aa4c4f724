"""A report in the requested format; a new format is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bks_tui.core.report.incident import Incident
from bks_tui.core.report.incident_report import incident_report
from bks_tui.export.document.to_html import document_html
from bks_tui.export.document.to_markdown import document_markdown
from bks_tui.export.document.to_text import document_text
from bks_tui.export.report.to_json import report_json


def report_text(incident: Incident) -> str:
    """The complete report as text."""
    return document_text(incident_report(incident))


def report_markdown(incident: Incident) -> str:
    """The complete report as Markdown."""
    return document_markdown(incident_report(incident))


def report_html(incident: Incident) -> str:
    """The complete report as one HTML file."""
    return document_html(incident_report(incident))


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
