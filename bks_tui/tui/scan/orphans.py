"""The orphans of a scan, apart from the clean-up that reviews them: the list counts them at every key press."""

from __future__ import annotations

from collections.abc import Iterable

from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding


def orphans(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The phantom users that a clean-up reviews: those without holds first."""
    found = (each for each in findings if each.user.is_phantom and each.assessment.status is Status.ORPHANED)
    return tuple(sorted(found, key=lambda finding: bool(finding.assessment.holds)))
