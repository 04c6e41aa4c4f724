"""The detections for people: a table of all, and one in full."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bks_tui.core.detection import RULES, Rule
from bks_tui.core.detection.compile.formats import FORMATS, translations
from bks_tui.core.detection.watch import condition_in_words, noise_of
from bks_tui.export.scan.to_table import new_table


def detections_table() -> Table:
    """Name, severity, technique and title of all, the most urgent first."""
    table = new_table("Detections")
    table.add_column("Name", no_wrap=True)
    table.add_column("Severity", no_wrap=True)
    table.add_column("ATT&CK", no_wrap=True)
    table.add_column("Title", overflow="fold")
    for rule in RULES:
        signal = rule.signal
        technique = signal.technique.partition(" ")[0]
        table.add_row(*map(Text, (signal.name, signal.severity.value, technique, signal.title)))
    return table


def detection_lines(rule: Rule) -> Iterator[str]:
    """A detection in words, and how exactly each format expresses it."""
    signal = rule.signal
    yield f"{signal.title} ({signal.name}, {signal.severity.value})"
    yield f"  {signal.why}"
    yield f"  technique: {signal.technique}"
    yield f"  condition: {condition_in_words(rule)}"
    yield f"  noise: {noise_of(signal.name)}"
    for form in FORMATS:
        translation = translations(form)[signal.name]
        yield f"  {form.slug}: {' '.join((translation.exactness.value + '.', *translation.differences))}"
        yield from (f"    {need}" for need in translation.needs)


def format_texts(rule: Rule) -> Iterator[str]:
    """The text in each format that expresses the rule, with a heading."""
    for form in FORMATS:
        text = translations(form)[rule.signal.name].text
        if text:
            yield from ("", f"----- {form.slug} -----", text.rstrip())
