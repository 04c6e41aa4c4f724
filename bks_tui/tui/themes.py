"""The colours of the app. A colour only supports what the words already say."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as Colours

from bks_tui.core.settings import Theme

_DARK = Colours(
    name="bks-dark",
    primary="#7aa2c8",
    secondary="#8fa3ad",
    accent="#d9b36c",
    warning="#d9a441",
    error="#e06c6c",
    success="#7fb58a",
    foreground="#d5d9de",
    background="#14171b",
    surface="#1a1e23",
    panel="#232930",
    dark=True,
)
_LIGHT = Colours(
    name="bks-light",
    primary="#1d5a91",
    secondary="#4a5b66",
    accent="#855500",
    warning="#855500",
    error="#ae231c",
    success="#2c6838",
    foreground="#1b1f24",
    background="#fcfcfa",
    surface="#f3f4f5",
    panel="#e4e7ea",
    dark=False,
)
# The last has the sixteen colours as the terminal knows them, on its own background, be that dark or light.
THEMES: Mapping[Theme, Colours] = {Theme.DARK: _DARK, Theme.LIGHT: _LIGHT, Theme.ANSI: BUILTIN_THEMES["ansi-dark"]}

THEME_HELP: Mapping[Theme, str] = {
    Theme.DARK: "Dark colours until bks ends; theme in the config file keeps them",
    Theme.LIGHT: "Light colours until bks ends; theme in the config file keeps them",
    Theme.ANSI: "The colours of the terminal until bks ends; theme in the config file keeps them",
}
NO_COLOURS = "NO_COLOR is set"
