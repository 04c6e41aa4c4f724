"""`bks report`: all about an incident with one key or user, to be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.target_options import look_options, with_progress
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions

if TYPE_CHECKING:
    from bks_tui.core.report.incident import Incident


@click.command()
@session_options_but_region
@look_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="How it is written; html is one file that loads nothing and prints well.",
)
@click.option("--output", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write it to a file.")
def report(
    invocation: Invocation, *, target: Target, options: TimelineOptions, form: str, file: Path | None
) -> ExitCode:
    """Report on TARGET: who and what it is, what happened, what is unknown, and what to do next.

    TARGET is a user name, an access key id, an ARN or an API key; - asks for it without echo. Its
    user and keys are read afresh, its events from CloudTrail's event history. Ctrl-C stops asking
    and reports what is there.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed, or the file could not be written
      2    wrong usage
      3    incomplete: something could not be read, which the report names
      130  interrupted; the report says so
    """
    from bks_tui.export.report.formats import write_report
    from bks_tui.storage.private_file import require_file, write_private

    require_file(file, "--output")
    print_interrupted_if_known(invocation)
    made, interrupted = _read(invocation.choice, target, options)
    content = write_report(made, form)
    if file:
        write_private(file, content)
        print_message(f"wrote the report to {file}")
    else:
        output.write(content)
    if made.not_read:
        print_message(f"incomplete, with {pluralize(len(made.not_read), 'gap')}:")
    for gap in made.not_read:
        print_message(f"  {gap}")
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if made.complete else ExitCode.INCOMPLETE


def _read(choice: SessionChoice, target: Target, options: TimelineOptions) -> tuple[Incident, bool]:
    """Read all about the target while telling how far it is; and whether Ctrl-C ended that early."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.connect import connect
    from bks_tui.operations.report.report import UserRead, incident
    from bks_tui.operations.report.report import report as read_all
    from bks_tui.storage.journal import Journal, default_directory

    session = connect(choice)
    user: UserRead | None = None
    with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=True) as show:
        for update in with_progress(read_all(session, target, options, cancelled), show):
            if isinstance(update, UserRead):
                user = update
            elif isinstance(update, Timeline) and user:
                return incident(user, update, Journal(default_directory(demo=choice.demo))), cancelled.is_set()
    raise CancelledError("the search ended without a result")
