"""Options that choose accounts: of an organization, of a file, or of profiles, and the role to assume in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bks_tui.cli.session_options import Invocation
from bks_tui.cli.suggestions import suggest_accounts, suggest_units
from bks_tui.core.account.member import (
    DEFAULT_ROLE_NAME,
    AccountSelection,
    require_account_ids,
    require_external_id,
    require_role_name,
)
from bks_tui.core.errors import UsageError


@dataclass(frozen=True)
class OrganizationOptions:
    """The accounts to read, and the role. `source` says where the accounts come from; None for a single account."""

    source: str | None
    accounts_file: Path | None
    selection: AccountSelection
    role_name: str
    external_id: str | None
    # The role that was given with the command, if any: a resumed run has one of its own.
    given_role_name: str | None = None


_OPTIONS = (
    click.option("--org", is_flag=True, help="Every account of the AWS organization."),
    click.option(
        "--accounts-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The accounts of a file: an id on each line, or CSV of id, role and name.",
    ),
    click.option(
        "--ou",
        "units",
        multiple=True,
        metavar="PATH|ID",
        help="Only accounts in this OU; repeatable.",
        shell_complete=suggest_units,
    ),
    click.option(
        "--account",
        "account_ids",
        multiple=True,
        metavar="ID",
        help="Only this account; repeatable.",
        shell_complete=suggest_accounts,
    ),
    click.option(
        "--exclude",
        "excluded",
        multiple=True,
        metavar="ID",
        help="Not this account; repeatable.",
        shell_complete=suggest_accounts,
    ),
)
ROLE_OPTIONS = (
    click.option(
        "--role-name",
        metavar="NAME",
        help=f"Role to assume in other accounts. Default: role_name in the config file, or {DEFAULT_ROLE_NAME}.",
    ),
    click.option(
        "--external-id",
        metavar="ID",
        help="External id that the role demands. Default: external_id in the config file, or none.",
    ),
)


def role_name_of(invocation: Invocation, given: str | None) -> str:
    """The name of the role: given, configured, or the default. Raises UsageError for what is none."""
    name = given or invocation.config.role_name or DEFAULT_ROLE_NAME
    require_role_name(name)
    return name


def external_id_of(invocation: Invocation, given: str | None) -> str | None:
    """The external id to send: given or configured, if any. Raises UsageError for what is none."""
    if given:
        require_external_id(given)
    return given or invocation.config.external_id


def accounts_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose accounts and the role."""
    for option in reversed((*_OPTIONS, *ROLE_OPTIONS)):
        command = option(command)
    return command


def organization_options(
    invocation: Invocation,
    *,
    org: bool,
    accounts_file: Path | None,
    units: tuple[str, ...],
    account_ids: tuple[str, ...],
    excluded: tuple[str, ...],
    role_name: str | None,
    external_id: str | None,
    is_resumed: bool = False,
) -> OrganizationOptions:
    """The given options, checked and completed; a resumed run may be given a role only. Raises UsageError."""
    given = {
        "organization": org,
        "accounts file": accounts_file is not None,
        "profiles": len(invocation.profiles) > 1,
    }
    sources = [source for source, is_given in given.items() if is_given]
    if len(sources) > 1:
        raise UsageError("--org, --accounts-file and several --profile contradict each other", "Use one of them.")
    has_role = bool(role_name or external_id)
    if not sources and (units or account_ids or excluded or (has_role and not is_resumed)):
        raise UsageError(
            "--ou, --account, --exclude, --role-name and --external-id need --org or --accounts-file",
            "Add one of them.",
        )
    if sources == ["profiles"] and (units or account_ids or excluded or has_role):
        raise UsageError("several --profile need no role and no selection", "Omit the other options.")
    if units and sources != ["organization"]:
        raise UsageError("--ou needs --org", "Only AWS Organizations knows the OUs.")
    require_account_ids(account_ids, "--account")
    require_account_ids(excluded, "--exclude")
    name = role_name_of(invocation, role_name)
    sent = external_id_of(invocation, external_id)
    selection = AccountSelection(units, account_ids, excluded)
    source = sources[0] if sources else None
    return OrganizationOptions(source, accounts_file, selection, name, sent, role_name)
