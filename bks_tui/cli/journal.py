"""`bks journal`: what bks did in AWS from this machine, and how to take it back."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bks_tui.cli import output
from bks_tui.cli.acting import Acting, acting_options, journal_option, open_journal
from bks_tui.cli.narration import ExitCode, say
from bks_tui.cli.options import Invocation, session_options
from bks_tui.core.chain import find_operation
from bks_tui.core.counting import count
from bks_tui.core.plan_words import Row, operation_rows, outcome_row, plan_rows


@click.group()
def journal() -> None:
    """What bks did in AWS from this machine: list, show, verify, undo, resume, export."""


@journal.command("list")
@session_options
@journal_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.operations/1).")
def list_(invocation: Invocation, *, directory: Path | None, as_json: bool) -> ExitCode:
    """All operations, the latest last."""
    from bks_tui.export.actions_json import operations_document
    from bks_tui.export.plan_text import operation_line

    kept = open_journal(invocation, directory)
    operations = kept.operations()
    if as_json:
        output.write_json(operations_document(kept.path, operations))
        return ExitCode.DONE
    left = {each.operation_id for each in kept.cut_off()}
    for operation in operations:
        cut_off = "  CUT OFF" if operation.operation_id in left else ""
        output.write(operation_line(operation) + cut_off)
    say(f"{count(len(operations), 'operation')} in {kept.path}")
    return ExitCode.DONE


@journal.command()
@session_options
@journal_option
@click.argument("operation_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.operations/1).")
def show(invocation: Invocation, *, directory: Path | None, operation_id: str, as_json: bool) -> ExitCode:
    """One operation: its plan, what AWS said before, and how each step went."""
    from bks_tui.cli.asking import width_of_terminal
    from bks_tui.export.actions_json import operations_document
    from bks_tui.export.plan_text import operation_line, row_lines

    kept = open_journal(invocation, directory)
    operation = find_operation(kept.operations(), operation_id)
    if as_json:
        output.write_json(operations_document(kept.path, [operation]))
        return ExitCode.DONE
    before = (Row("before", f"{about}: {state}") for about, state in operation.plan.facts.known.items())
    known = (Row("known", f"{about}: {told}") for about, told in operation.plan.snapshot.items())
    rows = (*plan_rows(operation.plan), *before, *known, outcome_row(operation), *operation_rows(operation))
    width = width_of_terminal() if output.on_terminal() else None
    output.write("\n".join((operation_line(operation), *row_lines(rows, width))))
    return ExitCode.DONE


@journal.command()
@session_options
@journal_option
def verify(invocation: Invocation, *, directory: Path | None) -> ExitCode:
    """Whether the journal is as it was written: each line holds the hash of the one before.

    Lines that were cut off at its end leave no trace in it. Exit code 1 if something is wrong.
    """
    kept = open_journal(invocation, directory)
    faults = kept.faults()
    for fault in faults:
        output.write(fault)
    if not faults:
        output.write(f"{count(len(kept.lines()), 'line')}, each as it was written after the one before")
        say("Lines that were cut off at the end leave no trace: keep a copy elsewhere ('bks journal export').")
    return ExitCode.FAILED if faults else ExitCode.DONE


@journal.command()
@session_options
@journal_option
@click.option("--output", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write it to a file.")
def export(invocation: Invocation, *, directory: Path | None, file: Path | None) -> ExitCode:
    """All records as lines of JSON, as they were written, for safe keeping elsewhere."""
    from bks_tui.export.files import write_private

    kept = open_journal(invocation, directory)
    # ASCII already; what broke off is told as text, so that every line is JSON.
    lines = [_json_line(line) for line in kept.lines()]
    if file is None:
        if lines:
            output.write("\n".join(lines))
    else:
        write_private(file, "".join(f"{line}\n" for line in lines))
        say(f"wrote {count(len(lines), 'record')} to {file}")
    return ExitCode.DONE


def _json_line(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return json.dumps({"broken_off": text})
    return text if text.isascii() else json.dumps(json.loads(text))


@journal.command()
@session_options
@click.argument("operation_id", metavar="ID")
@acting_options
def undo(invocation: Invocation, *, acting: Acting, operation_id: str) -> ExitCode:
    """Take an operation back, as far as anything can; a deleted user is made again, without its keys."""
    return _finish(invocation, acting, operation_id, go_on=False)


@journal.command()
@session_options
@click.argument("operation_id", metavar="ID")
@acting_options
def resume(invocation: Invocation, *, acting: Acting, operation_id: str) -> ExitCode:
    """Go on with an operation that was cut off, or that failed half-way."""
    return _finish(invocation, acting, operation_id, go_on=True)


def _finish(invocation: Invocation, acting: Acting, operation_id: str, *, go_on: bool) -> ExitCode:
    from bks_tui.cli.responding import Responder

    responder = Responder(invocation, acting)
    operation = find_operation(responder.journal.operations(), operation_id)
    account = responder.identify()
    return responder.finished(account, [responder.finish(operation, go_on=go_on)])
