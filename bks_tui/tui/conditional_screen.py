"""A screen with actions that cannot run in every situation."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import ActiveBinding
from textual.reactive import reactive
from textual.screen import Screen, ScreenResultType

from bks_tui.tui.action import Action, Scope, Situation, why_disabled
from bks_tui.tui.actions import conditional_actions
from bks_tui.tui.needs import Need


class ConditionalScreen(Screen[ScreenResultType]):
    """A screen whose situation decides which actions of its `SCOPE` can run; the last of the bases but `Widget`s."""

    SCOPE: ClassVar[Scope]

    # To ask of every action whether it can run is slow: the footer does so only when this changes.
    missing_needs = reactive[frozenset[Need] | None](None, init=False, bindings=True, repaint=False)

    # Only while all keys are asked for.
    _held: Situation | None = None

    @property
    def situation(self) -> Situation:
        """What decides which actions can run, as it is now."""
        raise NotImplementedError

    @property
    def offered(self) -> tuple[Action, ...]:
        """The actions of the palette over this screen."""
        raise NotImplementedError

    async def run(self, action: Action) -> None:
        """Do what the key of an action does, or say why it cannot run."""
        raise NotImplementedError

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now. Nothing is handled meanwhile, so that one situation is that of all of them."""
        self._held = self.situation
        try:
            return super().active_bindings
        finally:
            self._held = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out in the footer what cannot run now. An action that is run is asked of the situation of then."""
        known = conditional_actions(self.SCOPE).get(action)
        return None if known and why_disabled(known, self._held or self.situation) else True
