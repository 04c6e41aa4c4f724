"""The files of an evidence bundle, and its bag-info.txt.

Each text is written as it is read, since the records may be many, and without secrets: those of records were replaced
when they were parsed; here, whatever a person or an attacker wrote elsewhere, such as a key in a tag.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bks_tui.core.cloudtrail.redaction import parse_json, redact, redact_forms, redact_json
from bks_tui.core.report.evidence import Collection
from bks_tui.core.text import sanitize
from bks_tui.export.evidence.facts import bundle_document, findings_facts, gaps_document, scan_facts
from bks_tui.export.evidence.readme import readme
from bks_tui.export.evidence.records import record_lines
from bks_tui.export.report.formats import report_html
from bks_tui.export.report.to_json import report_document
from bks_tui.export.response.to_json import operations_document
from bks_tui.export.timeline.to_json import timeline_document


def bundle_files(collection: Collection, journal: Path, extract: Iterable[str]) -> Mapping[str, Iterable[str]]:
    """The parts of each file by its name; `extract` are the lines of the `journal` on the incident."""
    incident = collection.incident
    timeline = incident.timeline
    # Without it, a file without findings would say that there are none.
    asked = {"findings.json": _json(lambda: findings_facts(timeline))} if timeline.readings else {}
    return {
        **asked,
        "README.txt": _parts(lambda: redact_forms(readme(collection))),
        "actions.json": _json(lambda: operations_document(journal, incident.actions_taken)),
        "bundle.json": _json(lambda: bundle_document(collection)),
        "gaps.json": _json(lambda: gaps_document(incident)),
        "journal.jsonl": (f"{redact_json(line)}\n" for line in extract),
        "records.jsonl": record_lines(timeline),
        "report.html": _parts(lambda: redact_forms(report_html(incident))),
        "report.json": _json(lambda: report_document(incident)),
        "scan.json": _json(lambda: scan_facts(incident)),
        "timeline.json": _json(lambda: timeline_document(timeline)),
    }


def bundle_info(collection: Collection) -> Iterator[tuple[str, str]]:
    """The fields of bag-info.txt."""
    incident = collection.incident
    yield "Bag-Software-Agent", f"bks {collection.version}"
    yield "Bagging-Date", f"{incident.made_at:%Y-%m-%d}"
    yield "External-Description", f"Evidence on {sanitize(redact_forms(incident.timeline.target.text), 200)}"


def _parts(make: Callable[[], str]) -> Iterator[str]:
    """A text, made when it is written."""
    yield make()


def _json(make: Callable[[], Mapping[str, object]]) -> Iterator[str]:
    """A document in ASCII: hostile characters are kept, as harmless escapes."""
    document, _ = redact(parse_json(json.dumps(make())))
    yield json.dumps(document, indent=2, ensure_ascii=True) + "\n"
