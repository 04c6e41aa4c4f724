"""The option --filter: the filter language of the app, for what a command prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def filter_option(noun: str) -> Callable[[Command], Command]:
    """`--filter`; the command receives a `filter_text`, empty for none."""
    words = f"Print only {noun} that match, such as {_EXAMPLES[noun]}; see 'bks help filter'."
    return click.option("--filter", "filter_text", metavar="TEXT", default="", help=words)


_EXAMPLES = {"users": "'key:active age>90d'", "events": "'call:Converse* -is:failed'"}
