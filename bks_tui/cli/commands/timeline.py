"""`bks timeline`: the CloudTrail events that a key or a user caused, or that affected it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from bks_tui.cli.athena_options import in_account
from bks_tui.cli.filter_option import filter_option
from bks_tui.cli.findings_option import findings_option, require_askable, with_findings_if
from bks_tui.cli.format_options import require_one_output, timeline_format_options
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions, member_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.target_options import look_options, with_progress
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.filter.parse import parse_filter
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS
from bks_tui.core.timeline.filtered import filter_timeline
from bks_tui.core.timeline.timeline import EventsFound, Timeline, TimelineOptions, TimelineUpdate


@click.command()
@session_options_but_region
@look_options
@member_options
@findings_option
@click.option("--events", "single", is_flag=True, help="List single events in the table, not episodes of alike ones.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.timeline/1) instead of a table.")
@click.option(
    "--jsonl",
    "as_lines",
    is_flag=True,
    help="Print each event as it is found, as a line of JSON; the last line lists those that --max-events keeps.",
)
@timeline_format_options
@filter_option("events")
@click.option("--csv", "csv_file", metavar="FILE", type=click.Path(path_type=Path), help="Write a CSV file as well.")
def timeline(
    invocation: Invocation,
    *,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
    findings: bool,
    single: bool,
    as_json: bool,
    as_lines: bool,
    csv_file: Path | None,
    form: str | None,
    tlp: str | None,
    filter_text: str,
) -> ExitCode:
    """Show the CloudTrail events caused by TARGET or affecting it.

    The table lists episodes: runs of the same call and outcome by the same actor, from the same address and
    program, with at most two hours between an event and the next. JSON and CSV list every event.

    TARGET is a user name, an access key id, an ARN or an API key; - asks for it, or for an alert that names
    it, without echo. With --from, the events are read from log files, without AWS: see 'bks help logs'. With
    --athena, they are read from the logs of a trail, as far back as it goes: see 'bks help athena'. Ctrl-C stops
    the search and prints the events found so far. The session Region is the one given before the word
    timeline, or the configured one.

    \b
    Exit codes:
      0    done, and everything that this source covers was read
      1    failed
      2    wrong usage
      3    incomplete: something could not be read, or --max-events left events out
      130  interrupted; the events found until then are printed
    """
    from bks_tui.export.timeline.to_csv import timeline_csv
    from bks_tui.storage.private_file import require_file, write_private

    if as_json and as_lines:
        raise UsageError("--json and --jsonl contradict each other", "Give one of them.")
    require_one_output(form, json=as_json, jsonl=as_lines, events=single)
    if tlp and form != "stix":
        raise UsageError("--tlp needs --format stix", "Add --format stix.")
    require_file(csv_file, "--csv")
    require_askable(findings, logs)
    parse_filter(filter_text, EVENT_FIELDS)
    # Events arrive in any order and without their signals: a filter needs all of them.
    as_found = as_lines and not filter_text
    print_interrupted_if_known(invocation)
    if athena:
        result, interrupted = _read(
            partial(_athena, invocation.choice, target, in_account(athena, member), findings), as_lines=as_found
        )
    elif logs and not (logs := logs.in_account(member)).with_history:
        result, interrupted = _read(partial(logs.updates, target, None), as_lines=as_found)
    else:
        choice = member.reach(invocation, target).choice
        with member.offered():
            result, interrupted = _look(choice, target, options, logs, findings, as_lines=as_found)
    if filter_text:
        result = filter_timeline(result, filter_text)
    if form:
        _print_format(result, form, tlp)
    elif as_json or as_lines:
        _print_json(result, as_lines=as_lines)
    else:
        _print_table(result, single=single)
    if csv_file:
        write_private(csv_file, timeline_csv(result))
        print_message(f"wrote {pluralize(len(result.events), 'event')} to {csv_file}")
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if result.complete else ExitCode.INCOMPLETE


def _look(
    choice: SessionChoice,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    findings: bool,
    *,
    as_lines: bool,
) -> tuple[Timeline, bool]:
    """Read event history, and log files as well if given."""
    from bks_tui.operations.connect import connect
    from bks_tui.operations.timeline.timeline import timeline as read_timeline

    session = connect(choice)

    def read(cancelled: threading.Event) -> Iterator[TimelineUpdate]:
        updates = (
            logs.updates(target, lambda known: read_timeline(session, known, options, cancelled), cancelled)
            if logs
            else read_timeline(session, target, options, cancelled)
        )
        return with_findings_if(findings, session, updates, cancelled)

    return _read(read, as_lines=as_lines)


def _athena(
    choice: SessionChoice, target: Target, search: AthenaSearch, findings: bool, cancelled: threading.Event
) -> Iterator[TimelineUpdate]:
    """The updates of a timeline from the logs of a trail."""
    from bks_tui.operations.connect import connect
    from bks_tui.operations.timeline.athena_source import athena_timeline

    session = connect(choice)
    return with_findings_if(findings, session, athena_timeline(session, target, search, cancelled), cancelled)


def _read(updates: Callable[[threading.Event], Iterator[TimelineUpdate]], *, as_lines: bool) -> tuple[Timeline, bool]:
    """Read the timeline while showing progress; the result, and whether Ctrl-C ended it early."""
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.export.timeline.to_json import event_line

    # With --jsonl, the lines on the terminal are the progress.
    with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=not as_lines) as show:
        for update in with_progress(updates(cancelled), show):
            if isinstance(update, Timeline):
                return update, cancelled.is_set()
            if isinstance(update, EventsFound) and as_lines:
                for event in update.events:
                    output.write_json_line(event_line(event))
    raise CancelledError("the search ended without a result")


def _print_json(result: Timeline, *, as_lines: bool) -> None:
    from bks_tui.export.timeline.to_json import event_line, summary_line, timeline_document
    from bks_tui.export.timeline.to_table import timeline_completeness

    if as_lines:
        # Without a filter, they were printed as they were found.
        for event in result.events if result.narrowing else ():
            output.write_json_line(event_line(event))
        output.write_json_line(summary_line(result))
    else:
        output.write_json(timeline_document(result))
    for line in timeline_completeness(result):
        print_message(line)


def _print_format(result: Timeline, form: str, tlp: str | None) -> None:
    from bks_tui.export.findings.formats import findings_document
    from bks_tui.export.timeline.to_findings import timeline_findings
    from bks_tui.export.timeline.to_stix import stix_bundle
    from bks_tui.export.timeline.to_table import timeline_completeness

    is_stix = form == "stix"
    output.write_json(stix_bundle(result, tlp) if is_stix else findings_document(form, timeline_findings(result)))
    for line in timeline_completeness(result):
        print_message(line)


def _print_table(result: Timeline, *, single: bool) -> None:
    from bks_tui.export.timeline.findings import finding_lines
    from bks_tui.export.timeline.to_table import (
        timeline_completeness,
        timeline_lines,
        timeline_summary,
        timeline_tables,
    )

    if output.on_terminal():
        output.write_tables(timeline_tables(result, single=single))
    elif result.events:
        output.write_lines(timeline_lines(result, single=single))
    output.write_lines(["", *timeline_summary(result), *finding_lines(result), "", *timeline_completeness(result)])
