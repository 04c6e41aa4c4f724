"""With what the app begins: handed from the app to its screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config
from bks_tui.tui.keymap import Keymap

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession


@dataclass(frozen=True)
class Start:
    """Which account, in which mode, with which keys and settings; how to connect; and who tells the time."""

    choice: SessionChoice
    read_only: bool
    connect: Callable[[SessionChoice], AwsSession]
    clock: Callable[[], datetime]
    config: Config = field(default_factory=Config)
    keymap: Keymap = field(default_factory=Keymap)
