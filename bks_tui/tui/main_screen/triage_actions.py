"""What the keys of the triage screen do: a method for each action, which calls the controllers."""

from __future__ import annotations

from bks_tui.core.account.console import ConsoleLink
from bks_tui.core.scan.filter_fields import USER_FIELDS
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS
from bks_tui.tui.calls.orders import CALL_ORDERS
from bks_tui.tui.conditional_screen import ConditionalScreen
from bks_tui.tui.console.links import shown_link
from bks_tui.tui.context import Start
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.order_picker import ask_order
from bks_tui.tui.main_screen.copying import copy_field
from bks_tui.tui.main_screen.divider import STEP
from bks_tui.tui.main_screen.help import help_sections
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.main_screen.subject_actions import to_contain, to_delete, to_each, to_release, to_revoke
from bks_tui.tui.main_screen.subjects import PaneSubject
from bks_tui.tui.main_screen.triage import Triage
from bks_tui.tui.messages import LinkRequested
from bks_tui.tui.response.intents import BatchAction
from bks_tui.tui.scan.view import USER_ORDERS


class TriageActions(ConditionalScreen[None]):
    """The actions of the triage screen."""

    _start: Start
    _triage: Triage
    panes: Panes

    @property
    def _subject(self) -> PaneSubject:
        """What every action refers to."""
        return self._triage.focus.subject

    def _go(self, pane: str) -> None:
        """Go to a pane, out of an event that is shown in full."""
        self._triage.timeline.close_event()
        self.panes.go(pane)

    def action_filter(self) -> None:
        """Filter the users as a person types."""
        self.panes.users.open_filter()

    def action_filter_status(self) -> None:
        """Only one status, and the next."""
        self._triage.scans.filter_next_status()

    def action_sort(self) -> None:
        """The next order."""
        self._triage.scans.sort_next()

    def action_sort_column(self) -> None:
        """Choose the column by which the focused list is sorted."""
        scans, timeline, calls = self._triage.scans, self.panes.timeline, self._triage.calls
        match self.panes.focused_pane:
            case "users":
                ask_order(self.app, USER_ORDERS.options(scans.order), scans.order, scans.sort_by)
            case "timeline":
                ask_order(self.app, timeline.order_options, timeline.order_by, timeline.sort_by)
            case "calls":
                ask_order(self.app, CALL_ORDERS.options(calls.order), calls.order, calls.sort_by)

    def action_zoom(self) -> None:
        """Give the focused pane the room of all, or not any more."""
        self.panes.toggle_zoom()

    def action_shrink_list(self) -> None:
        """Move the divider towards the users."""
        self._move_divider(-STEP)

    def action_grow_list(self) -> None:
        """Move the divider away from the users."""
        self._move_divider(STEP)

    def _move_divider(self, cells: int) -> None:
        if not self.panes.move_divider(cells):
            self.notify("There is no divider: only one pane is shown.", severity="warning")

    def action_rescan(self) -> None:
        """Read from AWS again: in the timeline its events, else the users."""
        if self._triage.focus.has_timeline:
            self.action_show_timeline()
        else:
            self._triage.rescan()

    def action_choose_account(self) -> None:
        """Another profile, or the demo account."""
        self._triage.account.choose()

    def action_accounts(self) -> None:
        """The accounts of the organization."""
        self._triage.accounts.show()

    def action_open_account(self) -> None:
        """The account of the decoded key."""
        if account_id := self._subject.other_account_id:
            self._triage.open_account(account_id)

    def action_choose_region(self) -> None:
        """Another Region."""
        self._triage.account.choose_region()

    def action_show_owner(self) -> None:
        """Go to the user that the pane is about."""
        if name := self._subject.user_name:
            self._triage.scans.select(name)
            self._go("detail")

    def action_dismiss_decoded(self) -> None:
        """Dismiss what was decoded."""
        self._triage.decoder.dismiss()

    def action_show_timeline(self) -> None:
        """Read the events of the user, key or actor that the pane is about."""
        subject = self._subject
        timeline = self._triage.timeline
        if subject.target and timeline.opened_event:
            timeline.follow(subject.target, subject.key)
        elif subject.target:
            timeline.read(subject.target, subject.key)
        self._go("timeline")

    def action_save_report(self) -> None:
        """Save a report on the user, key or actor."""
        subject, days = self._subject, self._triage.timeline.state.options.days
        if subject.marked:
            self._triage.report.ask_each([each.user.name for each in subject.marked], days)
        else:
            self._triage.report.ask(subject.target, days)

    def action_contain(self) -> None:
        """Contain the user, the decoded key, or its signer; or the marked users."""
        if not self._respond_to_each(BatchAction.CONTAIN):
            self._triage.response.ask(to_contain(self._subject))

    def action_revoke(self) -> None:
        """Contain, then delete the API keys."""
        if not self._respond_to_each(BatchAction.REVOKE):
            self._triage.response.ask(to_revoke(self._subject))

    def action_release(self) -> None:
        """Undo the containment by bks."""
        self._triage.response.ask(to_release(self._subject))

    def action_delete(self) -> None:
        """Delete the orphaned phantom user, or the marked ones."""
        if not self._respond_to_each(BatchAction.DELETE):
            self._triage.response.ask(to_delete(self._subject, self._start.minimum_age_hours))

    def _respond_to_each(self, action: BatchAction) -> bool:
        """Show the plans for the marked users; False if the subject is not the marked users."""
        subject, triage = self._subject, self._triage
        if not subject.marked:
            return False
        triage.response.ask_each(
            action, to_each(subject, action, triage.runner.mode(subject)), triage.scans.unmark_users
        )
        return True

    def action_prevent(self) -> None:
        """Go to the policies that prevent new keys."""
        self._triage.response.prevent()

    def action_journal(self) -> None:
        """Go to the journal."""
        self._triage.journal.show()

    def action_clean_up(self) -> None:
        """Review the orphans one by one; with marks, only the marked ones."""
        scans = self._triage.scans
        self._triage.response.clean_up(scans.orphans, only_marked=bool(scans.marked))

    def action_copy(self) -> None:
        """Choose a field of what the focused pane is about, and copy it."""
        copy_field(self.app, self._triage.focus.title, self._triage.focus.fields)

    def action_console(self) -> None:
        """Open the AWS console at the subject, or copy the link."""
        link = self._triage.focus.link_of(self._subject)
        if isinstance(link, ConsoleLink):
            self.post_message(LinkRequested(shown_link(link, self._triage.scans.state.account)))

    def action_export_shown(self) -> None:
        """Save the list or timeline as it is shown."""
        if listing := self._triage.focus.listing:
            self._triage.save_listing(listing)

    def action_show_warnings(self) -> None:
        """What could not be read."""
        self.app.push_screen(TextScreen("What could not be read", self._triage.focus.gaps))

    def action_help(self) -> None:
        """All keys, those of the focused pane first, with the reason for each that is disabled."""
        from bks_tui.core.filter.help import filter_sections

        situation, keymap, pane = self._triage.runner.situation, self._start.keymap, self.panes.focused_pane
        keys = help_sections(situation, keymap, pane=pane)
        self.app.push_screen(TextScreen("Help", (*keys, *filter_sections(USER_FIELDS, EVENT_FIELDS))))

    def action_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.panes.go(pane)

    def action_next_pane(self) -> None:
        """To the next pane."""
        self.panes.step(1)

    def action_previous_pane(self) -> None:
        """To the pane before."""
        self.panes.step(-1)

    def action_back(self) -> None:
        """One step back: out of an input, marks, a scan, a pane, a filtered list, and an account behind a role."""
        scans = self._triage.scans
        steps = (self.panes.leave_input, self._unmark, self._triage.stop, self.panes.back, scans.unfilter)
        if not any(step() for step in steps):
            self._triage.leave_account()

    def _unmark(self) -> bool:
        """Unmark all users, in their list; elsewhere the marks stay."""
        return self.panes.focused_pane == "users" and self._triage.scans.unmark()

    def action_quit(self) -> None:
        """Quit; ask first while a report is written."""
        self._triage.report.before_quitting(self._quit)

    def _quit(self) -> None:
        self._triage.scans.stop()
        self.app.exit()
