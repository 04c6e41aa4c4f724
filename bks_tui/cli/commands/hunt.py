"""`bks hunt`: every identity that used an API key, every phantom user, and whoever gave a signal, without a target."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from bks_tui.cli.csv_output import CSV_OPTION, Printable, require_one_output
from bks_tui.cli.hunt_search import HuntSearch, hunt_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.detection import Severity
from bks_tui.core.hunt.hunt import Hunt


@click.command()
@session_options_but_region
@hunt_options
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity], case_sensitive=False),
    help="Exit with 4 if an identity has a signal of this severity or a higher one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.hunt/1) instead of text.")
@CSV_OPTION
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
    require_one_output(csv_file, as_json=as_json)
    print_interrupted_if_known(invocation)
    result, interrupted = search.read(invocation)
    _printable(result).print(csv_file, as_json=as_json)
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


def _printable(result: Hunt) -> Printable:
    from bks_tui.export.hunt.to_csv import hunt_csv
    from bks_tui.export.hunt.to_json import hunt_document
    from bks_tui.export.hunt.to_text import hunt_completeness, hunt_lines, hunt_summary

    return Printable(
        document=partial(hunt_document, result),
        csv=partial(hunt_csv, result),
        lines=partial(hunt_lines, result),
        closing=(hunt_summary(result),),
        completeness=tuple(hunt_completeness(result)),
        described=result.described,
    )
