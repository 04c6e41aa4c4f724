"""The triage screen: users, detail, timeline, decoder and calls, with a method for every action of the app.

The top layer: scans, timelines, reports, responses and interrupted operations are in the layers below.
"""

from __future__ import annotations

from dataclasses import replace

from textual import events, on
from textual.reactive import reactive

from bks_tui.core.document import Section
from bks_tui.tui.actions import Action, Scope, Situation, bindings, why_disabled
from bks_tui.tui.keys.presenter import key_fields
from bks_tui.tui.kit.copy_fields import Field, call_fields, user_fields
from bks_tui.tui.kit.dialog import TextScreen
from bks_tui.tui.kit.footer import QuietFooter
from bks_tui.tui.main_screen.choices import choose_field
from bks_tui.tui.main_screen.help import gap_sections, help_sections
from bks_tui.tui.main_screen.interrupted import InterruptedOperationsScreen
from bks_tui.tui.main_screen.subject_actions import Mode, situation_of
from bks_tui.tui.main_screen.subjects import SubjectKind, short_name
from bks_tui.tui.messages import CopyRequested
from bks_tui.tui.needs import Need
from bks_tui.tui.timeline.event_screen import EventScreen
from bks_tui.tui.timeline.pane import TimelinePane
from bks_tui.tui.timeline.presenter import completeness_sections, event_fields, event_sections


class TriageScreen(InterruptedOperationsScreen):
    """The bottom screen of the app, with a method for every action."""

    BINDINGS = bindings(Scope.APP)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]

    # To ask of every action whether it can run is slow: the footer does so only when this changes.
    missing_needs = reactive[frozenset[Need] | None](None, init=False, bindings=True, repaint=False)

    def on_descendant_focus(self) -> None:
        """Another pane may have another subject."""
        self._actions_changed()

    def on_screen_resume(self) -> None:
        """An event that was shown in full had another subject."""
        if self.query(QuietFooter):
            self._actions_changed()

    def _actions_changed(self) -> None:
        self.missing_needs = frozenset(self.situation.missing)
        self.query_one(QuietFooter).subject = self._short_name

    @property
    def _short_name(self) -> str:
        """The subject, as the keys name it."""
        return short_name(self._subject.name, self._state.by_name)

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        mode = Mode(
            read_only=self._read_only,
            connected=self._responder is not None,
            has_gaps=bool(self._gaps),
            has_orphans=bool(self._state.orphans),
            minimum_age_hours=self._minimum_age_hours,
        )
        return situation_of(self._subject, mode)

    @property
    def _gaps(self) -> tuple[Section, ...]:
        if self.panes.focused_pane == "timeline" and self._timeline.target:
            return completeness_sections(self._timeline)
        return gap_sections(self._state.warnings) if self._state.warnings else ()

    @property
    def _copyable(self) -> tuple[Field, ...]:
        """The fields of the subject; of an event or call those of its record."""
        subject = self._subject
        if self._event:
            return event_fields(self._event)
        if self._call and subject.kind is SubjectKind.CALL:
            return call_fields(self._call)
        if subject.key:
            return key_fields(subject.key, self._containment(subject.key))
        if subject.finding:
            return user_fields(subject.finding)
        return (Field("target", subject.target.text),) if subject.target else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out in the footer what cannot run now."""
        del parameters
        known = next((one for one in self._keymap.in_scope(Scope.APP) if one.id == action), None)
        # The situation is computed only for actions that can be disabled.
        return None if known and known.is_conditional and why_disabled(known, self.situation) else True

    def on_key(self, event: events.Key) -> None:
        """A key that did nothing because its action is disabled says why."""
        for action in self._keymap.in_scope(Scope.APP):
            why = why_disabled(action, self.situation) if event.key in action.keys else None
            if why:
                self._refuse(action, why)

    def _refuse(self, action: Action, why: str) -> None:
        self.notify(f"{action.label}: {why}", severity="warning")

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, even where an input would take the key for a letter."""
        why = why_disabled(action, self.situation)
        if why:
            self._refuse(action, why)
        elif action.scope is Scope.APP:
            await self.app.run_action(action.id, self)
        elif self.focused:
            await self.app.run_action(action.id, self.focused)

    def action_filter(self) -> None:
        """Filter the users as a person types."""
        self.panes.users.open_filter()

    def action_filter_status(self) -> None:
        """Only one status, and the next."""
        self._change_view(self._view.next_status())

    def action_sort(self) -> None:
        """The next order."""
        self._change_view(self._view.next_sort())

    def action_rescan(self) -> None:
        """Read from AWS again: in the timeline its events, else the users."""
        if self.panes.focused_pane == "timeline" and self._timeline.target:
            self.action_show_timeline()
        else:
            self.scan(self._state.choice)

    def action_show_warnings(self) -> None:
        """What could not be read."""
        self.app.push_screen(TextScreen("What could not be read", self._gaps))

    def action_help(self) -> None:
        """All keys, with the reason for each that is disabled."""
        self.app.push_screen(TextScreen("Help", help_sections(self.situation, self._keymap)))

    def action_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.panes.go(pane)

    def action_next_pane(self) -> None:
        """To the next pane."""
        self.panes.step(1)

    def action_previous_pane(self) -> None:
        """To the pane before."""
        self.panes.step(-1)

    def action_copy(self) -> None:
        """Choose a field of what the focused pane is about, and copy it."""
        about = f"event of {self._subject.title}" if self._event else self._subject.title
        choose_field(self.app, about, self._copyable, lambda field: self.post_message(CopyRequested(field)))

    @on(TimelinePane.EventOpened)
    def _open_event(self, message: TimelinePane.EventOpened) -> None:
        signals = self._timeline.signals.get(message.event.event_id, ())
        sections = event_sections(message.event, signals)
        self.app.push_screen(EventScreen(message.event, sections, self._press, self._event_keys))

    async def _press(self, key: str) -> None:
        """Do what a key does to the actor of the event that is shown in full."""
        for action in self._keymap.in_scope(Scope.APP):
            if action.is_about_the_subject and key in action.keys:
                await self.run(action)

    def _event_keys(self) -> str:
        """What can be done with the actor, for the frame of the event."""
        situation, name = self.situation, self._short_name
        offered = (self._keymap.named(name) for name in ("contain", "show_timeline", "copy"))
        able = (each for each in offered if not why_disabled(each, situation))
        keys = (f"{each.shown_keys} {each.label}{f' {name}' if each.dangerous else ''}" for each in able)
        return " · ".join([*keys, "esc closes"])

    def action_back(self) -> None:
        """One step back: out of the filter, out of a scan, out of a pane, out of a filtered list."""
        users = self.panes.users
        if users.filter.has_focus:
            users.close_filter(clear=True)
        elif self.panes.focused_pane == "timeline" and self.panes.timeline.filter.has_focus:
            self.panes.timeline.back()
        elif self.panes.decoder.input.has_focus and self.panes.decoder.input.value:
            # Half a key must not stay behind.
            self.panes.decoder.input.value = ""
        elif self._state.running or self._timeline.running:
            self.cancel_job("scan")
            self.cancel_job("timeline")
        elif (self.panes.focused_pane == "timeline" and self.panes.timeline.back()) or self.panes.back():
            return
        elif self._view.text:
            users.close_filter(clear=True)
        else:
            self._change_view(replace(self._view, status=None))

    async def action_quit(self) -> None:
        """Quit."""
        self.cancel_job("scan")
        self.app.exit()
