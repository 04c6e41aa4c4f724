"""What leaves the accounts screen: a copied field, the AWS console, a list that is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from textual.widget import Widget

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from bks_tui.core.account.member import MemberRole
from bks_tui.core.errors import BksError
from bks_tui.core.scan.run import RunHeader
from bks_tui.core.text import sanitize
from bks_tui.tui.accounts.pane import AccountLists
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.state import AccountEntry, AccountsState
from bks_tui.tui.accounts.view import AccountView, AllUsersView
from bks_tui.tui.console.links import shown_link
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.documents import ACCOUNT, COMMAND, json_field, stored_user_documents
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.main_screen.copying import copy_field
from bks_tui.tui.messages import LinkRequested
from bks_tui.tui.needs import Need
from bks_tui.tui.saving.listing import Listing


@dataclass(frozen=True, slots=True)
class StoredUser:
    """What the stored run has of a user; None if it is not there any more."""

    fields: Mapping[str, Any] | None


def marked_row_fields(rows: Sequence[UserRow]) -> tuple[CopyField, ...]:
    """The fields of users of several accounts, one user a line, the names first."""
    names = [sanitize(row.name) for row in rows]
    placed = [f"{row.account_id} {name}" for row, name in zip(rows, names, strict=True)]
    return (
        CopyField(f"names of {len(rows)} marked", "\n".join(names)),
        CopyField(f"accounts and names of {len(rows)} marked", "\n".join(placed)),
    )


class LeavingOwner(Protocol):
    """Whose lists they are."""

    state: AccountsState
    account_view: AccountView
    users_view: AllUsersView

    @property
    def host(self) -> JobOwner:
        """What starts the jobs."""

    def role_of(self, account_id: str) -> MemberRole | None:
        """The role that leads to an account; None for the account of the source."""

    def save_listing(self, listing: Listing) -> None:
        """Ask how and where to save a list, and save it."""


def read_stored_user(header: RunHeader, row: UserRow, cancelled: threading.Event) -> Iterator[StoredUser]:
    """What the stored run has of a user. Raises FileError."""
    del cancelled  # It is one file.
    from bks_tui.tui.accounts.listing import stored_user

    yield StoredUser(stored_user(header, row))


def account_of(source: Account, account_id: str, role: MemberRole | None) -> Account:
    """The account as its commands name it: that of the source, or one behind a role."""
    return replace(source, account_id=account_id, role=role, alias=None)


def account_documents(entry: AccountEntry, source: Account | None) -> tuple[CopyField, ...]:
    """What can be copied of an account, its id first."""
    from bks_tui.export.scan.organization import account_fields

    member = entry.member
    arn = f"arn:{source.partition}:iam::{member.account_id}:root" if source and member.account_id else ""
    command = aws_command(source, "organizations", "describe-account", account_id=member.account_id) if source else ""
    known = ((ACCOUNT, member.account_id), ("name", member.name), ("OU", member.ou_path), ("ARN", arn))
    fields = tuple(CopyField(label, text) for label, text in known if text)
    document = (json_field(account_fields(entry.record)),) if entry.record else ()
    return (*fields, *document, *((CopyField(COMMAND, command),) if command and member.account_id else ()))


class LeavingAccounts(Widget):
    """The actions of the accounts screen that lead out of it; one of its bases, before `SharedActions`."""

    _owner: LeavingOwner
    _clock: Callable[[], datetime]
    lists: AccountLists

    @property
    def _entry(self) -> AccountEntry | None:
        """The account under the cursor, where accounts are shown."""
        return None if self.lists.shows_users else self._owner.state.entry(self.lists.shown.table.selected)

    @property
    def link(self) -> ConsoleLink | NoConsole:
        """Where the console shows the account or user under the cursor."""
        source, row, entry = self._owner.state.account, self.lists.row, self._entry
        if source is None:
            return NoConsole("bks is not connected to AWS yet")
        if row:
            return ConsolePlace(source.partition, row.account_id).user(row.name)
        if entry and entry.member.account_id:
            return ConsolePlace(source.partition, source.account_id).member(entry.member.account_id)
        return NoConsole("no account is selected")

    @property
    def listing(self) -> Listing | None:
        """The list as it is shown."""
        # Imported here: it brings every format with it, which the first paint need not wait for.
        from bks_tui.tui.accounts.listing import account_listing, all_users_listing

        owner = self._owner
        if self.lists.shows_users:
            marked = self.lists.selection(owner.state).marked
            return all_users_listing(owner.state, owner.users_view, marked, self._clock())
        return account_listing(owner.state, owner.account_view, self._clock())

    @property
    def cannot_leave(self) -> dict[Need, str]:
        """Why nothing can be copied, opened or saved."""
        link, missing = self.link, dict[Need, str]()
        if self.lists.row is None and self._entry is None:
            missing[Need.SELECTION] = "no account or user is selected"
        if isinstance(link, NoConsole):
            missing[Need.CONSOLE] = link.reason
        if self._owner.state.header is None:
            missing[Need.EXPORTABLE] = "there is no stored scan of the accounts"
        return missing

    def action_console(self) -> None:
        """Open the AWS console at the account or user, or copy the link."""
        link, source, row = self.link, self._owner.state.account, self.lists.row
        if isinstance(link, ConsoleLink) and source:
            seen_from = account_of(source, row.account_id, self._owner.role_of(row.account_id)) if row else source
            self.post_message(LinkRequested(shown_link(link, seen_from)))

    def action_export_shown(self) -> None:
        """Save the list as it is shown."""
        if listing := self.listing:
            self._owner.save_listing(listing)

    def action_copy(self) -> None:
        """Choose a field of the account or user, or of the marked users, and copy it."""
        owner, row, entry = self._owner, self.lists.row, self._entry
        selection = self.lists.selection(owner.state)
        if selection.marked:
            copy_field(self.app, selection.title, marked_row_fields(selection.marked))
        elif row and owner.state.header:
            work = partial(read_stored_user, owner.state.header, row)
            owner.host.start_job("stored user", work, partial(self._copy_user, row), self._not_read)
        elif entry:
            copy_field(self.app, f"account {entry.member.name}", account_documents(entry, owner.state.account))

    def _copy_user(self, row: UserRow, stored: StoredUser) -> None:
        fields, source = stored.fields or {}, self._owner.state.account
        known = (("user name", row.name), ("ARN", fields.get("arn")), ("user id", fields.get("user_id")))
        named = [CopyField(label, text) for label, text in known if isinstance(text, str)]
        named += [CopyField("account name", row.account_name)] if row.account_name else []
        if source:
            account = account_of(source, row.account_id, self._owner.role_of(row.account_id))
            named += stored_user_documents(row.name, account, stored.fields)
        copy_field(self.app, row.name, named)

    def _not_read(self, error: BksError) -> None:
        self.notify(f"Not copied: {error} {error.remedy}", severity="error")
