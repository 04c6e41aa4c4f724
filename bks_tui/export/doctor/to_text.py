"""A diagnosis as text: one fact on a line, and what each command may not do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from bks_tui.core.doctor.command_access import Access, CommandAccess
from bks_tui.core.doctor.diagnosis import Diagnosis, DiagnosisSection, Diagnostic, Health
from bks_tui.core.text import pluralize, sanitize

_MARKS = {Health.OK: "ok", Health.WARNING: "warning", Health.FAILED: "FAILED", Health.UNKNOWN: "UNKNOWN"}
_TITLES = {
    DiagnosisSection.VERSIONS: "Versions",
    DiagnosisSection.TERMINAL: "Terminal",
    DiagnosisSection.FILES: "Files and variables",
    DiagnosisSection.SESSION: "Session",
    DiagnosisSection.CALLS: "Calls that were tried",
}
# More than these of one command are counted.
_MOST_CALLS = 6
_LEAST_ROOM = 20

# A mark, a name and a value.
_Row: TypeAlias = tuple[str, str, str]


def diagnosis_lines(diagnosis: Diagnosis, width: int | None) -> Iterator[str]:
    """The diagnosis, line by line, folded at `width` if there is one."""
    for section, title in _TITLES.items():
        facts = [fact for fact in diagnosis.diagnostics if fact.section is section]
        if facts:
            yield title
            yield from _rows(_facts(facts), width)
            yield ""
    yield "Calls of each command"
    commands = [(_mark(each.access), each.command, "; ".join(_calls(each))) for each in diagnosis.access]
    yield from _rows(commands, width)


def _facts(facts: Iterable[Diagnostic]) -> Iterator[_Row]:
    for fact in facts:
        yield _MARKS[fact.health], sanitize(fact.name), sanitize(fact.value)
        if fact.remedy:
            yield "", "", sanitize(fact.remedy)


def _rows(rows: Iterable[_Row], width: int | None) -> Iterator[str]:
    """Rows with aligned values, whose further lines are below the first."""
    found = list(rows)
    names = max((len(name) for _, name, _ in found), default=0)
    for mark, name, value in found:
        begin = f"  {mark:8} {name:{names}}  "
        room = max(width - len(begin), _LEAST_ROOM) if width else len(value) + 1
        first, *others = textwrap.wrap(value, room, break_on_hyphens=False) or [""]
        yield f"{begin}{first}".rstrip()
        yield from (" " * len(begin) + line for line in others)


def _mark(access: Access) -> str:
    word = str(access.value)
    return word.upper() if access is Access.UNKNOWN else word


def _calls(each: CommandAccess) -> Iterator[str]:
    alike = next((calls for calls in (each.allowed, each.denied, each.unknown) if len(calls) == each.count), None)
    if alike:
        yield f"all {pluralize(len(alike), 'call')}"
        return
    for word, calls in (("denied", each.denied), ("unknown", each.unknown)):
        if calls:
            shown = ", ".join(calls[:_MOST_CALLS])
            more = f" and {len(calls) - _MOST_CALLS} more" if len(calls) > _MOST_CALLS else ""
            yield f"{word}: {shown}{more}"
