"""Everything that `bks doctor` finds out."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.doctor.diagnosis import Diagnosis, Diagnostic
from bks_tui.operations.clock import utc_now
from bks_tui.operations.doctor.account import diagnose_account
from bks_tui.operations.doctor.machine import file_diagnostics, version_diagnostics


def diagnose(
    choice: SessionChoice,
    terminal: tuple[Diagnostic, ...],
    environment: Mapping[str, str],
    cancelled: threading.Event,
) -> Diagnosis:
    """The diagnosis, with what is known of the `terminal`. Raises CancelledError soon after `cancelled` is set."""
    session = diagnose_account(choice, cancelled)
    files = file_diagnostics(environment, demo=choice.demo)
    facts = (*version_diagnostics(), *terminal, *files, *session.diagnostics)
    return Diagnosis(utc_now(), choice.demo, facts, session.access)
