"""`bks help`: the files of `docs/`, each a topic, and the help of each command."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

import bks_tui
from bks_tui.cli.suggestions import fixed
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name

# Earlier names of topics; people and scripts may still use them.
_FORMER_NAMES = {
    "cleaning": "cleanup",
    "exit": "exit-codes",
    "iam": "permissions",
    "undo": "journal",
    "written": "files",
}
# Links lead to other files of the checkout, which a terminal cannot follow.
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]+\)")
# Pictures, and comments for whoever edits the file.
_NOT_FOR_TERMINALS = re.compile(r"^(?:!\[.*|<!--.*-->)\n\n?", re.MULTILINE)


def _suggest(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The topics, and the commands at the place of the first word."""
    words, root = context.params.get("topic") or (), context.find_root()
    commands = root.command.list_commands(root) if isinstance(root.command, click.Group) and not words else []
    return fixed(*dict.fromkeys((*(_texts() if not words else ()), *commands)))(context, parameter, incomplete)


@click.command("help")
@click.argument("topic", nargs=-1, shell_complete=_suggest)
@click.pass_context
def topics(context: click.Context, /, topic: tuple[str, ...]) -> ExitCode:
    """Show help for a TOPIC or a command, or list the topics."""
    texts, root = _texts(), context.find_root()
    if not topic:
        output.write("\n".join([root.get_help(), "", "Topics of 'bks help TOPIC':", *_listed(texts)]))
        return ExitCode.DONE
    text = texts.get(_FORMER_NAMES.get(topic[0], topic[0])) if len(topic) == 1 else None
    command = _help_of_command(root, topic)
    if text is None and command is None:
        words = " ".join(map(safe_name, topic))
        raise UsageError(f"there is no command and no topic '{words}'", f"Topics: {', '.join(texts)}.")
    if text is not None:
        _show(text)
    if command is not None:
        output.write(command if text is None else f"\n{command}")
    return ExitCode.DONE


def _texts() -> dict[str, str]:
    """The topics by their names, in alphabetical order."""
    return {
        path.stem: _NOT_FOR_TERMINALS.sub("", path.read_text(encoding="utf-8")).strip()
        for path in sorted(_directory().glob("*.md"))
    }


def _directory() -> Path:
    """In the installed package, or beside the package in a checkout."""
    package = Path(bks_tui.__file__).parent
    return next(path for path in (package / "docs", package.parent / "docs") if path.is_dir())


def _listed(texts: dict[str, str]) -> list[str]:
    return [f"  {topic:12} {text.partition(chr(10))[0].removeprefix('# ')}" for topic, text in texts.items()]


def _show(text: str) -> None:
    if output.on_terminal():
        # It loads a Markdown parser, which no other command needs.
        from rich.markdown import Markdown

        output.write_tables([Markdown(_LINK.sub(r"\1", text))])
    else:
        output.write(text)


def _help_of_command(root: click.Context, words: tuple[str, ...]) -> str | None:
    """The help of the command of these words; None if there is none."""
    command, context = root.command, root
    for word in words:
        found = command.get_command(context, word) if isinstance(command, click.Group) else None
        if found is None:
            return None
        command, context = found, click.Context(found, parent=context, info_name=word)
    return context.get_help()
