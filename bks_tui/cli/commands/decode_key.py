"""`bks decode-key`: decode API keys offline, without showing their secrets."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.input import STANDARD_INPUT, is_terminal, read_pasted
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.core.errors import FileError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.storage.reading import Readable


@click.command("decode-key")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--file", metavar="PATH", help="Read this file: a log, a diff, or any other text, also as .gz or .zip.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.decode/1) instead of cards.")
def decode_key(*, keys: tuple[str, ...], file: str | None, as_json: bool) -> ExitCode:
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

    now = datetime.now(timezone.utc)
    decoded = decode(_text(keys, file), now)
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
        return _file(str(file))
    if keys and keys != (STANDARD_INPUT,):
        print_message(
            "Keys given as arguments stay in the shell history and in process lists; 'bks decode-key' asks for them."
        )
        # An unquoted key that contains white space arrives as several arguments.
        return "\n".join(keys)
    if not keys and file is None and is_terminal():
        return read_pasted("Paste keys, or any text that contains keys")
    return _opened(sys.stdin.buffer, "standard input")


def _opened(stream: Readable, what: str) -> str:
    """The text of a stream, which may be compressed."""
    from bks_tui.storage.compressed import read_opened

    opened = read_opened(stream, what)
    for note in opened.notes:
        print_message(note)
    return opened.text


def _file(path: str) -> str:
    name = safe_name(path)
    try:
        with Path(path).open("rb") as file:
            return _opened(file, name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a file name"
    # Raised outside: the error above contains the path, which may be a key given by mistake.
    raise FileError(
        f"{name} cannot be read: {reason.lower()}", "To decode a key itself, run 'bks decode-key' and paste it."
    )
