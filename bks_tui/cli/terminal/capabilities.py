"""What the terminal of this process can do, by its variables; nothing is written to it."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator, Mapping

from bks_tui.core.doctor.diagnosis import DiagnosisSection, Diagnostic, Health

# Below this the app folds and cuts.
_COLUMNS, _ROWS = 80, 24
_SSH = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
_MULTIPLEXERS = {"TMUX": "tmux", "STY": "screen", "ZELLIJ": "Zellij"}


def terminal_diagnostics(environment: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Size, colours, locale, TERM and clipboard."""
    yield _size()
    term = environment.get("TERM", "")
    poor = term in ("", "dumb")
    remedy = "The app needs a terminal that can move its cursor: set TERM to the name of yours." if poor else ""
    yield _fact("TERM", term or "not set", Health.WARNING if poor else Health.OK, remedy)
    program = environment.get("TERM_PROGRAM", "")
    if program:
        yield _fact("program", f"{program} {environment.get('TERM_PROGRAM_VERSION', '')}".strip())
    yield _fact("colours", _colours(environment, term))
    yield from _encoding()
    around = [name for variable, name in _MULTIPLEXERS.items() if environment.get(variable)]
    around += ["SSH"] if any(environment.get(name) for name in _SSH) else []
    yield _fact("within", ", ".join(around) or "no multiplexer, not over SSH")
    yield _fact("clipboard", _clipboard(remote="SSH" in around))


def _fact(name: str, value: str, health: Health = Health.OK, remedy: str = "") -> Diagnostic:
    return Diagnostic(DiagnosisSection.TERMINAL, name, value, health, remedy)


def _size() -> Diagnostic:
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            size = os.get_terminal_size(stream.fileno()) if stream else None
        except (OSError, ValueError):
            continue
        if size:
            small = size.columns < _COLUMNS or size.lines < _ROWS
            remedy = f"The app is made for {_COLUMNS} columns and {_ROWS} rows or more." if small else ""
            value = f"{size.columns} columns, {size.lines} rows"
            return _fact("size", value, Health.WARNING if small else Health.OK, remedy)
    return _fact("size", "not on a terminal")


def _colours(environment: Mapping[str, str], term: str) -> str:
    if "NO_COLOR" in environment:
        return "none wanted (NO_COLOR)"
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million (COLORTERM)"
    return "256 (TERM)" if "256" in term else "at least 8" if term not in ("", "dumb") else "none"


def _encoding() -> Iterator[Diagnostic]:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    utf8 = encoding.lower().replace("-", "") == "utf8"
    remedy = "" if utf8 else "Set LANG to a UTF-8 locale: lines and names may be shown as '?'."
    yield _fact("encoding", encoding, Health.OK if utf8 else Health.WARNING, remedy)


def _clipboard(*, remote: bool) -> str:
    if remote:
        return "OSC 52, if the terminal allows it"
    # Imported here: no other command needs it.
    import pyperclip

    # Without a tool to copy with, an object that is false stands in its place.
    tool: object = pyperclip.determine_clipboard()[0]
    return "that of the desktop, and OSC 52" if tool else "OSC 52, if the terminal allows it; none of a desktop"
