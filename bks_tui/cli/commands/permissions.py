"""`bks permissions`: the smallest IAM policy that a command needs."""

from __future__ import annotations

import click

from bks_tui.cli.suggestions import suggest_permissions
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.core.permissions import PERMISSIONS, permission_policy


@click.command(epilog=f"Commands: {', '.join(PERMISSIONS)}.")
@click.argument("commands", nargs=-1, metavar="[COMMAND]...", shell_complete=suggest_permissions)
def permissions(*, commands: tuple[str, ...]) -> ExitCode:
    """Print the IAM policy that the COMMANDs need, by default all of them. Quote two words: 'scp status'."""
    output.write(permission_policy(commands))
    return ExitCode.DONE
