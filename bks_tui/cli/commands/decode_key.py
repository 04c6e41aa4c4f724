"""`bks decode-key`: decode API keys offline, without showing their secrets."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

import click

from bks_tui.cli.format_options import require_one_output
from bks_tui.cli.key_files import print_sarif, read_file, read_stream
from bks_tui.cli.suggestions import suggest_files
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.input import STANDARD_INPUT, is_terminal, read_pasted
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import UsageError


@click.command("decode-key")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="PATH",
    shell_complete=suggest_files,
    help="Read this file: a log, a diff, or any other text, also as .gz or .zip. With --format sarif repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.decode/1) instead of cards.")
@click.option("--format", "form", type=click.Choice(("sarif",)), help="Print SARIF for code scanning; needs --file.")
def decode_key(*, keys: tuple[str, ...], files: tuple[str, ...], as_json: bool, form: str | None) -> ExitCode:
    """Decode every AWS API key in a text: user, account, Region and expiry.

    Works offline and never shows a secret. Without KEY and --file it asks for the text without echo,
    or reads standard input if it is not a terminal (or if KEY is -). Prefer this: arguments stay in
    the shell history and in process lists.

    \b
    Exit codes:
      0    at least one key was decoded
      1    none was, or the text could not be read
      2    wrong usage
      130  interrupted
    """
    from bks_tui.core.keys.decode import decode
    from bks_tui.export.keys.to_json import decode_document
    from bks_tui.export.keys.to_text import decode_cards

    require_one_output(form, json=as_json)
    now = datetime.now(timezone.utc)
    if form:
        return print_sarif(keys, files, now)
    if len(files) > 1:
        raise UsageError("several --file need --format sarif", "Give one file, or add --format sarif.")
    decoded = decode(_text(keys, files[0] if files else None), now)
    if as_json:
        output.write_json(decode_document(decoded))
    elif decoded.keys or decoded.malformed:
        output.write_lines(decode_cards(decoded, now))
    if decoded.malformed:
        print_message(f"{len(decoded.malformed)} malformed, not decoded")
    if not decoded.keys:
        print_message("bks: no AWS API key found")
        return ExitCode.FAILED
    return ExitCode.DONE


def _text(keys: tuple[str, ...], file: str | None) -> str:
    """The text to search: from exactly one source."""
    if file is not None and keys:
        raise UsageError("keys and --file were both given", "Give one of them.")
    if file not in (None, STANDARD_INPUT):
        return read_file(str(file))
    if keys and keys != (STANDARD_INPUT,):
        print_message(
            "Keys given as arguments stay in the shell history and in process lists; 'bks decode-key' asks for them."
        )
        # An unquoted key that contains white space arrives as several arguments.
        return "\n".join(keys)
    if not keys and file is None and is_terminal():
        return read_pasted("Paste keys, or any text that contains keys")
    return read_stream(sys.stdin.buffer, "standard input")
