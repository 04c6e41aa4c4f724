"""Options that every command shares, given before the command or after it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import click

from bks_tui.core.account import SessionChoice

# Set by the script of `bks completion` when the shell asks what could come next.
COMPLETION_VARIABLE = "_BKS_COMPLETE"


class Launch(Protocol):
    """Opens the app."""

    def __call__(self, choice: SessionChoice, *, read_only: bool) -> None:
        """Run the app until it is quit."""


@dataclass(frozen=True)
class Invocation:
    """How bks was called."""

    choice: SessionChoice
    read_only: bool


_OPTIONS = (
    click.option("--profile", metavar="NAME", help="Profile of your AWS configuration."),
    click.option("--demo", is_flag=True, help="Use the simulated demo account; AWS is not asked."),
    click.option("--read-only", is_flag=True, envvar="BKS_READ_ONLY", help="Refuse every write."),
)
_REGION = click.option("--region", metavar="REGION", help="Region to work in.")


def session_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the shared options; it receives them as one `Invocation`.

    What stands after the command wins over what stands before it.
    """
    return _REGION(session_options_but_region(command))


def session_options_but_region(command: Callable[..., Any]) -> Callable[..., Any]:
    """The shared options without `--region`, for a command that has another use for it.

    The session's Region is then the one given before the command, or configured.
    """

    @click.pass_context
    @functools.wraps(command)
    def with_invocation(context: click.Context, /, *args: Any, **options: Any) -> Any:
        earlier = context.obj if isinstance(context.obj, Invocation) else Invocation(SessionChoice(), read_only=False)
        profile, region = options.pop("profile"), options.pop("region", None)
        context.obj = Invocation(
            replace(
                earlier.choice,
                profile=profile or earlier.choice.profile,
                region=region or earlier.choice.region,
                demo=options.pop("demo") or earlier.choice.demo,
            ),
            read_only=options.pop("read_only") or earlier.read_only,
        )
        return command(*args, invocation=context.obj, **options)

    decorated: Callable[..., Any] = with_invocation
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
