"""Questions to a person at a terminal, on standard error. What is not clearly a yes is a no."""

from __future__ import annotations

import shutil
import sys

import click

from bks_tui.cli.terminal.messages import print_message
from bks_tui.core.response.description import plan_section
from bks_tui.core.response.plan import Plan
from bks_tui.core.text import sanitize
from bks_tui.export.document.to_text import terminal_lines


def ask(question: str) -> str:
    """What a person answers, in one line; nothing where there is no answer any more."""
    click.echo(f"{sanitize(question)} ", nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        click.echo(err=True)
    return answer.strip()


def show_plan(plan: Plan) -> None:
    """Show the whole plan to whoever is to confirm it."""
    print_message("")
    print_message(plan.title)
    for line in terminal_lines(plan_section(plan).blocks, width_of_terminal()):
        click.echo(line, err=True)
    print_message("")


def width_of_terminal() -> int:
    """How many columns there are."""
    return shutil.get_terminal_size().columns


def confirms(plan: Plan) -> bool:
    """Whether a person who was shown the plan wants it: by the name, where something is final."""
    if not plan.is_final:
        return ask("Apply these changes? y/N").lower() in ("y", "yes")
    # A name that no keyboard has is typed as it is shown.
    wanted = sanitize(plan.subject.name)
    typed = ask(f"This is not fully reversible. Type {wanted} to confirm, or press Enter to cancel:")
    if typed and typed != wanted:
        print_message("The name does not match.")
    return typed == wanted
