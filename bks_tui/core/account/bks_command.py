"""A command of bks as text that works as it is printed: in the same account, with the same journal."""

from __future__ import annotations

import shlex

from bks_tui.core.account.account import Account, SessionChoice


def bks_command(of: Account | SessionChoice | None, *words: str, journal: str | None = None) -> str:
    """`bks WORD …`, quoted for a POSIX shell, with the options that choose the account and the journal.

    `of` is None where the command needs no account; `journal` is a directory other than the usual.
    """
    options = [] if journal is None else ["--journal", journal]
    if of is not None and of.demo:
        options.append("--demo")
    elif of is not None:
        if of.profile:
            options += ["--profile", of.profile]
        if of.region and _needs_region(of):
            options += ["--region", of.region]
    return shlex.join(["bks", *words, *options])


def _needs_region(of: Account | SessionChoice) -> bool:
    """Whether the account is found by its Region only, as one of another partition is; or one was asked for."""
    return not isinstance(of, Account) or of.partition != "aws"
