"""A bks command as text that can be pasted: for the same account and the same journal."""

from __future__ import annotations

import shlex

from bks_tui.core.account.account import Account, SessionChoice

# Stands in a command for the external id, which some use like a password: whoever runs the command puts it there.
EXTERNAL_ID = "EXTERNAL_ID"


def bks_command(of: Account | SessionChoice | None, *words: str, journal: str | None = None) -> str:
    """`bks WORD …`, quoted for a POSIX shell, with the options that choose the account and the journal.

    `of` is None if the command needs no account; `journal` is a directory other than the default. Commands on the
    journal find the role in it.
    """
    options = [] if journal is None else ["--journal", journal]
    if words[:1] != ("journal",):
        options += role_options(of)
    if of is not None and of.demo:
        options.append("--demo")
    elif of is not None:
        if of.profile:
            options += ["--profile", of.profile]
        if of.region and _needs_region(of):
            options += ["--region", of.region]
    return shlex.join(["bks", *words, *options])


def role_options(of: Account | SessionChoice | None) -> tuple[str, ...]:
    """The options that reach an account through its role."""
    role = of.role if of else None
    if role is None:
        return ()
    external_id = ("--external-id", EXTERNAL_ID) if role.external_id else ()
    return ("--account", role.account_id, "--role-name", role.role_name, *external_id)


def _needs_region(of: Account | SessionChoice) -> bool:
    """Whether a Region is needed to reach the account (in another partition), or was chosen."""
    return not isinstance(of, Account) or of.partition != "aws"
