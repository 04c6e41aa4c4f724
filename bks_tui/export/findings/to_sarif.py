"""SARIF 2.1.0, for code scanning: findings, and what else has a file and a line.

Paths are written as those of files in a repository: an upload with a URI scheme fails. Nothing in a message is
interpreted: brackets would make links in it, and braces placeholders
(https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html, 3.11.5 and 3.11.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bks_tui import __version__
from bks_tui.core.cloudtrail.redaction import redact_text
from bks_tui.export.findings.finding import VENDOR, ExportedFinding, Level, clean, harmless

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "bks/v1"
_LEVELS = {Level.HIGH: "error", Level.MEDIUM: "warning", Level.LOW: "note", Level.INFORMATIONAL: "note"}
# GitHub sorts by this number, from 0 to 10.
_SECURITY_SEVERITIES = {Level.HIGH: "8.0", Level.MEDIUM: "5.0", Level.LOW: "2.0", Level.INFORMATIONAL: "0.0"}
_INTERPRETED = re.compile(r"[\\\[\]]")


@dataclass(frozen=True, slots=True)
class SarifRule:
    """What is looked for."""

    rule: str
    title: str
    description: str
    level: Level


@dataclass(frozen=True, slots=True)
class SarifResult:
    """What was found, and where.

    `path` are the parts of a relative one; `line` and `column` count from 1. `fingerprint` identifies it.
    """

    rule: SarifRule
    level: Level
    message: str
    path: tuple[str, ...]
    fingerprint: str
    line: int = 1
    column: int = 1
    properties: Mapping[str, object] = field(default_factory=dict)


def sarif_findings(findings: Iterable[ExportedFinding]) -> dict[str, object]:
    """Findings, each at a path that names its account and its user."""
    return sarif_log(
        [
            SarifResult(
                rule=SarifRule(finding.rule, finding.rule_title, finding.rule_meaning, finding.level),
                level=finding.level,
                message=f"{finding.title}. {finding.description}",
                path=finding.subject.path,
                fingerprint=finding.uid,
                properties={"technique": finding.technique, "demo": finding.place.demo, **finding.details},
            )
            for finding in findings
        ]
    )


def sarif_log(results: Sequence[SarifResult]) -> dict[str, object]:
    """A log with one run."""
    rules = {result.rule.rule: result.rule for result in results}
    places = {name: number for number, name in enumerate(rules)}
    driver = {
        "name": VENDOR,
        "semanticVersion": __version__,
        "rules": [_rule(rule, results) for rule in rules.values()],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(result, places[result.rule.rule]) for result in results],
            }
        ],
    }


def _rule(rule: SarifRule, results: Iterable[SarifResult]) -> dict[str, object]:
    worst = max(result.level for result in results if result.rule.rule == rule.rule)
    return {
        "id": rule.rule,
        "shortDescription": {"text": _message(rule.title)},
        "fullDescription": {"text": _message(rule.description)},
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {"tags": ["security"], "security-severity": _SECURITY_SEVERITIES[worst]},
    }


def _result(result: SarifResult, rule_index: int) -> dict[str, object]:
    location = {
        "artifactLocation": {"uri": "/".join(map(_segment, result.path))},
        "region": {"startLine": result.line, "startColumn": result.column},
    }
    return {
        "ruleId": result.rule.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[result.level],
        "message": {"text": _message(result.message)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {_FINGERPRINT: result.fingerprint},
        # Under a name of its own: some names in a property bag have a meaning, such as tags.
        "properties": {VENDOR: harmless(result.properties)},
    }


def _message(text: str) -> str:
    """A text that SARIF shows as it is."""
    escaped = _INTERPRETED.sub(lambda sign: f"\\{sign[0]}", clean(text))
    return escaped.replace("{", "{{").replace("}", "}}")


def _segment(part: str) -> str:
    """One part of a relative reference, percent-encoded."""
    # A part of dots only would be resolved, and IAM allows it as a name.
    whole = redact_text(part) + ("_" if part.strip(".") == "" else "")
    return quote(whole, safe="@+,=", errors="backslashreplace")
