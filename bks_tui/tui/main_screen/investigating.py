"""Investigating one key or user: decode a paste, and read CloudTrail events.

A layer of the triage screen above scanning, whose findings give the owner of a key.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on

from bks_tui.core.account.account import ApiCall, SessionChoice
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.keys.decoded_key import DecodedKey, MalformedKey
from bks_tui.core.scan.ownership import Deletion, Ownership, containment_command, find_owner
from bks_tui.core.timeline.timeline import LONGEST_DAYS, TimelineOptions, TimelineUpdate
from bks_tui.demo.story.sample_key import sample_key
from bks_tui.tui.context import Start
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.keys.presenter import card_sections
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.main_screen.scanning import ScanningScreen
from bks_tui.tui.main_screen.subjects import PaneSubject, Sight, subject_of
from bks_tui.tui.scan.view import UserView
from bks_tui.tui.timeline.event_screen import EventScreen
from bks_tui.tui.timeline.pane import TimelinePane
from bks_tui.tui.timeline.state import TimelineState
from bks_tui.tui.timeline.worker import read_timeline

# How far back a timeline looks, in days, each time a person asks for older events.
_PERIODS = (7, 30, LONGEST_DAYS)


class InvestigatingScreen(ScanningScreen):
    """The decoder and the timeline."""

    def __init__(self, start: Start) -> None:
        super().__init__(start)
        self._timeline = TimelineState()
        self._timeline_stale = True
        self._deletions: tuple[Deletion, ...] = ()
        self._followed: str | None = None

    def _repaint(self) -> None:
        super()._repaint()
        self._show_card(keep_place=True)
        self._follow_owner()
        self._name_subjects("decoder", "calls")

    def _show_selected(self, *, keep_place: bool) -> None:
        super()._show_selected(keep_place=keep_place)
        self._name_subjects("users", "detail")

    @on(VirtualTable.CursorMoved, "#calls")
    def _call_selected(self) -> None:
        self._name_subjects("calls")

    def _name_subjects(self, *panes: str) -> None:
        """Say in the titles of panes, and at the keys, what they are about now."""
        for pane in panes:
            self.panes.name_subject(pane, self._subject_of(pane).title)
        self._actions_changed()

    def scan(self, choice: SessionChoice) -> None:
        """Scan again; drop what was read with another profile or Region."""
        if choice != self._state.choice:
            self.drop_job("timeline")
            self._timeline = TimelineState()
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
    def _event(self) -> Event | None:
        """The event that is shown in full, if one is."""
        return next((screen.event for screen in self.app.screen_stack if isinstance(screen, EventScreen)), None)

    @property
    def _call(self) -> ApiCall | None:
        row = self.panes.calls.selected
        return self._calls[int(row)] if row is not None else None

    @property
    def _subject(self) -> PaneSubject:
        """What every action refers to: the subject of the event that is shown in full, else of the focused pane."""
        return self._subject_of("event" if self._event else self.panes.focused_pane)

    def _subject_of(self, pane: str) -> PaneSubject:
        sight = Sight(
            self._state.account,
            self._state.by_name,
            self._owner,
            self._clock(),
            selected=self._selected,
            decoded=self._result,
            target=self._timeline.target,
            target_key=self._timeline.key,
            event=self._event,
            call=self._call,
        )
        return subject_of(pane, sight)

    def decode(self, text: str, *, typing: bool = False) -> None:
        """Decode a paste, in the decoder's pane; the focus stays in its input only for a person who types there."""
        self._followed = None
        if not typing:
            self.panes.read_decoder()
        self.panes.decoder.decode(text)

    def _owner(self, key: DecodedKey) -> Ownership:
        account = self._state.account
        return find_owner(key, account.account_id if account else None, self._state.findings, self._deletions)

    @on(DecoderPane.Selected)
    def _result_selected(self) -> None:
        self._show_card(keep_place=False)
        self._follow_owner()
        self._name_subjects("decoder")

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

    def _follow_owner(self) -> None:
        """Put the cursor of the list on the owner of the decoded key, while a person is in the decoder."""
        owner = self._subject_of("decoder").user_name
        is_new, self._followed = owner != self._followed, owner
        if owner and is_new and self.panes.focused_pane == "decoder":
            self._select_user(owner)

    def _select_user(self, name: str) -> None:
        """Put the cursor of the list on a user, and show all users where the filter hides it."""
        table = self.panes.users.table
        if not table.select(name):
            self.panes.users.clear_filter()
            self._change_view(UserView(sort=self._view.sort))
            table.select(name)

    @on(DecoderPane.OwnerWanted)
    def _wanted(self) -> None:
        self.action_show_owner()

    def action_show_owner(self) -> None:
        """Go to the user that the pane is about."""
        name = self._subject.user_name
        if name:
            self._select_user(name)
            self._go("detail")

    def _go(self, pane: str) -> None:
        """Go to a pane, out of an event that is shown in full."""
        while isinstance(self.app.screen, EventScreen):
            self.app.pop_screen()
        self.panes.go(pane)

    def action_dismiss_decoded(self) -> None:
        """Dismiss what was decoded."""
        self.panes.decoder.clear()

    def action_show_timeline(self) -> None:
        """Read the events of the user, key or actor that the pane is about."""
        subject = self._subject
        if subject.target:
            # A repeated read covers the same period.
            same = subject.target == self._timeline.target
            options = self._timeline.options if same else TimelineOptions()
            self._read_timeline(subject.target, options, subject.key)
        self._go("timeline")

    def _read_timeline(self, target: Target, options: TimelineOptions, key: DecodedKey | None) -> None:
        if self._session is None:
            return
        self._timeline.begin(target, options, key)
        work = partial(read_timeline, self._session, target, options, self._clock)
        self.start_job("timeline", work, self._timeline_updated, self._timeline_failed)
        self._timeline_stale = True

    def _timeline_updated(self, update: TimelineUpdate) -> None:
        self._timeline.learn(update)
        self._timeline_changed()

    def _timeline_failed(self, error: BksError) -> None:
        self._timeline.stop(error)
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
                f"Timeline: {self._keymap.shown('show_timeline')} reads the events of a user or key first",
                severity="warning",
            )
        elif longer is None:
            self.notify(f"CloudTrail event history covers {LONGEST_DAYS} days; use Athena for older events.")
        else:
            self._read_timeline(self._timeline.target, TimelineOptions(days=longer), self._timeline.key)

    @on(TimelinePane.NarrowRequested)
    def _narrow(self, message: TimelinePane.NarrowRequested) -> None:
        def chosen(answer: str | None) -> None:
            if answer:
                self.panes.timeline.narrow(answer)

        self.app.push_screen(ChoiceScreen("Which events?", message.options), chosen)
