"""The formats that rules are exported in, and the table of how exactly each expresses each rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bks_tui.core.detection import Rule
from bks_tui.core.detection.compile.athena import to_athena
from bks_tui.core.detection.compile.event_pattern import to_event_pattern
from bks_tui.core.detection.compile.logs_insights import to_logs_insights
from bks_tui.core.detection.compile.sigma import to_sigma
from bks_tui.core.detection.compile.translation import Exactness, Translation
from bks_tui.core.detection.watch import WATCHED_RULES


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people type, what it is, the ending of its files, and the compiler of a rule."""

    slug: str
    title: str
    ending: str
    compile: Callable[[Rule], Translation]


FORMATS: tuple[Format, ...] = (
    Format("sigma", "Sigma", ".yml", to_sigma),
    Format("eventbridge", "EventBridge", ".json", to_event_pattern),
    Format("athena", "Athena", ".sql", to_athena),
    Format("logs-insights", "Logs Insights", ".txt", to_logs_insights),
)
FORMATS_BY_SLUG: Mapping[str, Format] = {each.slug: each for each in FORMATS}


@cache
def translations(form: Format) -> Mapping[str, Translation]:
    """Every rule in this format, by its name."""
    return {rule.signal.name: form.compile(rule) for rule in WATCHED_RULES}


def exactness_table() -> str:
    """Each rule in each format as Markdown, and what each difference is."""
    compiled = [translations(form) for form in FORMATS]
    rows = [["rule", *(form.title for form in FORMATS)], ["---"] * (len(FORMATS) + 1)]
    for rule in WATCHED_RULES:
        name = rule.signal.name
        rows.append([f"`{name}`", *(each[name].exactness.value for each in compiled)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n\n".join((table, *_differences()))


def _differences() -> Iterator[str]:
    for form in FORMATS:
        rules: dict[str, list[str]] = {}
        for name, translation in translations(form).items():
            for difference in translation.differences:
                rules.setdefault(difference, []).append(f"`{name}`")
        if rules:
            lines = (f"- {difference} {', '.join(names)}." for difference, names in rules.items())
            yield f"What {form.title} expresses partly, or not:\n\n" + "\n".join(lines)


def inexact(form: Format) -> tuple[str, ...]:
    """The names of the rules that a format does not express exactly."""
    return tuple(name for name, each in translations(form).items() if each.exactness is not Exactness.EXACT)
