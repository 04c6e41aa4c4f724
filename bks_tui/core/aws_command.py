"""A command of the AWS CLI as text that a person can paste into a shell."""

from __future__ import annotations

import shlex

from bks_tui.core.account import Account

# Nothing that IAM names is longer, but for policy documents, which are bks's own.
_LONGEST = 2_048


def aws_command(account: Account, service: str, action: str, **options: str) -> str | None:
    """`aws SERVICE ACTION --option VALUE …`, quoted for a POSIX shell, for the account that was asked.

    None where a value could not be pasted as it is: names come from AWS and may hold anything.
    """
    if account.profile:
        options["profile"] = account.profile
    if account.partition != "aws":
        # IAM of another partition is found by one of its Regions.
        options["region"] = account.region
    if not all(value.isprintable() and len(value) <= _LONGEST for value in options.values()):
        return None
    words = [option for name, value in options.items() for option in _option(name.replace("_", "-"), value)]
    return " ".join(["aws", service, action, *words])


def _option(name: str, value: str) -> tuple[str, ...]:
    # A value that begins with a dash would be taken for an option of its own.
    return (f"--{name}={shlex.quote(value)}",) if value.startswith("-") else (f"--{name}", shlex.quote(value))
