"""Texts to read: the keys, the gaps of a scan, and what the timeline does not show yet."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.findings import Finding
from bks_tui.tui.actions import Action, Scope, Situation, in_scope, why_disabled
from bks_tui.tui.cells import Line, Section, Tone, cell


def help_sections(situation: Situation) -> tuple[Section, ...]:
    """Every key and what it does, by where it works; a disabled one says why."""
    return tuple(
        Section(cell(scope.value), tuple(_help_line(action, situation) for action in in_scope(scope)))
        for scope in Scope
    )


def _help_line(action: Action, situation: Situation) -> Line:
    why = why_disabled(action, situation)
    if why:
        return Line(action.shown_keys, cell(f"{action.help} (disabled: {why})", Tone.DIM))
    return Line(action.shown_keys, cell(action.help))


def gap_sections(warnings: Sequence[str]) -> tuple[Section, ...]:
    """What a scan could not read, one gap below the other."""
    lines = tuple(Line("", cell(f"- {warning}")) for warning in warnings)
    return (Section(cell("Users with an unread fact are UNKNOWN unless what is known decides"), lines),)


def timeline_sections(finding: Finding | None) -> tuple[Section, ...]:
    """The honest empty state of the timeline, with the way to look by hand."""
    if finding is None:
        return ()
    by_hand = (
        "aws cloudtrail lookup-events --region REGION --lookup-attributes "
        f"AttributeKey=Username,AttributeValue={finding.user.name}"
    )
    return (
        Section(
            cell("This version does not read CloudTrail: nothing here does not mean unused"),
            (Line("by hand", cell(by_hand)), Line("", cell("One Region a call, 90 days, up to 15 minutes late."))),
        ),
    )
