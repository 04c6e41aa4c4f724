"""A command of the AWS CLI as text that a person can paste into a shell."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberRole

# No name in IAM is longer. Policy documents are, but bks writes those itself.
_LONGEST = 2_048

# What is in one Region, or read in one, and the option that is a switch of the AWS CLI.
_REGIONAL = ("athena", "cloudtrail", "glue", "signin")
_SWITCH = "recursive-delete-option"

# In double quotes, so that the shell inserts the time as one word whatever its settings.
_NOW = '"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'


@dataclass(frozen=True, slots=True)
class Dated:
    """A value with a time in UTC between two texts: when the command runs, not when the report was made."""

    before: str
    after: str


def aws_command(account: Account, service: str, action: str, **options: str | Dated) -> str | None:
    """`aws SERVICE ACTION --option VALUE …`, quoted for a POSIX shell, for this account.

    None if a value could not be pasted as it is: names come from AWS and may contain anything. An account behind a
    role is named by the profile of that role: without such a profile the command fails, and runs in no other account.
    """
    if account.role:
        options["profile"] = role_profile(account.role)
    elif account.profile:
        options["profile"] = account.profile
    if account.partition != "aws" or service in _REGIONAL:
        # IAM of another partition is found by one of its Regions.
        options["region"] = account.region
    if not all(map(_can_be_pasted, options.values())):
        return None
    words = [option for name, value in options.items() for option in _option(name.replace("_", "-"), value)]
    return " ".join(["aws", service, action, *words])


def role_profile(role: MemberRole) -> str:
    """The profile that commands of the AWS CLI name to work in the account of a role. A person has to create it."""
    return f"{role.account_id}-{role.role_name.rpartition('/')[2]}"


def role_profile_commands(account: Account) -> tuple[str, ...]:
    """The commands that create the profile of the role, as far as bks knows what belongs in it."""
    if account.role is None:
        return ()
    settings = {"role_arn": account.role_arn, "source_profile": account.profile}
    profile = role_profile(account.role)
    return tuple(
        shlex.join(["aws", "configure", "set", setting, value, "--profile", profile])
        for setting, value in settings.items()
        if value
    )


def _can_be_pasted(value: str | Dated) -> bool:
    text = value.before + value.after if isinstance(value, Dated) else value
    return text.isprintable() and len(text) <= _LONGEST


def _option(name: str, value: str | Dated) -> tuple[str, ...]:
    if isinstance(value, Dated):
        return f"--{name}", f"{shlex.quote(value.before)}{_NOW}{shlex.quote(value.after)}"
    if name == _SWITCH:
        return (f"--{name}",)
    # A value that begins with a dash would be taken for an option of its own.
    return (f"--{name}={shlex.quote(value)}",) if value.startswith("-") else (f"--{name}", shlex.quote(value))
