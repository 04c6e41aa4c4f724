"""The keys at the bottom, in one line of which only changed cells are redrawn.

Textual's own footer has a widget for each key, recreated whenever the focus moves, which repaints the whole
screen: twice the bytes for a dialog over SSH.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.main_screen.footer import FooterKey, changed_cells, fit_keys, key_at

_BY_ID = {action.id: action for action in ACTIONS}


class QuietFooter(Widget):
    """The keys that can be pressed now; `subject` is what those that act on it name."""

    ALLOW_SELECT = False

    subject = reactive("", init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[FooterKey, ...] = ()
        self.shown: tuple[FooterKey, ...] = ()

    def on_mount(self) -> None:
        """Subscribe to changes of the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        """Unsubscribe."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and screen.app.app_focus:
            self.call_after_refresh(self._read_keys)

    def _read_keys(self) -> None:
        if self.is_attached:
            self._keys = tuple(self._pressable())
            self._fit()

    def _pressable(self) -> Iterator[FooterKey]:
        seen = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                action = _BY_ID.get(binding.action)
                yield FooterKey(
                    binding.action,
                    binding.key,
                    self.app.get_key_display(binding),
                    binding.description,
                    enabled=enabled,
                    about_subject=action is not None and action.names_its_subject,
                    dangerous=action is not None and action.dangerous,
                )

    def watch_subject(self) -> None:
        """Show the new subject."""
        self._fit()

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        self._fit()

    def _fit(self) -> None:
        before, self.shown = self.shown, fit_keys(self._keys, self.subject, self.size.width)
        cells = changed_cells(before, self.shown)
        if cells is None:
            self.refresh()
        elif cells[1] > cells[0]:
            self.refresh(Region(cells[0], 0, cells[1] - cells[0], 1))

    def render(self) -> Content:
        """Draw the line."""
        return Content(" ").join(map(_drawn, self.shown))

    def on_click(self, event: events.Click) -> None:
        """Press the key that is clicked."""
        key = key_at(self.shown, event.x)
        if key and key.enabled:
            self.app.simulate_key(key.key)


def _drawn(key: FooterKey) -> Content:
    dim = "" if key.enabled else " dim"
    shown = Content.styled(f"{key.shown} ", f"bold $footer-key-foreground{dim}")
    return shown + Content.styled(key.label, f"$footer-description-foreground{dim}")
