"""Where the policies are attached in an organization, as text and JSON, and how one differs from that of bks."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.account.organization_tree import OrganizationNodeKind, OrganizationTarget
from bks_tui.core.evidence import Known
from bks_tui.core.prevention.coverage import DENIED_BY, Organization, attached_name
from bks_tui.core.prevention.policies import POLICIES, ServiceControlPolicy
from bks_tui.core.text import pluralize, sanitize

SCHEMA = "bks.scp/1"


def status_lines(choice: SessionChoice, organization: Organization) -> Iterator[str]:
    """The tree under each policy that is attached somewhere, and a line with the others."""
    not_attached = []
    for policy in POLICIES:
        named = organization.named(policy)
        if not (named or organization.attached_target_ids(policy) or _denied_by_others(organization, policy)):
            not_attached.append(policy.name)
            continue
        yield f"{policy.name}: {summary(organization, policy)}"
        if named and not named.has_content_of(policy):
            command = bks_command(choice, "scp", "diff", policy.name)
            yield f"  {sanitize(named.name)} has other content: '{sanitize(command)}' shows the difference"
        yield from (f"  {line}" for line in tree_lines(organization, policy))
        yield ""
    if not_attached:
        yield f"not attached: {', '.join(not_attached)}"


def summary(organization: Organization, policy: ServiceControlPolicy) -> str:
    """In how many accounts a policy applies."""
    bound, missing = _bound(organization), organization.missing(policy)
    others = len(_denied_by_others(organization, policy))
    return f"applies in {len(bound) - len(missing) - others} of {pluralize(len(bound), 'account')}" + (
        f"; in {others} more, other policies deny the same" if others else ""
    )


def _bound(organization: Organization) -> list[OrganizationTarget]:
    """The accounts to which policies apply: not the management account."""
    accounts = (target for target in organization.targets if target.kind is OrganizationNodeKind.ACCOUNT)
    return [target for target in accounts if target.target_id != organization.management_account_id]


def _denied_by_others(organization: Organization, policy: ServiceControlPolicy) -> dict[str, tuple[str, ...]]:
    """The accounts in which the policy does not apply, but others deny the same: by their ids, with the names."""
    coverage, others = organization.coverage(policy), organization.denied_by_others(policy)
    bound = (target.target_id for target in _bound(organization))
    return {account: others[account] for account in bound if coverage[account].startswith(DENIED_BY)}


def tree_lines(organization: Organization, policy: ServiceControlPolicy) -> Iterator[str]:
    """The organization as a tree: why the policy applies to each target, or that it is missing."""
    coverage = organization.coverage(policy)
    for target in organization.targets:
        why = coverage[target.target_id] or ("MISSING" if target.kind is OrganizationNodeKind.ACCOUNT else "")
        yield f"{'  ' * organization.depth(target)}{_named(target)}{f': {sanitize(why)}' if why else ''}"


def _named(target: OrganizationTarget) -> str:
    return f"{sanitize(target.described)} ({sanitize(target.target_id)})"


def status_document(organization: Organization) -> dict[str, object]:
    """The same as objects."""
    return {
        "schema": SCHEMA,
        "organization_id": organization.organization_id,
        "management_account_id": organization.management_account_id,
        "service_control_policies_enabled": organization.enabled,
        "complete": not organization.gaps,
        "not_read": list(organization.gaps),
        "targets": [
            {
                "id": target.target_id,
                "kind": target.kind.value,
                "name": target.name,
                "parent": target.parent_id,
                "attached": organization.attached_at(target.target_id),
            }
            for target in organization.targets
        ],
        "policies": [_policy(organization, policy) for policy in POLICIES],
    }


def _policy(organization: Organization, policy: ServiceControlPolicy) -> dict[str, object]:
    named = organization.named(policy)
    return {
        "name": policy.name,
        "policy_ids": [each.policy_id for each in organization.policies if each.has_content_of(policy)],
        "attached_to": list(organization.attached_target_ids(policy)),
        "missing_in": [target.target_id for target in organization.missing(policy)],
        "denied_by_others": [
            {"account_id": account, "policies": list(names)}
            for account, names in _denied_by_others(organization, policy).items()
        ],
        "name_says_something_else": bool(named and not named.has_content_of(policy)),
    }


def diff_lines(policy: ServiceControlPolicy, organization: Organization) -> Iterator[str]:
    """The difference to the policy with that name in the organization, as a unified diff."""
    named = organization.named(policy)
    if named is None:
        yield f"The organization has no policy {attached_name(policy)}."
    elif not isinstance(named.content, Known):
        yield f"The content of {attached_name(policy)} could not be read: {named.content}"
    elif named.has_content_of(policy):
        yield f"{attached_name(policy)} has the same content."
    else:
        there, here = _readable(named.content.value), policy.content.splitlines()
        difference = difflib.unified_diff(
            there, here, f"{attached_name(policy)} in the organization", policy.name, lineterm=""
        )
        yield from map(sanitize, difference)


def _readable(content: str) -> list[str]:
    try:
        return json.dumps(json.loads(content), indent=2).splitlines()
    except (ValueError, RecursionError):
        return content.splitlines()
