"""Running actions: which of them can run now, why others cannot, and what a key or the palette starts."""

from __future__ import annotations

from textual.widget import Widget

from bks_tui.core.account.console import NoConsole
from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.context import Start
from bks_tui.tui.main_screen.focus import Focus
from bks_tui.tui.main_screen.subject_actions import Mode, situation_of
from bks_tui.tui.main_screen.subjects import PaneSubject
from bks_tui.tui.response.controller import ResponseController
from bks_tui.tui.scan.controller import ScanController
from bks_tui.tui.timeline.event_screen import event_keys_text

# Neither a user in full nor calls are lists of what AWS has.
_NO_LISTING = "it works in the list of users and in a timeline that was read"


class ActionRunner:
    """Runs the actions of a screen on what is focused."""

    def __init__(
        self, host: Widget, start: Start, scans: ScanController, focus: Focus, response: ResponseController
    ) -> None:
        self._host = host
        self._start = start
        self._scans = scans
        self._focus = focus
        self._response = response

    def mode(self, subject: PaneSubject) -> Mode:
        """The conditions under which actions can run on a subject."""
        return Mode(
            read_only=self._start.read_only,
            connected=self._response.responder is not None,
            has_gaps=bool(self._focus.gaps),
            has_orphans=bool(self._scans.orphans),
            minimum_age_hours=self._start.minimum_age_hours,
            no_link=link.reason if isinstance(link := self._focus.link_of(subject), NoConsole) else "",
            no_listing="" if self._focus.has_listing else _NO_LISTING,
            has_marks=bool(self._scans.marked),
        )

    @property
    def situation(self) -> Situation:
        """What decides which actions can run."""
        subject = self._focus.subject
        return situation_of(subject, self.mode(subject))

    def explain(self, key: str) -> None:
        """Say why a key did nothing because its action is disabled. A key of the timeline has done something there."""
        if key in self._start.keymap.keys(Scope.TIMELINE) and self._focus.subject.pane == "timeline":
            return
        for action in self._start.keymap.in_scope(Scope.APP):
            why = why_disabled(action, self.situation) if key in action.keys else None
            if why:
                self._refuse(action, why)

    def _refuse(self, action: Action, why: str) -> None:
        self._host.notify(f"{action.label}: {why}", severity="warning")

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, even where an input would take the key for a letter."""
        why = why_disabled(action, self.situation)
        if why:
            self._refuse(action, why)
        elif action.scope is Scope.APP:
            await self._host.app.run_action(action.id, self._host)
        elif self._host.screen.focused:
            await self._host.app.run_action(action.id, self._host.screen.focused)

    async def press(self, key: str) -> None:
        """Do what a key does to the subject."""
        for action in self._start.keymap.in_scope(Scope.APP):
            if action.is_about_the_subject and key in action.keys:
                await self.run(action)

    def event_keys(self) -> str:
        """What can be done with the actor of an event that is shown in full, for its frame."""
        situation, name = self.situation, self._focus.short_name
        offered = (self._start.keymap.named(name) for name in ("contain", "show_timeline", "pivot", "copy", "console"))
        able = [each for each in offered if not why_disabled(each, situation)]
        keys = [f"{each.shown_keys} {each.label}{f' {name}' if each.dangerous else ''}" for each in able]
        return event_keys_text(keys, self._start.keymap)
