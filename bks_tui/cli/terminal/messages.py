"""Messages to the user: standard error and exit codes. Standard output is for data only."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from enum import IntEnum

import click

from bks_tui.cli.terminal.streams import silence
from bks_tui.core.account.account import Account, plain_http_warning
from bks_tui.core.errors import BksError, CancelledError, UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.harmless import without_given
from bks_tui.core.text import sanitize


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    MATCHED = 4
    INTERRUPTED = 130


def print_message(message: str) -> None:
    """Print one line to standard error. If that fails, the work continues.

    A possible secret in the user's own input is not repeated.
    """
    try:
        click.echo(sanitize(without_given(message, given_texts())), err=True)
    except OSError:
        silence(sys.stderr)


def print_sentence(sentence: str) -> None:
    """Print a sentence to standard error, on a terminal folded between words. Not for a command, which is pasted."""
    cleaned = sanitize(without_given(sentence, given_texts()))
    for line in folded(cleaned, shutil.get_terminal_size().columns) if sys.stderr.isatty() else (cleaned,):
        print_message(line)


def folded(line: str, width: int) -> list[str]:
    """A line in lines of at most `width`, broken between words where possible; those after the first are indented."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False)


def tell_account(account: Account) -> None:
    """Print the account, the role that leads to it, the Region and the caller, in the first line."""
    alias = account.alias.value if isinstance(account.alias, Known) else None
    what = "DEMO account" if account.demo else "account"
    default = " (by default)" if account.region_is_default else ""
    name = f"{account.account_id}{f' ({alias})' if alias else ''}"
    role = f" through the role {account.role.role_name}" if account.role else ""
    print_sentence(f"{what} {name}{role}, Region {account.region}{default}, as {account.caller_arn}")
    if account.plain_http:
        print_message(f"bks: warning: {plain_http_warning(account.plain_http)}")


def given_texts() -> tuple[str, ...]:
    """The user's input to this process: its arguments, and the variables that bks and botocore read."""
    variables = (value for name, value in os.environ.items() if name.startswith(("AWS_", "BKS_")))
    return (*sys.argv[1:], *variables)


def explain(error: BksError) -> ExitCode:
    """Print what failed and what to do; return the exit code."""
    print_message(f"bks: {error}")
    if error.remedy:
        print_message(f"     {error.remedy}")
    if isinstance(error, CancelledError):
        return ExitCode.INTERRUPTED
    return ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.FAILED
