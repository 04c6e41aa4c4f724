"""`bks completion`: the script with which a shell completes commands and options of bks."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete, shell_complete

from bks_tui.cli.session_options import COMPLETION_VARIABLE
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode

_SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


_EPILOG = """In ~/.bashrc: eval "$(bks completion bash)". In ~/.zshrc: eval "$(bks completion zsh)".
In ~/.config/fish/config.fish: bks completion fish | source."""


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, /, shell: str) -> ExitCode:
    """Print the completion script of bks for SHELL."""
    output.write(_SHELLS[shell](context.find_root().command, {}, "bks", COMPLETION_VARIABLE).source())
    return ExitCode.DONE


def answer(bks: click.Command, instruction: str) -> int:
    """Print what could come next, as a shell requests it; the exit code."""
    return shell_complete(bks, {}, "bks", COMPLETION_VARIABLE, instruction)
