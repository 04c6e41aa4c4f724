"""Recommended steps for an incident, with AWS CLI commands: contain first, then review, delete last.

This is the order that AWS recommends for a compromised key: deactivate (reversible), review, replace,
delete. `bks revoke-key` and `bks cleanup` do the same; these commands work without bks.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command, role_profile, role_profile_commands
from bks_tui.core.account.bks_command import role_options
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.document import Commands, Paragraph, Section
from bks_tui.core.errors import UsageError
from bks_tui.core.timeline.findings import FindingSource
from bks_tui.core.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommended step: the reason, and the commands for a POSIX shell in order, if any."""

    title: str
    why: str
    commands: tuple[str, ...]

    @property
    def section(self) -> Section:
        """The step as it is written in a report."""
        return instructions(self.title, self.why, self.commands)


def instructions(title: str, text: str, commands: tuple[str, ...]) -> Section:
    """A subsection of some sentences and the commands, if any."""
    return Section(title, (Paragraph(text), *([Commands(commands)] if commands else ())))


def step(title: str, why: str, *commands: str | None, otherwise: str = "use the IAM console") -> Recommendation:
    """A step; a command that is None cannot be pasted safely: the step says so, and what to do `otherwise`."""
    unsafe = f" A command with a name that cannot be pasted safely is missing: {otherwise}." if None in commands else ""
    return Recommendation(title, why + unsafe, tuple(command for command in commands if command))


def steps_for_all(timeline: Timeline, steps: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """`steps`, with the first and the last steps of every incident."""
    return (
        step(
            "Preserve evidence",
            "Deleting a key also deletes its alias, dates and status.",
            again_command(timeline, "report", "--format", "json", "--output", "incident.json"),
            otherwise="save this report as JSON as well",
        ),
        *_profile_steps(timeline.account),
        *steps,
        *_sign_in_steps(timeline),
        step(
            "Review before you delete anything",
            "Check the signals for everything that was created: users, keys, permissions, sessions. Each can give the "
            "attacker access again and needs the same steps. Replace keys that are still needed with roles or "
            "short-term keys.",
        ),
        step(
            "Check the sources that this report does not cover",
            "Data events (bedrock-mantle, the Claude Platform, agents) are only in a trail that records them: query "
            "its log files with Athena. Cost Explorer shows the usage by service, Region and day.",
        ),
    )


def _sign_in_steps(timeline: Timeline) -> Iterator[Recommendation]:
    """How to end the active sign-in sessions, if further sources were asked and showed any."""
    sessions = [finding for finding in timeline.findings if finding.source is FindingSource.SIGN_IN]
    if sessions:
        yield step(
            "End the sign-in sessions",
            "Each outlives the password, and gives new credentials until it expires. Revoking the key with bks and "
            "--end-sign-in-sessions does the same.",
            *(
                aws_command(
                    timeline.account,
                    "signin",
                    "batch-revoke-sessions",
                    principal_arn=session.about,
                    session_arns=session.finding_id,
                )
                for session in sessions
            ),
        )


def _profile_steps(account: Account) -> Iterator[Recommendation]:
    """The profile that the commands of the AWS CLI need, where the account is reached through a role."""
    if account.role is None:
        return
    missing = ["source_profile (or credential_source) for your own credentials"] if account.profile is None else []
    missing += ["external_id, which the role demands"] if account.role.external_id else []
    yield step(
        f"Create the profile {role_profile(account.role)}",
        f"The commands below work in account {account.account_id} through this profile, and fail without it."
        + (f" Also set {' and '.join(missing)} in it." if missing else ""),
        *role_profile_commands(account),
    )


def again_command(timeline: Timeline, command: str, *options: str) -> str | None:
    """The command that reads the same again with all events; None if it cannot be pasted safely."""
    account, target = timeline.account, _asked_again(timeline)
    if target is None:
        return None
    words = [
        "bks",
        # A Region selects the partition; after the command it would limit the search to this Region.
        *(() if account.partition == "aws" else ("--region", account.region)),
        command,
        *(("--demo",) if account.demo else ()),
        *(("--profile", account.profile) if account.profile else ()),
        *role_options(account),
        *(word for region in timeline.regions_chosen for word in ("--region", region)),
        *(timeline.search_options or ("--days", str(timeline.days))),
        *(("--findings",) if timeline.readings else ()),
        *(*options, "--", target),
    ]
    return shlex.join(words) if all(map(str.isprintable, words)) else None


def _asked_again(timeline: Timeline) -> str | None:
    """The text that means the same target: its own, or an ARN if the user name means something else."""
    target, account = timeline.target, timeline.account
    # Without the path: user names are unique without it.
    for text in (target.text, f"arn:{account.partition}:iam::{account.account_id}:user/{target.user_name}"):
        try:
            read = parse_target(text, timeline.until)
        except UsageError:
            continue
        if (read.kind, read.user_name) == (target.kind, target.user_name):
            return text
    return None
