"""`bks schema`: the JSON Schemas of the JSON output."""

from __future__ import annotations

from importlib.resources import files

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode

_FILES = {file.name.removesuffix(".json"): file for file in (files("bks_tui") / "schemas").iterdir()}


@click.command()
@click.argument("name", type=click.Choice(sorted(_FILES)))
def schema(*, name: str) -> ExitCode:
    """Print the JSON Schema of the documents whose 'schema' is 'bks.NAME/…'."""
    output.write(_FILES[name].read_text(encoding="utf-8"))
    return ExitCode.DONE
