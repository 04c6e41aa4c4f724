"""What to do about an incident, with the commands of the AWS CLI: contain first, look, delete last.

The order is AWS's own for a compromised key: make it inactive, which can be taken back; review;
replace; delete. bks does it itself with `revoke-key` and `cleanup`; these commands are for who has no bks at hand.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.report.blocks import Recommendation
from bks_tui.core.timeline.timeline import Timeline


def step(title: str, why: str, *commands: str | None, otherwise: str = "use the IAM console") -> Recommendation:
    """A step; None among the commands is one that cannot be pasted: that is said, and what to do `otherwise`."""
    unsafe = f" A name in it cannot be pasted into a shell: {otherwise}." if None in commands else ""
    return Recommendation(title, why + unsafe, tuple(command for command in commands if command))


def steps_for_all(timeline: Timeline, steps: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """`steps`, between what comes first and what comes last in every incident."""
    return (
        step(
            "Keep the evidence",
            "What is deleted later is gone with its alias, its dates and its status.",
            again_command(timeline, "report", "--format", "json", "--output", "incident.json"),
            otherwise="save this report as JSON too, from where it was made",
        ),
        *steps,
        step(
            "Review, and only then delete",
            "Look among the signals for what was created: users, keys, permissions, sessions. Each is a way back in "
            "and needs the same steps. Replace what is still needed by a role or a short-term key.",
        ),
        step(
            "Look where this report could not",
            "Data events (bedrock-mantle, the Claude Platform, agents) are only in a trail that records them: query "
            "its log files with Athena. Cost Explorer shows what was consumed, by service, Region and day.",
        ),
    )


def again_command(timeline: Timeline, command: str, *options: str) -> str | None:
    """The command that reads the same again, all events included; None where it could not be pasted."""
    account, target = timeline.account, _asked_again(timeline)
    if target is None:
        return None
    words = [
        "bks",
        # Another partition is found by one of its Regions; after the command it would narrow the search.
        *(() if account.partition == "aws" else ("--region", account.region)),
        command,
        *(("--demo",) if account.demo else ()),
        *(("--profile", account.profile) if account.profile else ()),
        *(word for region in timeline.regions_chosen for word in ("--region", region)),
        *("--days", str(timeline.days), *options, "--", target),
    ]
    return shlex.join(words) if all(map(str.isprintable, words)) else None


def _asked_again(timeline: Timeline) -> str | None:
    """What bks takes for the same target: its text, or an ARN where a user's name reads as something else."""
    target, account = timeline.target, timeline.account
    # The path is left out: it is no part of what makes a user's name unique.
    for text in (target.text, f"arn:{account.partition}:iam::{account.account_id}:user/{target.user_name}"):
        try:
            read = parse_target(text, timeline.until)
        except UsageError:
            continue
        if (read.kind, read.user_name) == (target.kind, target.user_name):
            return text
    return None
