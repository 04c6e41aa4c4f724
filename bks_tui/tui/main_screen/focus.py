"""What the focused pane is about: its subject, its gaps, and what can be copied of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bks_tui.core.account.console import ConsoleLink, NoConsole
from bks_tui.core.document import Section
from bks_tui.tui.calls.controller import CallController
from bks_tui.tui.console.links import link_of
from bks_tui.tui.keys.controller import DecoderController
from bks_tui.tui.keys.presenter import key_fields
from bks_tui.tui.kit.copy_fields import CopyField, call_fields, held_key_fields, marked_fields, user_fields
from bks_tui.tui.kit.documents import (
    call_documents,
    event_documents,
    key_documents,
    target_documents,
    user_documents,
)
from bks_tui.tui.main_screen.help import gap_sections
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.main_screen.short_name import short_name
from bks_tui.tui.main_screen.subjects import PaneSubject, PaneSubjectKind, Sight, subject_of
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.scan.controller import ScanController
from bks_tui.tui.timeline.controller import TimelineController
from bks_tui.tui.timeline.presenter import completeness_sections, event_fields


class Focus:
    """What every action refers to, from what the panes show now."""

    def __init__(
        self,
        panes: Panes,
        clock: Callable[[], datetime],
        scans: ScanController,
        decoder: DecoderController,
        timeline: TimelineController,
        calls: CallController,
    ) -> None:
        self._panes = panes
        self._clock = clock
        self._scans = scans
        self._decoder = decoder
        self._timeline = timeline
        self._calls = calls

    @property
    def subject(self) -> PaneSubject:
        """The subject of the event that is shown in full, else of the focused pane."""
        return self._subject_of("event" if self._timeline.opened_event else self._panes.focused_pane)

    def _subject_of(self, pane: str) -> PaneSubject:
        scan, timeline = self._scans.state, self._timeline.state
        sight = Sight(
            scan.account,
            scan.by_name,
            self._decoder.owner_of,
            self._clock(),
            selected=self._scans.selected,
            marked=self._scans.marked,
            item=self._panes.detail.selected,
            decoded=self._decoder.result,
            target=timeline.target,
            target_key=timeline.key,
            event=self._timeline.opened_event,
            call=self._calls.selected,
        )
        return subject_of(pane, sight)

    @property
    def short_name(self) -> str:
        """The subject, as the keys name it."""
        return short_name(self.subject.name, self._scans.state.by_name)

    @property
    def title(self) -> str:
        """The subject, as a dialog names it."""
        title = self.subject.title
        return f"event of {title}" if self._timeline.opened_event else title

    def name_panes(self, *panes: str) -> None:
        """Name in the titles of panes what they are about."""
        for pane in panes:
            self._panes.name_subject(pane, self._subject_of(pane).title)

    @property
    def has_timeline(self) -> bool:
        """Whether it is a timeline."""
        return self._panes.focused_pane == "timeline" and self._timeline.state.target is not None

    @property
    def gaps(self) -> tuple[Section, ...]:
        """What could not be read: of the timeline if it has the focus, else of the scan."""
        if self.has_timeline:
            return completeness_sections(self._timeline.state)
        warnings = self._scans.state.warnings
        return gap_sections(warnings) if warnings else ()

    @property
    def fields(self) -> tuple[CopyField, ...]:
        """The fields of the subject; of an event or call those of its record."""
        subject, event, call = self.subject, self._timeline.opened_event, self._calls.selected
        account = self._scans.state.account
        if event:
            signals = self._timeline.state.signals.get(event.event_id, ())
            return (*event_fields(event), *event_documents(event, signals, account))
        if call and subject.kind is PaneSubjectKind.CALL:
            return (*call_fields(call), *call_documents(call, account))
        if subject.key:
            fields = key_fields(subject.key, self._decoder.containment_of(subject.key))
            return (*fields, *key_documents(subject.key, account))
        if subject.marked:
            return marked_fields(subject.marked)
        if subject.held:
            return held_key_fields(subject.held)
        if subject.finding:
            return (
                *self._policy_fields(subject),
                *user_fields(subject.finding),
                *user_documents(subject.finding, account, self._clock()),
            )
        target = subject.target
        return (CopyField("target", target.text), *target_documents(target, account)) if target else ()

    def link_of(self, subject: PaneSubject) -> ConsoleLink | NoConsole:
        """Where the AWS console shows the subject."""
        return link_of(subject, self._scans.state.account, self._timeline.opened_event)

    @property
    def has_listing(self) -> bool:
        """Whether it can be saved: asked at every move of the cursor, when to make the list would be slow."""
        pane = self._panes.focused_pane
        return self._timeline.has_listing if pane == "timeline" else pane == "users" and self._scans.has_listing

    @property
    def listing(self) -> Listing | None:
        """The list or timeline of the focused pane as it is shown, if it can be saved."""
        pane = self._panes.focused_pane
        if pane == "timeline":
            return self._timeline.listing
        return self._scans.listing if pane == "users" else None

    def _policy_fields(self, subject: PaneSubject) -> tuple[CopyField, ...]:
        """The policy that is selected in the detail of a user."""
        item = self._panes.detail.selected if subject.pane == "detail" else None
        return (CopyField(item.kind.value, item.id),) if item else ()
