"""The prevention screen as it is shown: the policies, where each holds, what it would have stopped, what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.prevention.coverage import Organization, attached_name
from bks_tui.core.prevention.policies import POLICIES, POLICY_TYPE, ServiceControlPolicy
from bks_tui.core.prevention.policy_impact import exposure
from bks_tui.core.scan.findings import Finding
from bks_tui.export.prevention.status import diff_lines, summary, tree_lines
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Option, Tone, cell

# More would hide the rest; the whole list is in the scan.
_MOST_SHOWN = 8


def policy_cells(
    policy: ServiceControlPolicy, organization: Organization | None, found: Sequence[Finding]
) -> tuple[Cell, ...]:
    """One row: the policy, where it holds, and how much of what was found it would have stopped."""
    held = summary(organization, policy).removeprefix("holds in ") if organization else "?"
    count = len(exposure(policy, found))
    tone = Tone.ACTIVE if organization and not organization.missing(policy) else Tone.DIM
    return cell(policy.name), cell(held, tone), cell(f"{count} found" if count else "none found")


def policy_sections(
    policy: ServiceControlPolicy, organization: Organization | None, problem: str, found: Sequence[Finding]
) -> tuple[CellSection, ...]:
    """All about a policy: in words, where it holds, what it would have stopped, how it differs there, and its JSON."""
    return tuple(_sections(policy, organization, problem, found))


def _sections(
    policy: ServiceControlPolicy, organization: Organization | None, problem: str, found: Sequence[Finding]
) -> Iterator[CellSection]:
    words = (Line("stops", cell(policy.description)), Line("leaves", cell(policy.purpose.leaves)))
    yield CellSection(cell(policy.name, Tone.STRONG), words)
    if organization is None:
        yield CellSection(cell("Where it holds is not known", Tone.UNKNOWN), (Line("", cell(problem)),))
    else:
        lines = tuple(Line("", Cell(line)) for line in tree_lines(organization, policy))
        yield CellSection(cell(f"It {summary(organization, policy)}"), lines)
        named = organization.named(policy)
        if named and not named.has_content_of(policy):
            difference = tuple(Line("", Cell(line)) for line in diff_lines(policy, organization))
            yield CellSection(cell(f"{named.name} says something else there", Tone.UNKNOWN), difference)
    stopped = exposure(policy, found)
    shown = [Line("", cell(each)) for each in stopped[:_MOST_SHOWN]]
    more = [Line("", cell(f"and {len(stopped) - _MOST_SHOWN} more", Tone.DIM))] if len(stopped) > _MOST_SHOWN else []
    yield CellSection(cell(f"It would have stopped {len(stopped)} of what the scan found"), (*shown, *more))
    yield CellSection(cell("The policy"), tuple(Line("", cell(line, Tone.DIM)) for line in policy.content.splitlines()))


def target_options(organization: Organization, ids: Sequence[str]) -> list[Option]:
    """The targets of these ids as a tree, to choose one."""
    return [
        Option(target.target_id, cell(f"{'  ' * organization.depth(target)}{target.described}"), cell(target.target_id))
        for target in organization.targets
        if target.target_id in ids
    ]


def creation_command(policy: ServiceControlPolicy, account: Account) -> str | None:
    """The command of the AWS CLI that makes the policy."""
    return aws_command(
        account,
        "organizations",
        "create-policy",
        name=attached_name(policy),
        type=POLICY_TYPE,
        description=policy.description,
        content=policy.minified,
    )


ROWS = tuple(policy.name for policy in POLICIES)
