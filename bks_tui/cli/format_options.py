"""`--format`: the formats of other tools, and which command writes which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from bks_tui.core.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

OF_FINDINGS = ("ocsf", "asff", "sarif")
OF_TIMELINES = (*OF_FINDINGS, "stix")
TLP = ("clear", "green", "amber", "amber+strict", "red")


def findings_format_option(command: Command) -> Command:
    """`--format` of a scan; the command receives a `form`."""
    return _format_option(OF_FINDINGS, "Print a finding for each user in this format of other tools.")(command)


def timeline_format_options(command: Command) -> Command:
    """`--format` and `--tlp` of a timeline; the command receives a `form` and a `tlp`."""
    words = "Print a finding for each signal in this format of other tools; stix: the addresses, agents and techniques."
    tlp = click.option("--tlp", type=click.Choice(TLP), help="With --format stix: mark everything with this TLP.")
    return _format_option(OF_TIMELINES, words)(tlp(command))


def _format_option(names: tuple[str, ...], words: str) -> Callable[[Command], Command]:
    return click.option("--format", "form", type=click.Choice(names), help=words)


def require_one_output(form: str | None, **others: bool) -> None:
    """Raise UsageError where `--format` is given together with another form of output."""
    given = [f"--{name.replace('_', ' ')}" for name, is_given in others.items() if is_given]
    if form and given:
        raise UsageError(f"--format and {given[0]} cannot be used together", "Use one of them.")
