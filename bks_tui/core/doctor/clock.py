"""What the offset of the clock means: AWS refuses requests whose time is more than five minutes off."""

from __future__ import annotations

from bks_tui.core.account.clock_offset import ClockOffset
from bks_tui.core.doctor.diagnosis import DiagnosisSection, Diagnostic, Health

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
_REFUSED_SECONDS = 300
_DOUBTFUL_SECONDS = 60
_REMEDY = "Set the clock of this machine: times in reports are by it, and AWS refuses requests that are 5 minutes off."


def clock_diagnostic(offset: ClockOffset | None) -> Diagnostic:
    """The offset as a fact; unknown if it was not measured."""
    if offset is None:
        return Diagnostic(DiagnosisSection.SESSION, "clock", "not measured: AWS did not answer", Health.UNKNOWN)
    seconds, direction = abs(offset.ahead), "ahead of" if offset.ahead > 0 else "behind"
    if seconds <= offset.accuracy:
        value = f"as that of AWS, give or take {offset.accuracy} s"
    else:
        value = f"{seconds} s {direction} that of AWS, give or take {offset.accuracy} s"
    failed, doubtful = seconds >= _REFUSED_SECONDS, seconds >= _DOUBTFUL_SECONDS
    health = Health.FAILED if failed else Health.WARNING if doubtful else Health.OK
    return Diagnostic(DiagnosisSection.SESSION, "clock", value, health, _REMEDY if doubtful else "")
