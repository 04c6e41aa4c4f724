"""The accounts that a session can reach through a role, and which of them a person chose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.text import pluralize

# AWS Organizations creates it in the accounts that it creates. Invited accounts and the management account have none:
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
DEFAULT_ROLE_NAME = "OrganizationAccountAccessRole"

_ACCOUNT_ID = re.compile(r"\d{12}", re.ASCII)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; a path may precede the name.
_ROLE_NAME = re.compile(r"(?:[\x21-\x2e\x30-\x7e]+/)*[\w+=,.@-]{1,64}", re.ASCII)
_ROLE_ARN = re.compile(r"arn:[^:]+:iam::(?P<account>\d{12}):role/(?P<name>.+)", re.ASCII)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
EXTERNAL_ID_FORM = "2 to 1,224 letters, digits and the characters _+=,.@:/-"
_NOT_IN_A_SESSION_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
_LONGEST_SESSION_NAME = 64

_ACTIVE = "ACTIVE"
# More accounts than any organization has: a file with more lines is another file.
_MOST_LINES = 100_000


@dataclass(frozen=True, slots=True)
class MemberRole:
    """A role in an account. `external_id` is what its trust policy demands, if anything."""

    account_id: str
    role_name: str = DEFAULT_ROLE_NAME
    external_id: str | None = None

    def arn(self, partition: str) -> str:
        """The ARN of the role."""
        return f"arn:{partition}:iam::{self.account_id}:role/{self.role_name}"

    @property
    def is_valid(self) -> bool:
        """Whether AWS accepts such a role: what the journal holds may have been edited."""
        is_named = is_account_id(self.account_id) and _ROLE_NAME.fullmatch(self.role_name) is not None
        return is_named and (self.external_id is None or _EXTERNAL_ID.fullmatch(self.external_id) is not None)


@dataclass(frozen=True, slots=True)
class RoleOptions:
    """The role to assume in each account that names none of its own, and the external id to send."""

    role_name: str = DEFAULT_ROLE_NAME
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class MemberAccount:
    """An account to read. `unit_ids` are the root and OUs above it; `ou_path` are their names.

    `state` is that of AWS Organizations, ACTIVE where it was not asked. `role_name` is set where this account has
    a role of its own. `profile` is set for an account that is reached through a profile: its id is unknown at first.
    """

    account_id: str
    name: str = ""
    ou_path: str = ""
    unit_ids: tuple[str, ...] = ()
    state: str = _ACTIVE
    role_name: str | None = None
    profile: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether AWS lets anyone use it."""
        return self.state == _ACTIVE

    @property
    def title(self) -> str:
        """Its name and id, as far as there are any."""
        return f"{self.name} ({self.account_id})" if self.name and self.account_id else self.name or self.account_id


@dataclass(frozen=True, slots=True)
class AccountSelection:
    """The choice of accounts: OUs (id or path of names) and account ids to read, and account ids to leave out."""

    units: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def select_accounts(accounts: Iterable[MemberAccount], selection: AccountSelection) -> tuple[MemberAccount, ...]:
    """The chosen accounts. Raises UsageError for a choice that matches none: nothing read must not look like safe."""
    every = tuple(accounts)
    known = {account.account_id for account in every}
    for option, ids in (("--account", selection.account_ids), ("--exclude", selection.excluded)):
        unknown = [account_id for account_id in ids if account_id not in known]
        if unknown:
            raise UsageError(
                f"{option} {', '.join(map(safe_name, unknown))}: not one of {pluralize(len(every), 'account')}",
                "Check the account id, and that the session belongs to the right organization.",
            )
    for unit in selection.units:
        if not any(_is_in(account, unit) for account in every):
            raise UsageError(
                f"--ou {safe_name(unit)}: there is no account in such an OU",
                "Give an OU id (ou-…), or the path of names that a scan of the organization shows.",
            )
    chosen = tuple(account for account in every if _is_chosen(account, selection))
    if not chosen:
        raise UsageError("the options choose no account", "Check --ou, --account and --exclude.")
    return chosen


def _is_chosen(account: MemberAccount, selection: AccountSelection) -> bool:
    if account.account_id in selection.excluded:
        return False
    if account.account_id in selection.account_ids or not (selection.units or selection.account_ids):
        return True
    return any(_is_in(account, unit) for unit in selection.units)


def _is_in(account: MemberAccount, unit: str) -> bool:
    """Whether an account is in an OU, or in one below it. The path of names may begin below the root."""
    wanted, below_root = unit.strip("/"), account.ou_path.partition("/")[2]
    paths = (account.ou_path, below_root)
    return unit in account.unit_ids or any(path == wanted or path.startswith(f"{wanted}/") for path in paths)


def parse_accounts(text: str, where: str) -> tuple[MemberAccount, ...]:
    """The accounts in a file: an account id on each line, or CSV with a role name or ARN, and a name.

    Empty lines, comments (`#`) and a heading are ignored. `where` names the file in errors. Raises UsageError.
    """
    # Imported here: every command imports this module, and few read such a file.
    import csv

    found: dict[str, MemberAccount] = {}
    for number, row in enumerate(csv.reader(text.removeprefix("\ufeff").splitlines()), 1):
        cells = [cell.strip() for cell in row]
        if number > _MOST_LINES:
            raise UsageError(f"{where} has more than {_MOST_LINES} lines", "Name a file of account ids.")
        if not any(cells) or cells[0].startswith("#") or (not found and cells[0].lower() in ("account_id", "account")):
            continue
        account = _parsed(cells, f"{where}, line {number}")
        found.setdefault(account.account_id, account)
    if not found:
        raise UsageError(f"{where} contains no account id", "Write one account id on each line.")
    return tuple(found.values())


def _parsed(cells: list[str], where: str) -> MemberAccount:
    account_id, role, name, *_ = (*cells, "", "")
    if not is_account_id(account_id):
        raise UsageError(f"{where}: {safe_name(account_id)} is not an account id of 12 digits", "Correct the file.")
    arn = _ROLE_ARN.fullmatch(role)
    if arn and arn["account"] != account_id:
        raise UsageError(
            f"{where}: the role belongs to account {arn['account']}, not to {account_id}", "Correct the file."
        )
    role_name = arn["name"] if arn else role
    if role_name:
        require_role_name(role_name, where)
    return MemberAccount(account_id, name, role_name=role_name or None)


def is_account_id(text: str) -> bool:
    """Whether a text is the id of an account: 12 digits."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def require_account_ids(ids: Iterable[str], option: str) -> None:
    """Raise UsageError for what is not an account id."""
    for each in ids:
        if not is_account_id(each):
            raise UsageError(f"{option}: {safe_name(each)} is not an account id", "An account id has 12 digits.")


def require_role_name(name: str, where: str = "--role-name") -> None:
    """Raise UsageError for what cannot be the name of a role, with or without a path."""
    if name.startswith("arn:") or not _ROLE_NAME.fullmatch(name):
        raise UsageError(
            f"{where}: {safe_name(name)} is not the name of a role", "Give the name of a role, not its ARN."
        )


def require_external_id(external_id: str) -> None:
    """Raise UsageError for what cannot be an external id. It is not repeated: some use it like a password."""
    if not _EXTERNAL_ID.fullmatch(external_id):
        raise UsageError("--external-id: that is not an external id", f"It has {EXTERNAL_ID_FORM}.")


def session_name(person: str) -> str:
    """The name of a role session, which names bks and the person to whoever reads CloudTrail."""
    return f"bks-{_NOT_IN_A_SESSION_NAME.sub('-', person)}"[:_LONGEST_SESSION_NAME]
