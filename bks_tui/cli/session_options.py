"""Options of every command, given before or after the command."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import click

from bks_tui.cli.suggestions import suggest_profiles
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import UsageError
from bks_tui.core.settings import Config

# Set by the script of `bks completion` when the shell asks what could come next.
COMPLETION_VARIABLE = "_BKS_COMPLETE"


# Each of these chooses credentials: the environment takes precedence over the config file.
_CREDENTIALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID")
_READ_ONLY = "BKS_READ_ONLY"
# The commands that work in several accounts at once, each behind a profile.
_TAKES_PROFILES = ("scan",)
# The commands that a config file which cannot be used does not stop.
_WITHOUT_CONFIG = ("doctor",)

# Only these disable read-only mode; any other value enables it, which is the safe side.
_NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Invocation:
    """The shared options, completed from the config file. `profiles` are all that were given, if several.

    `is_chosen` is whether an option, the environment or the config file chooses the credentials.
    """

    choice: SessionChoice
    read_only: bool
    config: Config = field(default_factory=Config)
    profiles: tuple[str, ...] = ()
    is_chosen: bool = False


# Opens the app, and runs it until it is quit.
Launch: TypeAlias = Callable[[Invocation], None]


def configured(given: Invocation, config: Config, environment: Mapping[str, str]) -> Invocation:
    """The given options, completed from the config file where neither command line nor environment sets them."""
    choice = replace(given.choice, default_region=config.region)
    is_chosen = bool(choice.profile or choice.demo or any(_set(environment, name) for name in _CREDENTIALS))
    if not is_chosen:
        choice = replace(choice, profile=config.profile)
    variable = _set(environment, _READ_ONLY).lower()
    read_only = variable not in _NO if variable else config.read_only
    return replace(
        given,
        choice=choice,
        read_only=given.read_only or read_only,
        config=config,
        is_chosen=is_chosen or config.profile is not None,
    )


def _set(environment: Mapping[str, str], name: str) -> str:
    """The value of a variable; empty if it is unset or blank."""
    return environment.get(name, "").strip()


_OPTIONS = (
    click.option(
        "--profile",
        "profiles",
        metavar="NAME",
        multiple=True,
        help="Profile of your AWS configuration.",
        shell_complete=suggest_profiles,
    ),
    click.option("--demo", is_flag=True, help="Use the simulated demo account; AWS is not called."),
    click.option("--read-only", is_flag=True, help="Refuse every write."),
)
_REGION = click.option("--region", metavar="REGION", help="Region to work in.")


def session_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options to a command, which receives them as one `Invocation`.

    Options after the command take precedence over those before it.
    """
    return _REGION(session_options_but_region(command))


def session_options_but_region(command: Callable[..., Any]) -> Callable[..., Any]:
    """The shared options without `--region`, for a command that uses it differently.

    The session's Region is then the one given before the command, or configured.
    """

    @click.pass_context
    @functools.wraps(command)
    def with_invocation(context: click.Context, /, *args: Any, **options: Any) -> Any:
        earlier = context.obj if isinstance(context.obj, Invocation) else Invocation(SessionChoice(), read_only=False)
        profiles, region = tuple(dict.fromkeys(options.pop("profiles"))), options.pop("region", None)
        if len(profiles) > 1 and context.command.name not in _TAKES_PROFILES:
            raise UsageError("several --profile were given", "Give one; only a scan takes several.")
        context.obj = Invocation(
            replace(
                earlier.choice,
                profile=profiles[-1] if profiles else earlier.choice.profile,
                region=region or earlier.choice.region,
                demo=options.pop("demo") or earlier.choice.demo,
            ),
            read_only=options.pop("read_only") or earlier.read_only,
            profiles=profiles if len(profiles) > 1 else (),
        )
        # A group leaves the config file to its command: 'bks decode-key' must work with a broken config file.
        is_as_given = context.invoked_subcommand or context.command.name in _WITHOUT_CONFIG
        invocation = context.obj if is_as_given else with_config(context.obj)
        return command(*args, invocation=invocation, **options)

    decorated: Callable[..., Any] = with_invocation
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def with_config(given: Invocation) -> Invocation:
    """The given options, completed from the config file. Raises FileError and UsageError if it cannot be used."""
    from bks_tui.storage.config_file import read_config

    return configured(given, read_config(), os.environ)
