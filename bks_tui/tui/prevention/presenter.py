"""The prevention screen: the policies, where each applies, what it would have blocked, and its JSON."""

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

# More would hide the JSON; the scan has the whole list.
_MOST_SHOWN = 8


def policy_cells(
    policy: ServiceControlPolicy, organization: Organization | None, found: Sequence[Finding]
) -> tuple[Cell, ...]:
    """One row: the policy, where it applies, and how many findings it would have blocked."""
    held = summary(organization, policy).removeprefix("holds in ") if organization else "?"
    count = len(exposure(policy, found))
    tone = Tone.ACTIVE if organization and not organization.missing(policy) else Tone.DIM
    return cell(policy.name), cell(held, tone), cell(f"{count} found" if count else "none")


def policy_sections(
    policy: ServiceControlPolicy, organization: Organization | None, problem: str, found: Sequence[Finding]
) -> tuple[CellSection, ...]:
    """A policy in full: its purpose, where it applies, how it differs there, what it would have blocked, its JSON."""
    return tuple(_sections(policy, organization, problem, found))


def _sections(
    policy: ServiceControlPolicy, organization: Organization | None, problem: str, found: Sequence[Finding]
) -> Iterator[CellSection]:
    words = (Line("blocks", cell(policy.description)), Line("allows", cell(policy.purpose.leaves)))
    yield CellSection(cell(policy.name, Tone.STRONG), words)
    if organization is None:
        yield CellSection(cell("The organization has not been read", Tone.UNKNOWN), (Line("", cell(problem)),))
    else:
        lines = tuple(Line("", Cell(line)) for line in tree_lines(organization, policy))
        yield CellSection(cell(f"It {summary(organization, policy)}"), lines)
        named = organization.named(policy)
        if named and not named.has_content_of(policy):
            difference = tuple(Line("", Cell(line)) for line in diff_lines(policy, organization))
            yield CellSection(cell(f"{named.name} has different content in the organization", Tone.UNKNOWN), difference)
    blocked = exposure(policy, found)
    shown = [Line("", cell(each)) for each in blocked[:_MOST_SHOWN]]
    more = [Line("", cell(f"and {len(blocked) - _MOST_SHOWN} more", Tone.DIM))] if len(blocked) > _MOST_SHOWN else []
    yield CellSection(cell(f"It would have blocked {len(blocked)} of the scan's findings"), (*shown, *more))
    yield CellSection(cell("The policy"), tuple(Line("", cell(line, Tone.DIM)) for line in policy.content.splitlines()))


def target_options(organization: Organization, ids: Sequence[str]) -> list[Option]:
    """The targets of these ids as a tree, to choose one."""
    return [
        Option(target.target_id, cell(f"{'  ' * organization.depth(target)}{target.described}"), cell(target.target_id))
        for target in organization.targets
        if target.target_id in ids
    ]


def creation_command(policy: ServiceControlPolicy, account: Account) -> str | None:
    """The AWS CLI command that creates the policy."""
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
