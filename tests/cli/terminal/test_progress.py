"""The progress line: counted, and only for someone who sees it."""

from __future__ import annotations

import io
import sys

import pytest

from bks_tui.cli.terminal.progress import progress_line


class Stream(io.StringIO):
    """Standard error, on a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def shown(
    monkeypatch: pytest.MonkeyPatch, progress: tuple[str, int, int], *, terminal: bool = True, wanted: bool = True
) -> str:
    """What standard error gets of one progress."""
    stream = Stream(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    # Without colours, only the part that is done is drawn of the bar.
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress_line(wanted=wanted) as show:
        show(*progress)
    return stream.getvalue()


def test_progress_is_reported_in_words_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = shown(monkeypatch, ("reading users", 10, 40))
    assert "reading users" in sent
    assert "10/40" in sent
    assert "━" in sent


def test_a_bar_of_nothing_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = shown(monkeypatch, ("listing users", 0, 0))
    assert "listing users" in sent
    assert "━" not in sent
    assert "0/" not in sent


def test_markup_in_progress_is_only_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[/foo]" in shown(monkeypatch, ("[/foo]", 1, 2))


@pytest.mark.parametrize(("terminal", "wanted"), [(False, True), (True, False), (False, False)])
def test_nothing_is_shown_to_nobody(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, wanted: bool) -> None:
    sent = shown(monkeypatch, ("reading users", 1, 2), terminal=terminal, wanted=wanted)
    assert sent == ""
