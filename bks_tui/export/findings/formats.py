"""The formats of other tools that findings can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from bks_tui.export.findings.finding import ExportedFinding
from bks_tui.export.findings.to_asff import asff_findings
from bks_tui.export.findings.to_ocsf import ocsf_events
from bks_tui.export.findings.to_sarif import sarif_findings

Json: TypeAlias = Mapping[str, object] | Sequence[object]

_WRITERS: Mapping[str, Callable[[Iterable[ExportedFinding]], Json]] = {
    "ocsf": ocsf_events,
    "asff": asff_findings,
    "sarif": sarif_findings,
}


def findings_document(form: str, findings: Iterable[ExportedFinding]) -> Json:
    """Findings as one JSON value in a format. Raises UsageError where it needs what is not known."""
    return _WRITERS[form](findings)
