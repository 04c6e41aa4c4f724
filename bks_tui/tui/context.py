"""The start settings that the app passes to its screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.memory import ViewMemory

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class Start:
    """The session choice, the mode, keys and settings, how to connect, the clock, and what is remembered."""

    choice: SessionChoice
    read_only: bool
    connect: Callable[[SessionChoice], AwsSession]
    clock: Callable[[], datetime]
    config: Config = field(default_factory=Config)
    keymap: Keymap = field(default_factory=Keymap)
    memory: ViewMemory = field(default_factory=ViewMemory)

    @property
    def minimum_age_hours(self) -> float:
        """How old a user has to be for a clean-up, in hours."""
        return self.config.minimum_age / timedelta(hours=1)
