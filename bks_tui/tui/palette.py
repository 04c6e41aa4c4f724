"""The palette: finds actions and themes by their keys, their names and what they do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

if TYPE_CHECKING:
    from bks_tui.tui.app import BksApp

_BY_KEY, _BY_NAME, _BY_WORD, _BY_HELP, _SIMILAR = 5.0, 4.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing to run. `keys` are Textual's names, `shown_keys` how a person reads them."""

    name: str
    keys: tuple[str, ...]
    shown_keys: str
    help: str
    run: Callable[[], Coroutine[Any, Any, None]]

    @property
    def title(self) -> str:
        """The name, with the keys."""
        return f"{self.name} ({self.shown_keys})" if self.shown_keys else self.name

    @property
    def plain_help(self) -> str:
        """What it does; the palette takes it for markup, and a reason may quote a name."""
        return self.help.replace("[", r"\[")

    def score(self, query: str, similarity: Callable[[str], float]) -> float:
        """How well it fits what was typed, 0 for not at all: a key as it is written, capitals apart, fits best."""
        typed = query.strip()
        if typed in (*self.keys, *self.shown_keys.split()) or typed.replace("+", "-") in self.shown_keys.split():
            return _BY_KEY
        words, name, text = typed.casefold(), self.name.casefold(), self.help.casefold()
        if name.startswith(words):
            return _BY_NAME
        if words in name:
            return _BY_WORD
        if all(word in f"{name} {text}" for word in words.split()):
            return _BY_HELP
        # Between 0 and 1, since these are guesses.
        alike = similarity(self.title)
        return _SIMILAR * alike / (1 + alike)


class PaletteCommands(Provider):
    """What the palette lists and finds."""

    @property
    def _entries(self) -> Iterable[PaletteEntry]:
        return cast("BksApp", self.app).palette_entries()

    async def discover(self) -> Hits:
        """All of it, by name."""
        for entry in sorted(self._entries, key=lambda each: each.title):
            yield DiscoveryHit(entry.title, entry.run, help=entry.plain_help)

    async def search(self, query: str) -> Hits:
        """What fits a query."""
        matcher = self.matcher(query)
        for entry in self._entries:
            score = entry.score(query, matcher.match)
            if score > 0:
                yield Hit(score, Content(entry.title), entry.run, text=entry.title, help=entry.plain_help)
