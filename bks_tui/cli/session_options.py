"""Options that every command shares, given before the command or after it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import click

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config

# Set by the script of `bks completion` when the shell asks what could come next.
COMPLETION_VARIABLE = "_BKS_COMPLETE"


# Each of these says whose credentials to use: one in the environment is nearer than the config file.
_CREDENTIALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID")
_READ_ONLY = "BKS_READ_ONLY"

# Only these lift a read-only mode; whatever else is set forbids writing, since that harms nobody.
_NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Invocation:
    """How bks was called, and what the config file adds to that."""

    choice: SessionChoice
    read_only: bool
    config: Config = field(default_factory=Config)


# Opens the app, and runs it until it is quit.
Launch: TypeAlias = Callable[[Invocation], None]


def configured(given: Invocation, config: Config, environment: Mapping[str, str]) -> Invocation:
    """What was given, with what the config file says where neither the command line nor the environment does."""
    choice = replace(given.choice, default_region=config.region)
    if not (choice.profile or choice.demo or any(_set(environment, name) for name in _CREDENTIALS)):
        choice = replace(choice, profile=config.profile)
    variable = _set(environment, _READ_ONLY).lower()
    read_only = variable not in _NO if variable else config.read_only
    return Invocation(choice, given.read_only or read_only, config)


def _set(environment: Mapping[str, str], name: str) -> str:
    """What a variable says; nothing if it is unset, empty or blank."""
    return environment.get(name, "").strip()


_OPTIONS = (
    click.option("--profile", metavar="NAME", help="Profile of your AWS configuration."),
    click.option("--demo", is_flag=True, help="Use the simulated demo account; AWS is not asked."),
    click.option("--read-only", is_flag=True, help="Refuse every write."),
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
        # A group leaves the config file to its command: 'bks decode-key' needs none, and no broken one stops it.
        invocation = context.obj if context.invoked_subcommand else _with_config(context.obj)
        return command(*args, invocation=invocation, **options)

    decorated: Callable[..., Any] = with_invocation
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _with_config(given: Invocation) -> Invocation:
    from bks_tui.storage.config_file import read_config

    return configured(given, read_config(), os.environ)
