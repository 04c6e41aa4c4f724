"""`bks policy`: rate what the holder of policies could do."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bks_tui.cli.policy_file import policy_text
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import or_files, suggest_users
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.input import STANDARD_INPUT
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, tell_account
from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.rating import RatedPolicy, Rating, parsed_policy, rate

_POLICY_ARN = re.compile(r"arn:aws[a-z-]{0,12}:iam::(?:\d{12}|aws):policy/[\x21-\x7e]{1,640}", re.ASCII)
_USER = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_USER_ARN = re.compile(r"arn:aws[a-z-]{0,12}:iam::\d{12}:user/(?:[\x21-\x7e]*/)?([\w+=,.@-]{1,64})", re.ASCII)


@click.group()
def policy() -> None:
    """Rate what the holder of policies could do."""


@policy.command("rate")
@session_options
@click.argument("subject", metavar="FILE|ARN|USER", shell_complete=or_files(suggest_users))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.policy/1).")
def rate_(invocation: Invocation, *, subject: str, as_json: bool) -> ExitCode:
    """Rate what a holder could do: invoke, enable models, spend by the hour, reach IAM, or administer.

    FILE is a policy document as JSON (- for standard input), ARN a managed policy, and USER an IAM user: its
    inline and attached policies, those of its groups, and its permissions boundary. Every statement is evaluated
    against a table of requests. What could not be read or interpreted makes the grade unknown.

    \b
    Exit codes:
      0    rated; an unknown grade says why
      1    failed
      2    wrong usage
      3    a policy could not be read
      130  interrupted
    """
    from bks_tui.core.iam.rating_section import rating_blocks
    from bks_tui.export.document.to_text import terminal_lines
    from bks_tui.export.policy.to_json import policy_document

    kind, name, rating = _rated(invocation, subject)
    if as_json:
        output.write_json(policy_document(kind, name, rating))
    else:
        width = output.width() if output.on_terminal() else None
        output.write("\n".join(terminal_lines(rating_blocks(rating), width)))
    is_unread = any(isinstance(each.document, Unread) for each in rating.policies)
    return ExitCode.INCOMPLETE if is_unread else ExitCode.DONE


def _rated(invocation: Invocation, subject: str) -> tuple[str, str, Rating]:
    """What was given, by its kind and its name, and its rating."""
    if _is_file(subject):
        text, name = policy_text(subject)
        print_message(f"file {name}")
        if parsed_policy(text) is None:
            raise UsageError(f"{name} is not a policy document", "Give one as JSON, with a Statement.")
        return "file", name, rate([RatedPolicy(name, Known(text), "file")])
    from bks_tui.operations.connect import connect
    from bks_tui.operations.policy.rate import rate_managed_policy, rate_named_user

    user = _USER_ARN.fullmatch(subject)
    is_policy = _POLICY_ARN.fullmatch(subject) is not None
    if subject.startswith("arn:") and not (user or is_policy):
        raise UsageError(f"{safe_name(subject)} is the ARN of neither a managed policy nor a user")
    name = user[1] if user else subject
    if not (is_policy or _USER.fullmatch(name)):
        raise UsageError(f"{safe_name(subject)} is neither a file, the ARN of a managed policy, nor the name of a user")
    session = connect(invocation.choice)
    with cancelled_by_interrupt() as cancelled:
        read = rate_managed_policy if is_policy else rate_named_user
        account, rating = read(session, name, cancelled)
    tell_account(account)
    return ("policy" if is_policy else "user"), name, rating


def _is_file(subject: str) -> bool:
    """Whether a file is meant: the name of a user has no slash, and may have a dot."""
    path = Path(subject)
    try:
        return subject == STANDARD_INPUT or path.suffix == ".json" or (bool({"/", "."} & {*subject}) and path.is_file())
    except (OSError, ValueError):
        return False
