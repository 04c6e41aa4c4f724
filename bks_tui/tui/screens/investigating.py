"""One key or user looked into: what was pasted is decoded, and CloudTrail's events are read.

A layer of the triage screen, above scanning, whose findings tell whose a key is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from bks_tui.core.account import SessionChoice
from bks_tui.core.decoded import DecodedKey, MalformedKey
from bks_tui.core.ownership import Ownership, containment_command, find_owner
from bks_tui.core.target import Target, target_of_key, target_of_user
from bks_tui.core.text import clean
from bks_tui.core.timeline import LONGEST_DAYS, TimelineOptions
from bks_tui.demo.sample_key import sample_key
from bks_tui.tui.messages import ReportFailed, ReportSaved, TimelineStopped, TimelineUpdated
from bks_tui.tui.presenters.decoded import card_sections
from bks_tui.tui.presenters.timeline import event_sections
from bks_tui.tui.report_worker import run_report
from bks_tui.tui.screens.choices import report_options
from bks_tui.tui.screens.dialog import ChoiceScreen, TextScreen
from bks_tui.tui.screens.scanning import ScanningScreen
from bks_tui.tui.start import Start
from bks_tui.tui.timeline_state import TimelineState
from bks_tui.tui.timeline_worker import TimelineJob, run_timeline
from bks_tui.tui.user_view import UserView
from bks_tui.tui.widgets.decoder_pane import DecoderPane
from bks_tui.tui.widgets.timeline_pane import TimelinePane

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession

# How far back a timeline looks, in days, each time a person asks for older events.
_PERIODS = (7, 30, LONGEST_DAYS)


class InvestigatingScreen(ScanningScreen):
    """The decoder and the timeline."""

    def __init__(self, start: Start) -> None:
        super().__init__(start)
        self._timeline = TimelineState()
        self._timeline_job: TimelineJob | None = None
        self._report_job: TimelineJob | None = None
        self._timeline_stale = True

    def _repaint(self) -> None:
        super()._repaint()
        self._show_card(keep_place=True)

    def scan(self, choice: SessionChoice) -> None:
        """Ask AWS anew; what was read of another profile or Region is not shown beside it."""
        if choice != self._state.choice:
            self._cancel_timeline()
            # One number on, so that what still arrives of the old one is thrown away.
            self._timeline = TimelineState(number=self._timeline.number + 1)
            self._timeline_stale = True
        self.panes.decoder.offer(sample_key() if choice.demo else None)
        super().scan(choice)

    @property
    def _result(self) -> DecodedKey | MalformedKey | None:
        """The result under the cursor of the decoder; a key of this account is of its partition."""
        result, account = self.panes.decoder.selected, self._state.account
        if isinstance(result, DecodedKey) and account and result.account_id == account.account_id:
            return replace(result, partition=account.partition)
        return result

    @property
    def _decoded(self) -> DecodedKey | MalformedKey | None:
        """The result in the decoder, while a person is there."""
        return self._result if self.panes.focused_pane == "decoder" else None

    def decode(self, text: str) -> None:
        """Decode a paste, in the decoder's pane."""
        self.panes.go("decoder")
        self.panes.decoder.decode(text)

    def _owner(self, key: DecodedKey) -> Ownership:
        account = self._state.account
        return find_owner(key, account.account_id if account else None, self._state.findings)

    @on(DecoderPane.Selected)
    def _result_selected(self) -> None:
        self._show_card(keep_place=False)
        self._actions_changed()

    def _show_card(self, *, keep_place: bool) -> None:
        result = self._result
        if result:
            owner = self._owner(result) if isinstance(result, DecodedKey) else None
            card = card_sections(result, owner, self._clock(), self._containment(result), self._keymap)
            self.panes.decoder.show_card(card, keep_place=keep_place)

    def _containment(self, result: DecodedKey | MalformedKey) -> str | None:
        """The command that contains exactly this key, where it is one of this account."""
        account = self._state.account
        if account is None or isinstance(result, MalformedKey):
            return None
        return containment_command(self._owner(result), account)

    @on(DecoderPane.OwnerWanted)
    def _wanted(self) -> None:
        self.action_show_owner()

    def action_show_owner(self) -> None:
        """Go to the user of the decoded key."""
        if self._decoded_owner:
            self.panes.users.close_filter(clear=True)
            self._change_view(UserView(sort=self._view.sort))
            self.panes.users.table.select(self._decoded_owner)
            self.panes.go("detail")

    @property
    def _decoded_owner(self) -> str | None:
        result = self._result
        return self._owner(result).user_name if isinstance(result, DecodedKey) else None

    def action_dismiss_decoded(self) -> None:
        """Dismiss what was decoded."""
        self.panes.decoder.clear()

    @property
    def _timeline_target(self) -> Target | None:
        """Whom `t` and `m` are about: in the decoder the key, in the timeline whose it is, else the user."""
        account = self._state.account
        if account is None:
            return None
        if self.panes.focused_pane == "timeline" and self._timeline.target:
            return self._timeline.target
        if isinstance(self._decoded, DecodedKey):
            told = self._decoded.alias or self._decoded.access_key_id
            return target_of_key(self._decoded) if told and not self._owner(self._decoded).elsewhere else None
        return target_of_user(self._selected.user.name, account.account_id) if self._selected else None

    def action_show_timeline(self) -> None:
        """Read the events of the user, or of the decoded key."""
        target = self._timeline_target
        if target:
            # The same again goes back as far as it did.
            same = target == self._timeline.target
            self._read_timeline(target, self._timeline.options if same else TimelineOptions())
        self.panes.go("timeline")

    def _read_timeline(self, target: Target, options: TimelineOptions) -> None:
        if self._session is None:
            return
        self._cancel_timeline()
        self._timeline_job = TimelineJob(self._timeline.begin(target, options), target, options)
        work = partial(run_timeline, self._timeline_job, self._session, self._clock, self.post_message)
        self.run_worker(work, thread=True, group="timeline", exit_on_error=False)
        self._timeline_stale = True

    def _cancel_timeline(self) -> None:
        if self._timeline_job:
            self._timeline_job.cancelled.set()

    def action_save_report(self) -> None:
        """Ask for a format, then read everything about the user or the decoded key and write it down."""
        target, session = self._timeline_target, self._session
        if target is None or session is None:
            return

        def chosen(form: str | None) -> None:
            if form:
                self._save_report(target, form, session)

        self.app.push_screen(ChoiceScreen(f"Save a report on {clean(target.text, 40)}", report_options()), chosen)

    def _save_report(self, target: Target, form: str, session: AwsSession) -> None:
        self._cancel_report()
        self._report_job = TimelineJob(0, target, TimelineOptions(days=max(7, self._timeline.options.days)))
        work = partial(run_report, self._report_job, form, session, self._clock, self.post_message)
        self.run_worker(work, thread=True, group="report", exit_on_error=False)
        self.notify(f"Reading for the report on {target.text} …")

    def _cancel_report(self) -> None:
        if self._report_job:
            self._report_job.cancelled.set()

    @on(ReportSaved)
    def _report_saved(self, message: ReportSaved) -> None:
        gaps = "" if message.complete else "\nIt is incomplete and says why."
        self.notify(f"Report saved: {message.path}{gaps}", timeout=15)

    @on(ReportFailed)
    def _report_failed(self, message: ReportFailed) -> None:
        self.notify(f"Report not saved: {message.error} {message.error.remedy}", severity="error", timeout=15)

    @on(TimelineUpdated)
    def _timeline_learned(self, message: TimelineUpdated) -> None:
        if message.timeline == self._timeline.number and self._timeline.running:
            self._timeline.learn(message.update)
            self._timeline_changed()

    @on(TimelineStopped)
    def _timeline_stopped(self, message: TimelineStopped) -> None:
        if message.timeline == self._timeline.number:
            self._timeline.stop(message.error)
            self._timeline_changed()

    def _timeline_changed(self) -> None:
        """Show it at the next repaint, and the end of it at once."""
        self._timeline_stale = True
        if not self._timeline.running:
            self._show_timeline()

    def _repaint_if_stale(self) -> None:
        super()._repaint_if_stale()
        if self._timeline_stale:
            self._show_timeline()

    def _show_timeline(self) -> None:
        self._timeline_stale = False
        self.panes.timeline.show(self._timeline)
        self._actions_changed()

    @on(TimelinePane.OlderRequested)
    def _look_further_back(self) -> None:
        longer = next((days for days in _PERIODS if days > self._timeline.options.days), None)
        if self._timeline.target is None:
            self.notify(
                f"Timeline: {self._keymap.shown('show_timeline')} reads the events of a user first", severity="warning"
            )
        elif longer is None:
            self.notify(f"CloudTrail keeps {LONGEST_DAYS} days; Athena reads the log files of a trail.")
        else:
            self._read_timeline(self._timeline.target, TimelineOptions(days=longer))

    @on(TimelinePane.NarrowRequested)
    def _narrow(self, message: TimelinePane.NarrowRequested) -> None:
        def chosen(answer: str | None) -> None:
            if answer:
                self.panes.timeline.narrow(answer)

        self.app.push_screen(ChoiceScreen("Which events?", message.options), chosen)

    @on(TimelinePane.EventOpened)
    def _open_event(self, message: TimelinePane.EventOpened) -> None:
        signals = self._timeline.signals.get(message.event.event_id, ())
        self.app.push_screen(TextScreen("Event", event_sections(message.event, signals)))

    def on_unmount(self) -> None:
        """Stop the workers: quitting waits for their threads."""
        self._cancel_timeline()
        self._cancel_report()
