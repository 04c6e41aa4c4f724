"""A diagnosis as text: one fact on a line, and what each command may not do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bks_tui.core.doctor.command_access import Access, CommandAccess
from bks_tui.core.doctor.diagnosis import Diagnosis, DiagnosisSection, Diagnostic, Health
from bks_tui.core.text import pluralize, sanitize

_MARKS = {Health.OK: "ok", Health.WARNING: "warning", Health.FAILED: "FAILED", Health.UNKNOWN: "UNKNOWN"}
_TITLES = {
    DiagnosisSection.VERSIONS: "Versions",
    DiagnosisSection.TERMINAL: "Terminal",
    DiagnosisSection.FILES: "Files and variables",
    DiagnosisSection.SESSION: "Session",
}
# More than these of one command are counted.
_MOST_CALLS = 6


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """The diagnosis, line by line."""
    for section, title in _TITLES.items():
        facts = [fact for fact in diagnosis.diagnostics if fact.section is section]
        if facts:
            yield title
            yield from _facts(facts)
            yield ""
    yield "Calls of each command"
    yield from _commands(diagnosis.access)


def _facts(facts: list[Diagnostic]) -> Iterator[str]:
    width = max(len(sanitize(fact.name)) for fact in facts)
    for fact in facts:
        yield f"  {_MARKS[fact.health]:8} {sanitize(fact.name):{width}}  {sanitize(fact.value)}"
        if fact.remedy:
            yield f"  {'':8} {'':{width}}  {sanitize(fact.remedy)}"


def _commands(commands: Iterable[CommandAccess]) -> Iterator[str]:
    found = list(commands)
    width = max((len(each.command) for each in found), default=0)
    for each in found:
        yield f"  {_mark(each.access):8} {each.command:{width}}  {'; '.join(_calls(each))}".rstrip()


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
