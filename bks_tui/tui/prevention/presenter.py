"""The prevention screen: the policies, where each applies, what it would have blocked, and its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from bks_tui.core.account.organization_tree import OrganizationNodeKind, OrganizationTarget
from bks_tui.core.document import BulletList, Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.evidence import Known
from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.hunt.policy_use import PolicyUse, denies_use
from bks_tui.core.prevention.coverage import Organization, OrganizationPolicy, attached_name
from bks_tui.core.prevention.policies import POLICIES, POLICY_TYPE, ServiceControlPolicy
from bks_tui.core.prevention.policy_impact import exposure
from bks_tui.core.scan.findings import Finding
from bks_tui.export.prevention.key_use import KEY_USE, key_use_section
from bks_tui.export.prevention.status import diff_lines, summary
from bks_tui.tui.kit.option import Option

# More would hide the JSON; the scan has the whole list.
_MOST_SHOWN = 8


def policy_cells(
    policy: ServiceControlPolicy, organization: Organization | None, found: Sequence[Finding]
) -> tuple[Cell, ...]:
    """One row: the policy, where it applies, and how many findings it would have blocked."""
    held = summary(organization, policy).partition(";")[0].removeprefix("applies in ") if organization else "?"
    count = len(exposure(policy, found))
    tone = Tone.INFO if organization and not organization.missing(policy) else Tone.DIM
    return Cell(policy.name), Cell(held, tone), Cell(f"{count} found" if count else "none")


def policy_sections(
    policy: ServiceControlPolicy,
    organization: Organization | None,
    problem: str,
    found: Sequence[Finding],
    use: Section,
) -> tuple[Section, ...]:
    """A policy in full: its purpose, where it applies, how it differs there, what it would have blocked, its JSON."""
    return tuple(_sections(policy, organization, problem, found, use))


def key_use(
    policy: ServiceControlPolicy, hunt: Hunt | None, problem: str, organization: Organization | None
) -> Section:
    """Who used API keys and would be blocked; `problem` is why that is not known yet."""
    if not denies_use(policy):
        return key_use_section(None)
    if hunt is None:
        return Section(KEY_USE, (Paragraph(problem),), Tone.WARNING)
    return key_use_section(PolicyUse(policy, hunt, organization.accounts_at() if organization else None), _MOST_SHOWN)


def _sections(
    policy: ServiceControlPolicy,
    organization: Organization | None,
    problem: str,
    found: Sequence[Finding],
    use: Section,
) -> Iterator[Section]:
    purpose = KeyValues((KeyValue("blocks", policy.description), KeyValue("allows", policy.purpose.leaves)))
    yield Section(policy.name, (purpose,), Tone.STRONG)
    if organization is None:
        yield Section("The organization has not been read", (Paragraph(problem),), Tone.WARNING)
    else:
        yield Section(f"It {summary(organization, policy)}", (BulletList(tuple(_attachments(organization, policy))),))
        named = organization.named(policy)
        if named and not named.has_content_of(policy):
            difference = tuple(map(Paragraph, diff_lines(policy, organization)))
            yield Section(f"{named.name} has different content in the organization", difference, Tone.WARNING)
    blocked = exposure(policy, found)
    shown = map(Paragraph, blocked[:_MOST_SHOWN])
    more = [Paragraph(f"and {len(blocked) - _MOST_SHOWN} more", Tone.DIM)] if len(blocked) > _MOST_SHOWN else []
    yield Section(f"It would have blocked {len(blocked)} of the scan's findings", (*shown, *more))
    yield use
    yield Section("The policy", tuple(Paragraph(line, Tone.DIM) for line in policy.content.splitlines()))


def _attachments(organization: Organization, policy: ServiceControlPolicy) -> Iterator[str]:
    """Each policy of the organization with this content: the name that it has there, and where it is attached."""
    names = {target.target_id: target.described for target in organization.targets}
    for each in organization.policies:
        if each.has_content_of(policy):
            if isinstance(each.attached_to, Known):
                places = ", ".join(names.get(one, one) for one in each.attached_to.value)
                where = f"attached to {places}" if places else "attached nowhere"
            else:
                where = f"its attachments could not be read: {each.attached_to}"
            yield f"{each.name} ({each.policy_id}): {where}"


def target_cells(
    organization: Organization, policy: ServiceControlPolicy, target: OrganizationTarget, why: str
) -> tuple[Cell, ...]:
    """A row of the tree: the target, why the policy applies there, as `coverage` has it, or not, and the id."""
    others = [name for name in organization.attached_as(policy, target.target_id) if name != attached_name(policy)]
    if others:
        why = f"attached as {', '.join(others)}"
    is_missing = not why and target.kind is OrganizationNodeKind.ACCOUNT
    named = f"{'  ' * organization.depth(target)}{target.described}"
    return Cell(named), Cell("MISSING", Tone.WARNING) if is_missing else Cell(why), Cell(target.target_id, Tone.DIM)


def target_options(organization: Organization, ids: Sequence[str]) -> list[Option]:
    """The targets of these ids as a tree, to choose one."""
    return [
        Option(target.target_id, Cell(f"{'  ' * organization.depth(target)}{target.described}"), Cell(target.target_id))
        for target in organization.targets
        if target.target_id in ids
    ]


def policy_link(found: OrganizationPolicy | None, account: Account) -> ConsoleLink | NoConsole:
    """Where the console shows the policy as it is in the organization, if it is there."""
    if found is None:
        return NoConsole("the policy is not known to be in the organization")
    return ConsolePlace(account.partition, account.account_id).control_policy(found.policy_id)


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
