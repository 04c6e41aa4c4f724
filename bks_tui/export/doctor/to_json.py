"""A diagnosis as JSON: schema `bks.doctor/1`."""

from __future__ import annotations

from bks_tui.core.doctor.command_access import CommandAccess
from bks_tui.core.doctor.diagnosis import Diagnosis, Diagnostic
from bks_tui.export.formatting import timestamp

SCHEMA = "bks.doctor/1"


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, object]:
    """Every fact, and the access of each command. `remedy` is null where there is nothing to do."""
    return {
        "schema": SCHEMA,
        "taken_at": timestamp(diagnosis.taken_at),
        "demo": diagnosis.demo,
        "health": diagnosis.health.value,
        "facts": [_fact(each) for each in diagnosis.diagnostics],
        "commands": [_command(each) for each in diagnosis.access],
    }


def _fact(fact: Diagnostic) -> dict[str, object]:
    return {
        "section": fact.section.value,
        "name": fact.name,
        "value": fact.value,
        "health": fact.health.value,
        "remedy": fact.remedy or None,
    }


def _command(access: CommandAccess) -> dict[str, object]:
    return {
        "command": access.command,
        "access": access.access.value,
        "allowed": list(access.allowed),
        "denied": list(access.denied),
        "unknown": list(access.unknown),
    }
