"""Choose one of the principals that a pasted text names. Without a terminal, several are an error that lists them."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.cli.terminal.input import is_terminal
from bks_tui.cli.terminal.messages import print_message
from bks_tui.cli.terminal.prompts import ask
from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.harmless import safe_name

_LISTED = 20
_NAMED_IN_ERROR = 5


def choose_principal(principals: Sequence[Principal]) -> Principal:
    """Ask which one is meant. Raises CancelledError for none, UsageError where nobody can be asked."""
    if not is_terminal():
        names = "; ".join(map(principal_line, principals[:_NAMED_IN_ERROR]))
        more = "; …" if len(principals) > _NAMED_IN_ERROR else ""
        raise UsageError(f"The text names {len(principals)} principals: {names}{more}", "Give one of them.")
    print_message(f"The text names {len(principals)} principals:")
    for number, principal in enumerate(principals[:_LISTED], 1):
        print_message(f"  {number}  {principal_line(principal)}")
    if len(principals) > _LISTED:
        print_message(f"  … and {len(principals) - _LISTED} more, which are not listed")
    last = min(len(principals), _LISTED)
    answer = ask(f"Which one? Type 1 to {last}, or press Enter to cancel:")
    if not (answer.isascii() and answer.isdigit() and 1 <= int(answer[:3]) <= last):
        raise CancelledError("no principal was chosen; nothing was read or changed")
    return principals[int(answer[:3]) - 1]


def principal_line(principal: Principal) -> str:
    """A principal, what names it, and what is said about it, without a secret."""
    target, key = principal.target, principal.key
    known = (
        principal.source,
        f"account {target.named_account_id}" if target.named_account_id and ":" not in target.text else "",
        principal.region or "",
        f"fingerprint {key.fingerprint}" if key and key.fingerprint else "",
    )
    return f"{safe_name(target.text)} ({', '.join(filter(None, known))})"
