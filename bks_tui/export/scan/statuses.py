"""Statuses and kinds of users as text, in the same way for commands and the app."""

from __future__ import annotations

from collections.abc import Mapping

from bks_tui.core.scan.assessment import Assessment, Status
from bks_tui.core.scan.findings import Finding

# Distinct without colour; each is one column wide in every terminal, East Asian ones included.
_SYMBOLS: Mapping[Status, str] = {
    Status.AT_RISK: "!",
    Status.UNKNOWN: "?",
    Status.ACTIVE: "◉",
    Status.NO_LIVE_KEY: "-",
    Status.ORPHANED: "∅",
}


def status(value: Status) -> str:
    """A status as symbol and word: `! AT RISK`."""
    return f"{_SYMBOLS[value]} {value.value}"


def status_or_contained(assessment: Assessment) -> str:
    """The status for a narrow column; for a user that bks contained and that has nothing usable left: `∅ CONTAINED`."""
    value = assessment.status
    nothing_works = value in (Status.ORPHANED, Status.NO_LIVE_KEY)
    return f"{_SYMBOLS[value]} CONTAINED" if assessment.contained and nothing_works else status(value)


def kind(finding: Finding) -> str:
    """The kind of user, and whether bks contained it: `phantom, contained by bks`."""
    contained = ", contained by bks" if finding.assessment.contained else ""
    return f"{finding.user.kind.value}{contained}"
