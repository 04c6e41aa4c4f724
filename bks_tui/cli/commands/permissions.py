"""`bks permissions`: the IAM policy that a command's credentials need, and no more."""

from __future__ import annotations

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.core.permissions import PERMISSIONS, permission_policy


@click.command(epilog=f"Commands: {', '.join(PERMISSIONS)}.")
@click.argument("commands", nargs=-1, metavar="[COMMAND]...")
def permissions(*, commands: tuple[str, ...]) -> ExitCode:
    """Print the IAM policy that the commands need, or all of them; one of two words is quoted: 'scp status'."""
    output.write(permission_policy(commands))
    return ExitCode.DONE
