"""The keys at the bottom, fitted to the width: actions on a subject name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

# Left out first where there is no room: the help and the palette list all keys.
_LEFT_OUT_FIRST = ("rescan", "back", "pane('decoder')", "copy", "narrow_events")
# What leads everywhere else, and out.
_KEPT = ("help", "quit", "stop", "end", "leave", "close_logs", "close_journal")
_GAP = 1


@dataclass(frozen=True, slots=True)
class FooterKey:
    """A key that can be pressed: Textual's name of it, as a person reads it, and what it does."""

    action: str
    key: str
    shown: str
    label: str
    enabled: bool = True
    about_subject: bool = False
    dangerous: bool = False

    @property
    def text(self) -> str:
        """The key and what it does."""
        return f"{self.shown} {self.label}"


def width_of(keys: Sequence[FooterKey]) -> int:
    """How many cells they take side by side."""
    return sum(len(key.text) for key in keys) + _GAP * (len(keys) - 1)


def fit_keys(keys: Sequence[FooterKey], subject: str, width: int) -> tuple[FooterKey, ...]:
    """The keys that fit into `width`; each names the `subject` it acts on, or at least those that write to AWS do."""
    all_named = tuple(_named(key, subject) for key in keys)
    if width_of(all_named) <= width:
        return all_named
    fitted = [_named(key, subject) if key.dangerous else key for key in keys]
    others = [key.action for key in reversed(fitted) if key.action not in (*_LEFT_OUT_FIRST, *_KEPT)]
    harmless = [key.action for key in fitted if key.action in others and not key.dangerous]
    for action in (*_LEFT_OUT_FIRST, *reversed(harmless), *others):
        if width_of(fitted) > width:
            fitted = [key for key in fitted if key.action != action]
    return tuple(fitted)


def _named(key: FooterKey, subject: str) -> FooterKey:
    is_named = subject and key.about_subject and key.enabled
    return replace(key, label=f"{key.label} {subject}") if is_named else key


def key_at(keys: Sequence[FooterKey], x: int) -> FooterKey | None:
    """The key at cell `x`."""
    start = 0
    for key in keys:
        if start <= x < start + len(key.text):
            return key
        start += len(key.text) + _GAP
    return None


def changed_cells(before: Sequence[FooterKey], now: Sequence[FooterKey]) -> tuple[int, int] | None:
    """From which cell to which the line differs; None if the keys themselves differ."""
    if [(key.action, key.enabled) for key in before] != [(key.action, key.enabled) for key in now]:
        return None
    old, new = (" ".join(key.text for key in keys) for keys in (before, now))
    length = max(len(old), len(new))
    old, new = old.ljust(length), new.ljust(length)
    different = [cell for cell in range(length) if old[cell] != new[cell]]
    return (different[0], different[-1] + 1) if different else (0, 0)
