"""`bks hunt`: every identity that used an API key, every phantom user, and whoever gave a signal, without a target."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from bks_tui.cli.hunt_search import HuntSearch, hunt_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.detection import Severity
from bks_tui.core.errors import UsageError
from bks_tui.core.hunt.hunt import Hunt

_STANDARD_OUTPUT = Path("-")


@click.command()
@session_options_but_region
@hunt_options
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity], case_sensitive=False),
    help="Exit with 4 if an identity has a signal of this severity or a higher one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.hunt/1) instead of text.")
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a CSV file as well; - prints CSV instead of text.",
)
def hunt(
    invocation: Invocation,
    *,
    search: HuntSearch,
    fail_on: str | None,
    as_json: bool,
    csv_file: Path | None,
) -> ExitCode:
    """Find every identity that used an API key, every phantom user by name, and whoever gave a signal.

    Each is listed with first and last use, addresses, Regions, models and signals, the worst first. CloudTrail's
    event history is searched; with --from, log files are, without AWS: see 'bks help hunt'; with --athena, the logs
    of a trail, of all its accounts: see 'bks help athena'. Ctrl-C stops the search and prints what was found so
    far. The session Region is the one given before the word hunt, or the configured one.

    \b
    Exit codes:
      0    done, and everything that this source covers was read
      1    failed
      2    wrong usage
      3    incomplete: something could not be read
      4    --fail-on matched (also if the search is incomplete)
      130  interrupted; what was found until then is printed
    """
    from bks_tui.storage.private_file import require_file

    if as_json and csv_file == _STANDARD_OUTPUT:
        raise UsageError("--json and --csv - cannot be used together", "Give one of them.")
    if csv_file != _STANDARD_OUTPUT:
        require_file(csv_file, "--csv")
    print_interrupted_if_known(invocation)
    result, interrupted = search.read(invocation)
    _print(result, as_json=as_json, csv_file=csv_file)
    matching = result.at_least(Severity(fail_on)) if fail_on else ()
    if matching:
        found = replace(result, identities=matching).described
        print_message(f"--fail-on: {found} with a signal of severity {fail_on} or higher")
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    if matching:
        return ExitCode.MATCHED
    return ExitCode.DONE if result.complete else ExitCode.INCOMPLETE


def _print(result: Hunt, *, as_json: bool, csv_file: Path | None) -> None:
    from bks_tui.export.hunt.to_csv import hunt_csv
    from bks_tui.export.hunt.to_json import hunt_document
    from bks_tui.export.hunt.to_text import hunt_completeness, hunt_lines, hunt_summary
    from bks_tui.storage.private_file import write_private

    is_data = as_json or csv_file == _STANDARD_OUTPUT
    if as_json:
        output.write_json(hunt_document(result))
    elif is_data:
        output.write(hunt_csv(result))
    else:
        output.write("\n".join(hunt_lines(result, output.width() if output.on_terminal() else None)))
        output.write_lines([hunt_summary(result), "", *hunt_completeness(result)])
    for line in hunt_completeness(result) if is_data else ():
        print_message(line)
    if csv_file and csv_file != _STANDARD_OUTPUT:
        write_private(csv_file, hunt_csv(result))
        print_message(f"wrote {result.described} to {csv_file}")
