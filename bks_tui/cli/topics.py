"""`bks help`: the sections of the README, each a topic, and the help of each command."""

from __future__ import annotations

import re
from pathlib import Path

import click

import bks_tui
from bks_tui.cli import output
from bks_tui.cli.narration import ExitCode
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name

_HEADING = re.compile(r"^## (?P<heading>(?P<topic>\w+).*)$", re.MULTILINE)
# To other places of the README and the checkout, to which nothing leads from here.
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]+\)")
# Pictures and remarks to whoever edits the README.
_NOT_FOR_TERMINALS = re.compile(r"^(?:!\[.*|<!--.*-->)\n\n?", re.MULTILINE)


@click.command("help")
@click.argument("topic", nargs=-1)
@click.pass_context
def topics(context: click.Context, /, topic: tuple[str, ...]) -> ExitCode:
    """Tell about a TOPIC or a command; without one, list them."""
    sections, root = _sections(), context.find_root()
    if not topic:
        output.write("\n".join([root.get_help(), "", "Topics of 'bks help TOPIC':", *_listed(sections)]))
    elif len(topic) == 1 and topic[0] in sections:
        _show(sections[topic[0]])
    else:
        output.write(_of_command(root, topic, sections))
    return ExitCode.DONE


def _sections() -> dict[str, str]:
    """The sections of the README by the first word of their headings."""
    text = _readme().read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return {
        match["topic"].lower(): _NOT_FOR_TERMINALS.sub("", text[match.start() : end]).strip()
        for match, end in zip(found, ends, strict=True)
    }


def _readme() -> Path:
    """Beside the package once it is installed, above it in a checkout."""
    package = Path(bks_tui.__file__).parent
    return next(path for path in (package / "README.md", package.parent / "README.md") if path.exists())


def _listed(sections: dict[str, str]) -> list[str]:
    headings = {topic: section.partition("\n")[0].removeprefix("## ") for topic, section in sections.items()}
    return [f"  {topic:12} {heading}" for topic, heading in headings.items()]


def _show(section: str) -> None:
    if output.on_terminal():
        # It brings a parser of Markdown, which no other command should pay for.
        from rich.markdown import Markdown

        output.write_tables([Markdown(_LINK.sub(r"\1", section))])
    else:
        output.write(section)


def _of_command(root: click.Context, words: tuple[str, ...], sections: dict[str, str]) -> str:
    command, context = root.command, root
    for word in words:
        found = command.get_command(context, word) if isinstance(command, click.Group) else None
        if found is None:
            asked = " ".join(map(safe_name, words))
            raise UsageError(f"there is no command and no topic '{asked}'", f"Topics: {', '.join(sections)}.")
        command, context = found, click.Context(found, parent=context, info_name=word)
    return context.get_help()
