"""The detections as JSON: schema `bks.detections/1`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bks_tui.core.detection import RULES, RULES_BY_SUBJECT, Rule
from bks_tui.core.detection.compile.formats import FORMATS, Format, translations
from bks_tui.core.detection.watch import condition_in_words, noise_of
from bks_tui.export.detections.to_files import file_name

SCHEMA = "bks.detections/1"
_SUBJECTS = {rule.signal.name: subject for subject, rules in RULES_BY_SUBJECT.items() for rule in rules}


def list_document() -> dict[str, object]:
    """All detections."""
    return {"schema": SCHEMA, "detections": [_detection(rule) for rule in RULES]}


def detection_document(rule: Rule) -> dict[str, object]:
    """One detection, with its text in each format."""
    return {"schema": SCHEMA, "detection": _detection(rule, with_texts=True)}


def export_document(form: Format, directory: Path, files: Mapping[str, str]) -> dict[str, object]:
    """What an export wrote; a detection without a file cannot be expressed."""
    compiled = translations(form)
    return {
        "schema": SCHEMA,
        "format": form.slug,
        "directory": str(directory),
        "files": list(files),
        "exported": [
            {
                "name": name,
                "file": file_name(form, name) if each.text else None,
                "exactness": each.exactness.value,
                "differences": list(each.differences),
                "needs": list(each.needs),
            }
            for name, each in compiled.items()
        ],
    }


def _detection(rule: Rule, *, with_texts: bool = False) -> dict[str, object]:
    signal = rule.signal
    return {
        "name": signal.name,
        "title": signal.title,
        "subject": _SUBJECTS[signal.name],
        "severity": signal.severity.value,
        "technique": signal.technique,
        "why": signal.why,
        "condition": condition_in_words(rule),
        "noise": noise_of(signal.name),
        "formats": {form.slug: _format(form, signal.name, with_texts=with_texts) for form in FORMATS},
    }


def _format(form: Format, name: str, *, with_texts: bool) -> dict[str, object]:
    translation = translations(form)[name]
    said: dict[str, object] = {
        "exactness": translation.exactness.value,
        "differences": list(translation.differences),
        "needs": list(translation.needs),
    }
    return said | {"text": translation.text} if with_texts else said
