"""Prevention: the policies that stop the next key, where each holds in the organization, attached and taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer

from bks_tui.core.account import Account
from bks_tui.core.findings import ScanResult
from bks_tui.core.operation import Operation
from bks_tui.core.organization import Organization
from bks_tui.core.requests import PolicyRequest
from bks_tui.core.scps import ServiceControlPolicy, find_policy
from bks_tui.tui.actions import READ_ONLY_REASON, Scope, bindings
from bks_tui.tui.messages import CopyRequested, OrganizationRead, OrganizationUnread
from bks_tui.tui.presenters.bars import identity_lines
from bks_tui.tui.presenters.copying import Field
from bks_tui.tui.presenters.prevention import ROWS, creation_command, policy_cells, policy_sections, target_options
from bks_tui.tui.respond_worker import request, run_organization
from bks_tui.tui.screens.carrying_out import CarryingOutScreen
from bks_tui.tui.screens.dialog import ChoiceScreen
from bks_tui.tui.widgets.identity_bar import IdentityBar
from bks_tui.tui.widgets.text_pane import TextPane
from bks_tui.tui.widgets.virtual_table import Column, VirtualTable

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

_COLUMNS = (
    Column("Policy", 28, flexible=True),
    Column("Holds in", 16),
    Column("Would have stopped", 18, rank=1),
)


class PreventionScreen(CarryingOutScreen):
    """The policies above, all about the one under the cursor below."""

    BINDINGS = bindings(Scope.PREVENTION)

    def __init__(
        self, session: AwsSession, result: ScanResult, *, read_only: bool, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(read_only=read_only, clock=clock)
        self._session = session
        self._account: Account = result.account
        self._found = result.findings
        self._organization: Organization | None = None
        self._problem = "The organization is being read …"

    def compose(self) -> ComposeResult:
        """The identity, the policies, what is to be said of one, and the keys."""
        yield IdentityBar(id="identity")
        yield VirtualTable(_COLUMNS, id="policies", classes="pane")
        yield TextPane(id="policy", classes="pane")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the policies at once, and read the organization."""
        account = self._account
        self.query_one(IdentityBar).lines = identity_lines(
            account,
            demo=account.demo,
            profile=account.profile,
            region=account.region,
            read_only=self._read_only,
            data_age="",
        )
        self.query_one("#policies").border_title = Content(" Prevention ")
        self._show()
        self.query_one(VirtualTable).focus()
        self.action_read_again()

    @property
    def _policy(self) -> ServiceControlPolicy:
        return find_policy(self.query_one(VirtualTable).selected or ROWS[0])

    def _show(self) -> None:
        rows = [policy_cells(find_policy(name), self._organization, self._found) for name in ROWS]
        self.query_one(VirtualTable).show(ROWS, lambda row: rows[row])
        self._show_policy()

    @on(VirtualTable.CursorMoved)
    def _show_policy(self) -> None:
        pane = self.query_one("#policy", TextPane)
        pane.border_title = Content(f" {self._policy.name} ")
        pane.show(policy_sections(self._policy, self._organization, self._problem, self._found))

    def action_read_again(self) -> None:
        """Read the organization."""
        self._run(partial(run_organization, self._session, self.post_message))

    @on(OrganizationRead)
    def _read(self, message: OrganizationRead) -> None:
        self._organization = message.organization
        self._show()
        for gap in message.organization.gaps:
            self.notify(f"Not read: {gap}", severity="warning")

    @on(OrganizationUnread)
    def _unread(self, message: OrganizationUnread) -> None:
        self._organization = None
        self._problem = f"{message.error}. {message.error.remedy}".strip()
        self._show()

    def action_attach(self) -> None:
        """Choose where, then show what attaching the policy there does."""
        organization = self._organization
        if organization is None:
            self.notify(f"Attach: {self._problem}", severity="warning")
            return
        holders = set(organization.holders(self._policy)) | {organization.management_account_id}
        self._choose(
            "Attach it where?",
            organization,
            [target.target_id for target in organization.targets if target.target_id not in holders],
            remove=False,
        )

    def action_take_off(self) -> None:
        """Choose from where, then show what taking the policy off does."""
        organization = self._organization
        holders = organization.holders(self._policy) if organization else ()
        if organization is None or not holders:
            self.notify("Take off: this policy is attached nowhere that is known", severity="warning")
            return
        self._choose("Take it off where?", organization, holders, remove=True)

    def _choose(self, title: str, organization: Organization, ids: Sequence[str], *, remove: bool) -> None:
        if self._read_only:
            self.notify(READ_ONLY_REASON, severity="warning")
            return
        policy = self._policy

        def answered(target_id: str | None) -> None:
            if target_id:
                self.find_out(self._session, request(PolicyRequest(policy.name, target_id, remove)))

        self.app.push_screen(ChoiceScreen(title, target_options(organization, ids)), answered)

    def action_copy_command(self) -> None:
        """Copy the command of the AWS CLI that makes the policy."""
        command = creation_command(self._policy, self._account)
        if command:
            self.post_message(CopyRequested(Field("AWS CLI command", command)))

    def response_ended(self, operation: Operation) -> None:
        """What is on the screen is old news now."""
        self.action_read_again()

    def action_end(self) -> None:
        """Back to the users."""
        self.dismiss()
