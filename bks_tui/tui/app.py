"""The app: theme, clipboard, palette and pastes; it opens the triage screen."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, cast

from rich.console import RenderableType
from textual import events, on, work
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config, Theme
from bks_tui.core.text import clean_lines, sanitize
from bks_tui.tui import clipboard
from bks_tui.tui.action import Action, why_disabled
from bks_tui.tui.ascii_driver import terminal_driver
from bks_tui.tui.conditional_screen import ConditionalScreen
from bks_tui.tui.console.screen import show_link
from bks_tui.tui.context import Start
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.kit.changed_text import ChangedText, ShownText
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.dialog import NotDismissible
from bks_tui.tui.kit.input import PathInput
from bks_tui.tui.kit.pasting import typed_line, typed_path
from bks_tui.tui.kit.picker import PickerScreen
from bks_tui.tui.kit.times import ShowsTimes, Times, TimesOwner, TimeStyle
from bks_tui.tui.main_screen.screen import TriageScreen
from bks_tui.tui.memory import ViewMemory
from bks_tui.tui.message_history import MOST_KEPT, HistoryScreen, Notice
from bks_tui.tui.messages import CopyRequested, FileSaved, HistoryRequested, LinkRequested, OtherTimesRequested
from bks_tui.tui.palette import PaletteCommands, PaletteEntry
from bks_tui.tui.themes import NO_COLOURS, THEME_HELP, THEMES
from bks_tui.tui.timeline.event_screen import EventScreen

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from bks_tui.aws.session import AwsSession

_TIMES_SHOWN = {
    TimeStyle.UTC: "Times are in UTC",
    TimeStyle.LOCAL: "Times are in the time zone of this machine",
    TimeStyle.RELATIVE: "Times are ages",
}
_STYLES: list[str | PurePath] = sorted(Path(__file__).parent.rglob("*.tcss"))


def _connect(choice: SessionChoice) -> AwsSession:
    # boto3 takes longer to import than the first screen takes to paint: the worker imports it.
    from bks_tui.operations.connect import connect

    return connect(choice)


class BksApp(TimesOwner):
    """bks in a terminal.

    `connect` opens a session for a choice, in a worker thread; `clock` gives the time. Both are
    parameters so that tests can bring their own account and moment.
    """

    TITLE = "bks"
    CSS_PATH = _STYLES
    COMMANDS: ClassVar = {PaletteCommands}
    BINDINGS: ClassVar = [
        Binding("ctrl+z", "suspend_process", show=False),
        # Dialogs too: a modal screen hides all other keys of the app.
        Binding("ctrl+l", "redraw", show=False, priority=True, id="app.app.redraw"),
    ]

    def __init__(
        self,
        choice: SessionChoice,
        *,
        read_only: bool,
        config: Config | None = None,
        connect: Callable[[SessionChoice], AwsSession] = _connect,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        memory: ViewMemory | None = None,
    ) -> None:
        config = config or Config()
        # Textual leaves colours out only beneath a theme of the terminal's own; beneath others it makes them greys.
        theme = Theme.ANSI if "NO_COLOR" in os.environ else config.theme
        super().__init__(driver_class=terminal_driver(), ansi_color=theme is Theme.ANSI)
        # Each frame of an animation costs a screenful of bytes over SSH. Textual sets its own level in __init__.
        self.animation_level = "none"
        self._keys = Keymap(config.keys)
        self.set_keymap(self._keys.bindings)
        self._clock = clock
        self.times = Times(clock)
        self._shown = ShownText()
        self._notices: deque[Notice] = deque(maxlen=MOST_KEPT)
        self.memory = memory or ViewMemory()
        self._triage = TriageScreen(Start(choice, read_only, connect, clock, config, self._keys, self.memory))
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = THEMES[theme].name

    def get_default_screen(self) -> Screen[None]:
        """The triage screen is the bottom of the screen stack."""
        return self._triage

    def on_mount(self) -> None:
        """Draw everything again after ctrl-z and `fg`: the terminal shows the shell until then."""
        self.app_resume_signal.subscribe(self, lambda _app: self.action_redraw())
        if self.memory.message:
            self.notify(self.memory.message, severity="warning")

    def action_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows."""
        self._shown.clear()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            self._shown.resize(self.size)
            # As Textual itself, which calls only `render_segments` of such an update.
            renderable = cast("RenderableType", ChangedText(renderable, self._shown))
        super()._display(screen, renderable)

    def palette_entries(self) -> Iterable[PaletteEntry]:
        """Every action of the screen that the palette was opened over, a disabled one with the reason; the themes."""
        beneath = self._acting_screen
        situation = beneath.situation
        for action in beneath.offered:
            why = why_disabled(action, situation)
            yield PaletteEntry(
                situation.label(action),
                action.keys,
                action.shown_keys,
                why or action.help,
                partial(self._run, action, beneath),
            )
        for theme in Theme:
            why = NO_COLOURS if "NO_COLOR" in os.environ else ""
            yield PaletteEntry(
                f"Theme: {theme.value}", (), "", why or THEME_HELP[theme], partial(self._use_theme, theme)
            )

    async def _use_theme(self, theme: Theme) -> None:
        if "NO_COLOR" in os.environ:
            self.notify(f"Theme: {NO_COLOURS}", severity="warning")
            return
        # Whether colours are those of the terminal is a setting of its own in Textual.
        self.ansi_color = theme is Theme.ANSI
        self.theme = THEMES[theme].name

    @property
    def _acting_screen(self) -> ConditionalScreen[None]:
        """The screen whose subject the actions refer to: dialogs stand above it."""
        own = (screen for screen in reversed(self.screen_stack) if isinstance(screen, ConditionalScreen))
        return next(own, self._triage)

    async def _run(self, action: Action, beneath: ConditionalScreen[None]) -> None:
        # The subject is the one that the palette was opened over: also an event that is shown in full.
        if not (action.is_about_the_subject and isinstance(self.screen, EventScreen)):
            self._close_dialogs(beneath)
        await beneath.run(action)

    def _close_dialogs(self, beneath: Screen[None] | None = None) -> None:
        while self.screen is not (beneath or self._triage):
            self.pop_screen()

    @property
    def _is_kept(self) -> bool:
        return any(isinstance(screen, NotDismissible) for screen in self.screen_stack)

    def action_command_palette(self) -> None:
        """Open the palette, unless an operation or its result is shown: its actions belong to the triage screen."""
        if self._is_kept:
            self.notify("Palette: close this dialog first", severity="warning")
        else:
            super().action_command_palette()

    async def action_quit(self) -> None:
        """Quit, as the key of the main screen does."""
        if self.screen is self._triage:
            self._triage.action_quit()
        else:
            await super().action_quit()

    def action_help_quit(self) -> None:
        """Ctrl-C copies a selection and never quits: say what does. Textual's own words are markup."""
        self.notify(f"{self._keys.shown('quit')} quits")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message, and keep it; never as markup, since it may quote text from AWS."""
        del markup
        text = clean_lines(message)
        self._notices.append(Notice(self._clock(), severity, CopyField("message", text), text))
        super().notify(text, title=sanitize(title), severity=severity, timeout=timeout, markup=False)

    @work(thread=True, group="clipboard", exit_on_error=False)
    def _copy_to_desktop(self, text: str) -> None:
        clipboard.copy_to_desktop(text)

    @on(CopyRequested)
    def _copy(self, message: CopyRequested) -> None:
        text = clean_lines(message.field.text)
        self.copy_to_clipboard(text)
        if not clipboard.is_remote(os.environ):
            self._copy_to_desktop(text)
        self.notify(f"Copied: {message.field.label}")

    @on(LinkRequested)
    def _show_link(self, message: LinkRequested) -> None:
        show_link(self, message.shown, os.environ)

    @on(FileSaved)
    def _tell_saved(self, message: FileSaved) -> None:
        # On a line of its own, where a terminal can select it.
        self.notify(f"{message.what} saved:\n{message.path}{message.remark}", timeout=15)
        self._notices[-1] = replace(self._notices[-1], field=CopyField("path", str(message.path)))

    @on(OtherTimesRequested)
    def _switch_times(self) -> None:
        self.times = self.times.next()
        for screen in self.screen_stack:
            for widget in screen.query(ShowsTimes):
                widget.redraw_times()
        self.notify(_TIMES_SHOWN[self.times.style])

    @on(HistoryRequested)
    def _show_history(self) -> None:
        self.push_screen(HistoryScreen(self._notices))

    @property
    def failure(self) -> Exception | None:
        """The exception that ended the app, for its caller to raise once the terminal is restored."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual's own prints a traceback with the values of all variables, a pasted key among them.
        self._close_messages_no_wait()

    async def on_event(self, event: events.Event) -> None:
        """Take a paste to the focused input, and without one to the decoder: a key never where it would be shown."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            # Terminals send the line breaks of a paste as carriage returns.
            await self._paste(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            await super().on_event(event)

    async def _paste(self, text: str) -> None:
        # The decoder's own input is masked, and decodes what is pasted.
        is_plain_input = isinstance(self.focused, Input) and not self.focused.password
        read = typed_path if isinstance(self.focused, PathInput) else typed_line
        line = read(text, self._clock()) if is_plain_input else None
        if line and isinstance(self.screen, PickerScreen) and not self.screen.matching(line):
            # It is none of the choices: it belongs to the decoder, as anywhere else.
            line = None
        if line is not None:
            await super().on_event(events.Paste(line))
        elif isinstance(self.screen, NotDismissible) and self.screen.takes(typed_line(text, self._clock()) or ""):
            return
        elif self._is_kept:
            self.notify("Paste is disabled in this dialog. Close it first, or type.", severity="warning")
        else:
            in_dialog = len(self.screen_stack) > 1
            self._close_dialogs()
            self._triage.decode(text, typing=not in_dialog and self._triage.panes.decoder.input.has_focus)
