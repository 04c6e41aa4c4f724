"""The `bks` command: starts the app or a command, and explains every failure in one clear sentence."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from bks_tui import __version__
from bks_tui.cli.session_options import COMPLETION_VARIABLE, Invocation, Launch, session_options
from bks_tui.cli.terminal.messages import ExitCode, explain, given_texts, print_message
from bks_tui.cli.terminal.streams import prepare_streams, silence
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.errors import BksError, UsageError
from bks_tui.core.harmless import without_given, without_secrets

# Each command: the name of its function in its module of `commands`, and its line in the list of commands. The list
# is written here, since to import every command for its first sentence doubles the time of the help.
_COMMANDS = {
    "athena": ("athena", "Prepare Athena to query the logs of a trail"),
    "cleanup": ("cleanup", "Delete orphaned phantom users, one by one or all"),
    "completion": ("completion", "Print the completion script of bks for a shell"),
    "cost": ("cost", "Estimate the tokens and US dollars of a target"),
    "decode-key": ("decode_key", "Decode every AWS API key in a text, without AWS"),
    "detections": ("detections", "Show the detections, and export them to other tools"),
    "doctor": ("doctor", "Check this machine, the credentials and what they may do"),
    "evidence": ("evidence", "Collect the evidence on a target as a package, or verify one"),
    "help": ("topics", "Show help for a topic or a command, or list the topics"),
    "hunt": ("hunt", "Find every identity with API keys or signals in the events"),
    "journal": ("journal", "What bks did in AWS from this machine; undo and resume"),
    "org": ("org", "Prepare the accounts of an organization for bks"),
    "permissions": ("permissions", "Print the IAM policy that commands need"),
    "policy": ("policy", "Rate what the holder of policies could do"),
    "release": ("release", "Undo the containment of a target"),
    "report": ("report", "Write an incident report on a target"),
    "revoke-key": ("revoke_key", "Contain a user or key at once, and delete API keys"),
    "scan": ("scan", "Find every API key and phantom user"),
    "schema": ("schema", "Print the JSON Schema of JSON documents"),
    "scp": ("scp", "Work with service control policies that prevent new keys"),
    "timeline": ("timeline", "Show the CloudTrail events of a target, with signals"),
}


# Options that choose accounts and roles, which somebody may try with the app.
_OPTIONS_OF_COMMANDS = ("--org", "--accounts-file", "--ou", "--account", "--exclude", "--role-name", "--external-id")


class _Commands(click.Group):
    """The commands, each imported only when it is used, so that decode-key starts fast."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the commands."""
        del context
        return list(_COMMANDS)

    def get_command(self, context: click.Context, word: str) -> click.Command | None:
        """The command of that name; None if there is none."""
        del context
        command: click.Command | None = None
        if word in _COMMANDS:
            module = import_module(f"bks_tui.cli.commands.{word.replace('-', '_')}")
            command = getattr(module, _COMMANDS[word][0])
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        del context
        with formatter.section("Commands"):
            formatter.write_dl([(word, line) for word, (_, line) in _COMMANDS.items()])


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bks")
@session_options
@click.pass_context
def bks(context: click.Context, /, invocation: Invocation) -> None:
    """Find, decode and contain AWS API keys and the phantom users behind them.

    Without a command, bks opens the app.
    """
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        scan = bks_command(invocation.choice, "scan")
        raise UsageError("the app needs a terminal", f"Run '{scan}' for the same as text, or 'bks --help'.")
    if os.environ.get("TERM") == "dumb":
        scan = bks_command(invocation.choice, "scan")
        raise UsageError(
            "the app needs a terminal that can move its cursor, and TERM is dumb",
            f"Run '{scan}' for the same as text, or set TERM to the name of your terminal.",
        )
    launch: Launch = context.meta["launch"]
    launch(invocation)


def run(launch: Launch) -> None:
    """Run bks with the arguments of this process, then exit."""
    prepare_streams()
    try:
        asked = os.environ.get(COMPLETION_VARIABLE)
        if asked:
            sys.exit(import_module("bks_tui.cli.commands.completion").answer(bks, asked))
        with bks.make_context("bks", sys.argv[1:]) as context:
            context.meta["launch"] = launch
            code = bks.invoke(context)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.ClickException as error:
        code = _explain_usage(error)
    except (KeyboardInterrupt, click.Abort):
        print_message("bks: interrupted")
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the help text has closed the pipe.
        silence(sys.stdout)
        code = ExitCode.FAILED
    except BksError as error:
        code = explain(error)
    except Exception as error:
        # Imported here: it takes a tenth of the start time and is rarely needed.
        from bks_tui.storage.crash_report import unexpected

        code = explain(unexpected(error))
    sys.exit(code or ExitCode.DONE)


def _explain_usage(error: click.ClickException) -> int:
    """Explain wrong arguments as click does, without repeating a possible secret."""
    is_misplaced = isinstance(error, click.NoSuchOption) and _is_of_commands(error)
    if isinstance(error, click.NoSuchOption) and is_misplaced:
        # Without what click finds similar, which is something else.
        error = click.NoSuchOption(error.option_name, ctx=error.ctx)
    message = without_secrets(without_given(error.format_message(), given_texts()))
    click.UsageError(message, error.ctx if isinstance(error, click.UsageError) else None).show()
    if is_misplaced:
        print_message("     Give it after a command, such as scan. In the app, press a for the accounts; their role is")
        print_message("     role_name of the config file, with external_id: see 'bks help config'.")
    # Imported here, since it reads files, which the help does not.
    from bks_tui.cli.terminal.input import looks_like_key

    if any(looks_like_key(argument) for argument in sys.argv[1:]):
        print_message("     To decode a key, run 'bks decode-key' and paste it.")
    return error.exit_code


def _is_of_commands(error: click.NoSuchOption) -> bool:
    """Whether the app was given an option that chooses accounts, which only commands take."""
    return error.option_name in _OPTIONS_OF_COMMANDS and error.ctx is not None and error.ctx.command is bks
