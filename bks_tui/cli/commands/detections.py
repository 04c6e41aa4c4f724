"""`bks detections`: the rules of timelines, and their export to other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bks_tui.cli.suggestions import suggest_detections
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.core.detection import Rule

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.detections/1).")
_FORMATS = click.Choice(["sigma", "eventbridge", "athena", "logs-insights"])


@click.group()
def detections() -> None:
    """Show the detections of timelines, and export them to other tools."""


@detections.command("list")
@_JSON
def list_(*, as_json: bool) -> ExitCode:
    """List the detections: name, severity, ATT&CK technique and title."""
    if as_json:
        from bks_tui.export.detections.to_json import list_document

        output.write_json(list_document())
    else:
        from bks_tui.export.detections.to_text import detections_table

        output.write_tables([detections_table()])
    return ExitCode.DONE


@detections.command()
@click.argument("name", shell_complete=suggest_detections)
@click.option("--format", "form", type=_FORMATS, help="Print only the text in this format.")
@_JSON
def show(*, name: str, form: str | None, as_json: bool) -> ExitCode:
    """Show the detection NAME: condition, noise, and its text in each format."""
    from bks_tui.core.detection.compile.formats import FORMATS_BY_SLUG, translations
    from bks_tui.export.detections.to_json import detection_document
    from bks_tui.export.detections.to_text import detection_lines, format_texts

    rule = _rule(name)
    if as_json:
        output.write_json(detection_document(rule))
    elif form:
        translation = translations(FORMATS_BY_SLUG[form])[rule.signal.name]
        if translation.text is None:
            raise UsageError(f"{form} cannot express '{rule.signal.name}': {translation.differences[0]}")
        output.write(translation.text)
    else:
        output.write_lines(detection_lines(rule))
        output.write("\n".join(format_texts(rule)))
    return ExitCode.DONE


def _rule(name: str) -> Rule:
    from bks_tui.core.detection import RULES

    found = next((rule for rule in RULES if rule.signal.name == name), None)
    if found is None:
        raise UsageError(f"there is no detection '{safe_name(name)}'", "Run 'bks detections list'.")
    return found


@detections.command()
@click.option("--format", "form", type=_FORMATS, required=True, help="The language of the files.")
@click.option(
    "--output",
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The directory to write to; it is created if it is missing.",
)
@click.option("--overwrite", is_flag=True, help="Replace other files of the same names.")
@_JSON
def export(*, form: str, directory: Path, overwrite: bool, as_json: bool) -> ExitCode:
    """Write the detections as files for a SIEM, EventBridge, Athena or CloudWatch Logs Insights; AWS is not called.

    Instead of one target, the files look for any phantom user, by its name, and any call with an API key. What
    the language cannot express is stated in each file and in README.md.
    """
    from bks_tui.core.detection.compile.formats import FORMATS_BY_SLUG
    from bks_tui.export.detections.to_files import export_files, summary_lines
    from bks_tui.export.detections.to_json import export_document
    from bks_tui.storage.file_set import write_file_set

    chosen = FORMATS_BY_SLUG[form]
    files = export_files(chosen)
    write_file_set(directory, files, overwrite=overwrite)
    print_message(f"wrote {pluralize(len(files), 'file')} to {directory}")
    if as_json:
        output.write_json(export_document(chosen, directory, files))
    else:
        output.write_lines(summary_lines(chosen))
    return ExitCode.DONE
