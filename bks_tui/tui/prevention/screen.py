"""Prevention: the policies that prevent new keys, where each applies, and how to attach or detach them.

It writes nothing itself: each change goes through the response screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen

from bks_tui.core.account.console import ConsoleLink, NoConsole
from bks_tui.core.errors import BksError
from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.prevention.coverage import Organization
from bks_tui.core.prevention.policies import ServiceControlPolicy, find_policy
from bks_tui.core.response.requests import PolicyRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.tui.action import READ_ONLY_REASON, Scope, Situation
from bks_tui.tui.actions import bindings
from bks_tui.tui.console.links import shown_link
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.kit.identity_bar import IdentityBar, IdentityLines
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.main_screen.short_name import short_name
from bks_tui.tui.messages import CopyRequested, LinkRequested
from bks_tui.tui.prevention.presenter import (
    ROWS,
    creation_command,
    key_use,
    policy_cells,
    policy_link,
    policy_sections,
    target_cells,
    target_options,
)
from bks_tui.tui.response.screen import ResponseScreen
from bks_tui.tui.response.worker import AppResponder, read_key_use, read_organization
from bks_tui.tui.shared_actions import SharedActions

_COLUMNS = (
    Column("Policy", 28, flexible=True),
    Column("Applies to", 16),
    Column("Would have blocked", 18, rank=1),
)

_TREE_COLUMNS = (
    Column("Target", 28, flexible=True),
    Column("Policy", 20, flexible=True),
    Column("Id", 17, rank=1),
)

# The footer has room for this much of a policy's name beside each key, at 80 columns.
_POLICY_NAME_WIDTH = 16
_SCOPES = (Scope.PREVENTION, Scope.TABLE, Scope.TEXT)


class PreventionScreen(ModalScreen[None], JobOwner, SharedActions):
    """The policies above, the selected one in full below.

    `found` is the result of the last scan; `respond` makes the screen that shows a plan, asks, and carries it out.
    """

    BINDINGS = bindings(Scope.PREVENTION)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short")]

    def __init__(
        self,
        responder: AppResponder,
        identity: IdentityLines,
        found: Sequence[Finding],
        respond: Callable[[PolicyRequest], ResponseScreen],
        keymap: Keymap,
    ) -> None:
        super().__init__()
        self._responder = responder
        self._identity = identity
        self._found = found
        self._respond = respond
        self._keymap = keymap
        self._organization: Organization | None = None
        self._problem = "Reading the organization …"
        self._hunt: Hunt | None = None
        self._hunt_problem = "Reading CloudTrail's event history …"

    def compose(self) -> ComposeResult:
        """The identity, the policies, the tree of targets, the selected policy in full, and the keys."""
        yield IdentityBar.showing(self._identity)
        with Container(id="above"):
            yield VirtualTable(_COLUMNS, id="policies", classes="pane")
            yield VirtualTable(_TREE_COLUMNS, id="targets", classes="pane")
        yield TextPane(id="policy", classes="pane")
        yield QuietFooter()

    def on_mount(self) -> None:
        """Show the policies at once, and read the organization."""
        self.query_one("#policies").border_title = Content(" Prevention ")
        self._show()
        self._policies.focus()
        self.action_read_again()

    @property
    def _policies(self) -> VirtualTable:
        return self.query_one("#policies", VirtualTable)

    @property
    def _targets(self) -> VirtualTable:
        return self.query_one("#targets", VirtualTable)

    @property
    def _policy(self) -> ServiceControlPolicy:
        return find_policy(self._policies.selected or ROWS[0])

    def _show(self) -> None:
        rows = [policy_cells(find_policy(name), self._organization, self._found) for name in ROWS]
        self._policies.show(ROWS, lambda row: rows[row])
        self._show_policy()

    @on(VirtualTable.CursorMoved, "#policies")
    def _show_policy(self) -> None:
        self._draw(keep_place=False)

    def _draw(self, *, keep_place: bool) -> None:
        pane = self.query_one("#policy", TextPane)
        pane.border_title = Content(f" {self._policy.name} ")
        self.query_one(QuietFooter).subject = short_name(self._policy.name, ROWS, _POLICY_NAME_WIDTH)
        self._show_targets()
        use = key_use(self._policy, self._hunt, self._hunt_problem, self._organization)
        pane.show(
            policy_sections(self._policy, self._organization, self._problem, self._found, use), keep_place=keep_place
        )

    def _show_targets(self) -> None:
        organization, policy = self._organization, self._policy
        self._targets.border_title = Content(f" Where {policy.name} applies ")
        if organization is None:
            self._targets.show((), lambda _row: ())
            return
        targets, coverage = organization.targets, organization.coverage(policy)
        self._targets.show(
            [target.target_id for target in targets],
            lambda row: target_cells(organization, policy, targets[row], coverage[targets[row].target_id]),
        )

    def action_read_again(self) -> None:
        """Read the organization, and who used API keys."""
        self.start_job("organization", partial(read_organization, self._responder), self._read, self._unread)
        self.start_job("use", partial(read_key_use, self._responder), self._use_read, self._use_unread)

    def _read(self, organization: Organization) -> None:
        self._organization = organization
        self._show()
        for gap in organization.gaps:
            self.notify(f"Could not be read: {gap}", severity="warning")

    def _unread(self, error: BksError) -> None:
        self._organization = None
        self._problem = f"{error}. {error.remedy}".strip()
        self._show()

    def _use_read(self, hunt: Hunt) -> None:
        self._hunt = hunt
        self._draw(keep_place=True)

    def _use_unread(self, error: BksError) -> None:
        self._hunt_problem = f"It could not be read: {error}. {error.remedy}".strip()
        self._draw(keep_place=True)

    def action_attach(self) -> None:
        """Choose a target, then show the plan to attach the policy to it."""
        organization = self._organization
        if organization is None:
            self.notify(f"Attach: {self._problem}", severity="warning")
            return
        excluded = {*organization.attached_target_ids(self._policy), organization.management_account_id}
        ids = [target.target_id for target in organization.targets if target.target_id not in excluded]
        self._choose("Attach", organization, ids, remove=False)

    def action_take_off(self) -> None:
        """Choose a target, then show the plan to detach the policy from it."""
        organization = self._organization
        holders = organization.attached_target_ids(self._policy) if organization else ()
        if organization is None or not holders:
            self.notify("Detach: bks knows no target that this policy is attached to", severity="warning")
        else:
            self._choose("Detach", organization, holders, remove=True)

    def _choose(self, verb: str, organization: Organization, ids: Sequence[str], *, remove: bool) -> None:
        """Show the plan for the target under the cursor of the tree, or for one that is chosen if policies have it."""
        if self._responder.read_only:
            self.notify(READ_ONLY_REASON, severity="warning")
            return
        policy = self._policy

        def answered(target_id: str | None) -> None:
            if target_id:
                request = PolicyRequest(policy.name, target_id, remove)
                self.app.push_screen(self._respond(request), lambda _: self.action_read_again())

        here = self._targets.selected if self._targets.has_focus else None
        if here is None:
            self.app.push_screen(PickerScreen(f"{verb} where?", target_options(organization, ids)), answered)
        elif here in ids:
            answered(here)
        else:
            why = organization.coverage(policy)[here] or "not attached there"
            self.notify(f"{verb}: {why}", severity="warning")

    def action_console(self) -> None:
        """Open the AWS console at the policy in the organization, or copy the link."""
        found = self._organization.same(self._policy) if self._organization else None
        account = self._responder.account
        link = policy_link(found, account) if account else NoConsole("bks is not connected to AWS yet")
        if account and isinstance(link, ConsoleLink):
            self.post_message(LinkRequested(shown_link(link, account)))
        elif isinstance(link, NoConsole):
            self.notify(f"Console: {link.reason}", severity="warning")

    def action_copy_command(self) -> None:
        """Copy the AWS CLI command that creates the policy."""
        command = creation_command(self._policy, self._responder.account)
        if command:
            self.post_message(CopyRequested(CopyField("AWS CLI command", command)))

    def action_help(self) -> None:
        """All keys of this screen."""
        situation = Situation(self._responder.read_only, {})
        self.app.push_screen(TextScreen("Help", help_sections(situation, self._keymap, _SCOPES)))

    def action_end(self) -> None:
        """Back to the users."""
        self.dismiss()
