"""`bks report`: everything about an incident with one key or user, for others to read."""

from __future__ import annotations

from pathlib import Path

import click

from bks_tui.cli.findings_option import findings_option, require_askable
from bks_tui.cli.incident_reading import read_incident
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions, member_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.target_options import look_options
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.timeline.timeline import TimelineOptions


@click.command()
@session_options_but_region
@look_options
@member_options
@findings_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="Output format; html is self-contained and printable.",
)
@click.option(
    "--output", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to this file."
)
def report(
    invocation: Invocation,
    *,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
    findings: bool,
    form: str,
    file: Path | None,
) -> ExitCode:
    """Write an incident report on TARGET: owner, events, what could not be read, and next steps.

    TARGET is a user name, an access key id, an ARN or an API key; - asks for it, or for an alert that names
    it, without echo. The user and its keys are read from IAM, the events from CloudTrail's event history.
    With --from, the events are read from log files, and AWS is not asked: see 'bks help logs'. With --athena,
    they are read from the logs of a trail: see 'bks help athena'. Ctrl-C stops the search and reports what
    was found.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed, or the file could not be written
      2    wrong usage
      3    incomplete: the report says what could not be read
      130  interrupted; the report says so
    """
    from bks_tui.export.report.formats import write_report
    from bks_tui.storage.private_file import require_file, write_private

    require_file(file, "--output")
    require_askable(findings, logs)
    print_interrupted_if_known(invocation)
    found = read_incident(invocation, target, options, logs, athena, member, findings=findings)
    content = write_report(found.incident, form)
    if file:
        write_private(file, content)
        print_message(f"wrote the report to {file}")
    else:
        output.write(content)
    return found.print_gaps()
