"""`bks cost`: what the use of models by a key or a user cost."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from bks_tui.cli.cost_search import CostSearch, read_prices
from bks_tui.cli.csv_output import CSV_OPTION, Printable, require_one_output
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions, member_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.target_options import look_options
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.cost.cost import Cost
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import TimelineOptions


@click.command()
@session_options_but_region
@look_options
@member_options
@click.option(
    "--prices",
    "prices_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Use the prices in this JSON file before the list prices that bks has: see 'bks help cost'.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.cost/1) instead of text.")
@CSV_OPTION
def cost(
    invocation: Invocation,
    *,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
    prices_file: Path | None,
    as_json: bool,
    csv_file: Path | None,
) -> ExitCode:
    """Estimate what TARGET spent on models: tokens and US dollars for each model and Region.

    The calls are read from CloudTrail. Their tokens are taken from the best source that has them, which is
    named: model-invocation logs, CloudTrail itself, or CloudWatch metrics, which count all callers and give an
    upper bound. Amounts are ranges, and what is not known is said: see 'bks help cost'.

    TARGET is a user name, an access key id, an ARN or an API key; - asks for it, or for an alert that names
    it, without echo. With --from, CloudTrail logs and model-invocation logs are read from files, without AWS.
    With --athena, the calls are read from the logs of a trail.

    \b
    Exit codes:
      0    done, and everything that was searched could be read
      1    failed
      2    wrong usage
      3    incomplete: something could not be read
      130  interrupted; what was found until then is printed
    """
    require_one_output(csv_file, as_json=as_json)
    prices = read_prices(prices_file)
    print_interrupted_if_known(invocation)
    search = CostSearch(target, options, logs, athena, member, prices)
    result, interrupted = search.read(invocation)
    _printable(result).print(csv_file, as_json=as_json)
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if result.complete else ExitCode.INCOMPLETE


def _printable(result: Cost) -> Printable:
    from bks_tui.export.cost.to_csv import cost_csv
    from bks_tui.export.cost.to_json import cost_document
    from bks_tui.export.cost.to_text import cost_completeness, cost_lines

    return Printable(
        document=partial(cost_document, result),
        csv=partial(cost_csv, result),
        lines=partial(cost_lines, result),
        closing=(),
        completeness=tuple(cost_completeness(result)),
        described=pluralize(len(result.rows), "row"),
    )
