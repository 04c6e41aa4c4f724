"""`bks doctor`: what works on this machine and with these credentials, for a person or a bug report."""

from __future__ import annotations

import os

import click

from bks_tui.cli.session_options import Invocation, session_options, with_config
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.capabilities import terminal_diagnostics
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.doctor.diagnosis import Health
from bks_tui.core.errors import BksError

_CODES = {
    Health.OK: ExitCode.DONE,
    Health.WARNING: ExitCode.DONE,
    Health.FAILED: ExitCode.FAILED,
    Health.UNKNOWN: ExitCode.INCOMPLETE,
}


@click.command()
@session_options
@click.option("--with-names", is_flag=True, help="Also show the account, the caller and the profile.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.doctor/1).")
def doctor(invocation: Invocation, *, with_names: bool, as_json: bool) -> ExitCode:
    """Check this machine and the credentials: versions, terminal, files, clock, Regions, and permissions.

    Nothing is changed, in AWS or on this machine. The output has no secret, and names no account, person or profile
    without --with-names: it can be put into a bug report. Whether a call is allowed is tried, or asked of IAM's
    policy simulator; what neither shows is UNKNOWN.

    \b
    Exit codes:
      0    everything could be read, and nothing has failed
      1    something has failed, such as the credentials, the config file or the journal
      2    wrong usage
      3    something could not be read
      130  interrupted
    """
    from bks_tui.export.doctor.to_json import diagnosis_document
    from bks_tui.export.doctor.to_text import diagnosis_lines
    from bks_tui.operations.doctor.diagnose import diagnose

    try:
        choice = with_config(invocation).choice
    except BksError:
        # It is among the facts.
        choice = invocation.choice
    terminal = tuple(terminal_diagnostics(os.environ))
    with cancelled_by_interrupt() as cancelled:
        diagnosis = diagnose(choice, terminal, os.environ, cancelled)
    shown = diagnosis if with_names else diagnosis.without_private()
    if as_json:
        output.write_json(diagnosis_document(shown))
    else:
        width = output.width() if output.on_terminal() else None
        output.write("\n".join(diagnosis_lines(shown, width)))
    print_message(f"health: {diagnosis.health.value}")
    return _CODES[diagnosis.health]
