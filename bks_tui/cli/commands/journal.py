"""`bks journal`: what bks did in AWS from this machine, and how to undo it."""

from __future__ import annotations

from pathlib import Path

import click

from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import suggest_operations
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.write_options import WriteOptions, journal_option, open_journal, print_journal_doubts, write_options
from bks_tui.core.journal.history import find_operation
from bks_tui.core.text import pluralize


@click.group()
def journal() -> None:
    """What bks did in AWS from this machine: list, show, verify, undo, resume, export."""


@journal.command("list")
@session_options
@journal_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.operations/1).")
def list_(invocation: Invocation, *, directory: Path | None, as_json: bool) -> ExitCode:
    """List all operations, the latest last."""
    from bks_tui.export.response.to_text import operation_line

    kept = open_journal(invocation, directory)
    history = print_journal_doubts(kept)
    operations = history.operations
    code = ExitCode.INCOMPLETE if history.gap else ExitCode.DONE
    if as_json:
        from bks_tui.export.response.to_json import operations_document

        output.write_json(operations_document(kept.path, operations, not_read=tuple(filter(None, [history.gap]))))
        return code
    left = {each.operation_id for each in kept.interrupted_operations(operations)}
    lines = (operation_line(each) + ("  INTERRUPTED" if each.operation_id in left else "") for each in operations)
    if operations:
        output.write("\n".join(lines))
    print_message(f"{pluralize(len(operations), 'operation')} in {kept.path}")
    return code


@journal.command()
@session_options
@journal_option
@click.argument("operation_id", metavar="ID", shell_complete=suggest_operations)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.operations/1).")
def show(invocation: Invocation, *, directory: Path | None, operation_id: str, as_json: bool) -> ExitCode:
    """Show one operation: its plan, the state before, and the result of each step."""
    from bks_tui.cli.terminal.prompts import width_of_terminal
    from bks_tui.export.response.to_json import operations_document
    from bks_tui.export.response.to_text import record_lines

    kept = open_journal(invocation, directory)
    operation = find_operation(print_journal_doubts(kept).operations, operation_id, kept.command("list"))
    if as_json:
        output.write_json(operations_document(kept.path, [operation]))
        return ExitCode.DONE
    width = width_of_terminal() if output.on_terminal() else None
    output.write("\n".join(record_lines(operation, kept.command, width)))
    return ExitCode.DONE


@journal.command()
@session_options
@journal_option
def verify(invocation: Invocation, *, directory: Path | None) -> ExitCode:
    """Verify the journal's hash chain.

    Truncation at the end cannot be detected. Exit code 1 if the verification fails.
    """
    kept = open_journal(invocation, directory)
    number, faults = kept.verify()
    for fault in faults:
        output.write(fault)
    if not faults:
        output.write(f"{pluralize(number, 'line')} verified")
        print_message(f"Truncation at the end cannot be detected: keep a copy elsewhere ('{kept.command('export')}').")
    return ExitCode.FAILED if faults else ExitCode.DONE


@journal.command()
@session_options
@journal_option
@click.option(
    "--output", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write the records to this file."
)
def export(invocation: Invocation, *, directory: Path | None, file: Path | None) -> ExitCode:
    """Export all records as JSON lines, unchanged, as a backup copy."""
    from bks_tui.storage.chained_lines import json_text
    from bks_tui.storage.private_file import write_private_lines

    kept = open_journal(invocation, directory)
    # ASCII already; an error in the middle is text too, so that every line is JSON.
    lines = map(json_text, kept.lines())
    if file is None:
        for line in lines:
            output.write(line)
    else:
        number = write_private_lines(file, lines)
        print_message(f"wrote {pluralize(number, 'record')} to {file}")
    return ExitCode.DONE


@journal.command()
@session_options
@click.argument("operation_id", metavar="ID", shell_complete=suggest_operations)
@write_options
def undo(invocation: Invocation, *, acting: WriteOptions, operation_id: str) -> ExitCode:
    """Undo an operation as far as possible. A deleted user is recreated without its keys.

    bks returns to the account of the operation, through the role that the journal recorded.
    """
    return _finish(invocation, acting, operation_id, resume=False)


@journal.command()
@session_options
@click.argument("operation_id", metavar="ID", shell_complete=suggest_operations)
@write_options
def resume(invocation: Invocation, *, acting: WriteOptions, operation_id: str) -> ExitCode:
    """Resume an interrupted or partly failed operation, in its account."""
    return _finish(invocation, acting, operation_id, resume=True)


def _finish(invocation: Invocation, acting: WriteOptions, operation_id: str, *, resume: bool) -> ExitCode:
    from bks_tui.cli.responder import CommandResponder, invocation_of

    acting.require_write_allowed(invocation)
    kept = acting.journal(invocation)
    operation = find_operation(print_journal_doubts(kept).operations, operation_id, kept.command("list"))
    responder = CommandResponder(invocation_of(operation, invocation), acting)
    account = responder.identify()
    return responder.print_results(account, [responder.finish(operation, resume=resume)])
