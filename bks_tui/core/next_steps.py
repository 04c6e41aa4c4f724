"""What to do about an incident, with the commands of the AWS CLI: contain first, look, delete last.

The order is AWS's own for a compromised key: make it inactive, which can be taken back; review;
replace; delete. bks itself does the first of it for one key at a time; the commands are for a person.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from bks_tui.core.report import Step
from bks_tui.core.timeline import Timeline


def step(title: str, why: str, *commands: str | None) -> Step:
    """A step; None among the commands is one that cannot be pasted, which is then said."""
    unsafe = " A name in it cannot be pasted into a shell: use the IAM console." if None in commands else ""
    return Step(title, why + unsafe, tuple(command for command in commands if command))


def steps_for_all(timeline: Timeline, steps: Sequence[Step]) -> tuple[Step, ...]:
    """`steps`, between what comes first and what comes last in every incident."""
    keep = ["bks", "report", "--days", str(timeline.days), "--format", "json", "--output", "incident.json"]
    return (
        step(
            "Keep the evidence",
            "What is deleted later is gone with its alias, its dates and its status.",
            shlex.join([*keep, "--", timeline.target.text]) if timeline.target.text.isprintable() else None,
        ),
        *steps,
        step(
            "Look where this report could not",
            "Data events (bedrock-mantle, the Claude Platform, agents) are only in a trail that records them: query "
            "its log files with Athena. Cost Explorer shows what was consumed, by service, Region and day.",
        ),
    )
