"""An AWS organization and its service control policies: the targets, the policies, and where they are attached.

Policies are recognised by their content, not only by their names: anyone can give a policy any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account.organization_tree import OrganizationNodeKind, OrganizationTarget
from bks_tui.core.evidence import Evidence, Known, Unread
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.prevention.denials import denying_names
from bks_tui.core.prevention.policies import ServiceControlPolicy

# https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
_ID = re.compile(r"r-[0-9a-z]+|ou-[0-9a-z-]+|\d{12}", re.ASCII | re.IGNORECASE)

# Why a policy is not needed at a target, followed by the names of others.
DENIED_BY = "denied by policy "


@dataclass(frozen=True, slots=True)
class OrganizationPolicy:
    """A service control policy of the organization: its content, and where it is attached (ids of targets)."""

    policy_id: str
    name: str
    content: Evidence[str]
    attached_to: Evidence[tuple[str, ...]]

    def has_content_of(self, policy: ServiceControlPolicy) -> bool:
        """Whether it is that policy of bks, by its content."""
        return isinstance(self.content, Known) and document_state(self.content.value) == document_state(policy.content)


@dataclass(frozen=True, slots=True)
class Organization:
    """The complete organization. `targets` are in tree order: each parent is followed by its children.

    `enabled` is whether service control policies are enabled. Each of `gaps` could not be read.
    """

    organization_id: str
    management_account_id: str
    enabled: bool
    targets: tuple[OrganizationTarget, ...]
    policies: tuple[OrganizationPolicy, ...]
    gaps: tuple[str, ...] = ()

    def find(self, target_id: str) -> OrganizationTarget | None:
        """The target with an id; `root` is the root."""
        return next(
            (
                target
                for target in self.targets
                if target.target_id == target_id or (target_id == "root" and target.kind is OrganizationNodeKind.ROOT)
            ),
            None,
        )

    def named_targets(self, name: str) -> tuple[OrganizationTarget, ...]:
        """The roots, OUs and accounts with a name; none for a text in the form of an id, which is never a name."""
        if _ID.fullmatch(name):
            return ()
        return tuple(target for target in self.targets if target.name == name)

    def depth(self, target: OrganizationTarget) -> int:
        """How many targets are above it."""
        return sum(1 for _ in self._above(target))

    def _above(self, target: OrganizationTarget) -> Iterator[OrganizationTarget]:
        by_id = {each.target_id: each for each in self.targets}
        while target.parent_id is not None and target.parent_id in by_id:
            target = by_id[target.parent_id]
            yield target

    def accounts_at(self, target: OrganizationTarget | None = None) -> frozenset[str]:
        """The ids of the accounts to which a policy at a target, or anywhere, can apply: not the management account."""
        accounts = (each for each in self.targets if each.kind is OrganizationNodeKind.ACCOUNT)
        return frozenset(
            each.target_id
            for each in accounts
            if each.target_id != self.management_account_id and (target is None or target in (each, *self._above(each)))
        )

    def attached_at(self, target_id: str) -> int:
        """How many policies are known to be attached to a target."""
        return sum(
            target_id in policy.attached_to.value for policy in self.policies if isinstance(policy.attached_to, Known)
        )

    def named(self, policy: ServiceControlPolicy) -> OrganizationPolicy | None:
        """The policy with the name that bks gives to this one, whatever its content."""
        return next((each for each in self.policies if each.name == attached_name(policy)), None)

    def same(self, policy: ServiceControlPolicy) -> OrganizationPolicy | None:
        """The policy with the same content, whatever its name; the one with the usual name first."""
        found = [each for each in self.policies if each.has_content_of(policy)]
        return next((each for each in found if each.name == attached_name(policy)), found[0] if found else None)

    def attached_target_ids(self, policy: ServiceControlPolicy) -> tuple[str, ...]:
        """The ids of the targets to which a policy with the same content is attached."""
        places = (each.attached_to for each in self.policies if each.has_content_of(policy))
        return tuple(dict.fromkeys(target for place in places if isinstance(place, Known) for target in place.value))

    def attached_as(self, policy: ServiceControlPolicy, target_id: str) -> tuple[str, ...]:
        """The names of the policies with the same content that are attached to a target."""
        same = (each for each in self.policies if each.has_content_of(policy))
        return tuple(
            each.name for each in same if isinstance(each.attached_to, Known) and target_id in each.attached_to.value
        )

    def coverage(self, policy: ServiceControlPolicy) -> Mapping[str, str]:
        """For each target, why the policy applies: `attached`, or `inherited from NAME`; empty if it does not apply.

        `denied by policy NAME`: it does not apply, but other policies deny the same requests.
        """
        holders, reasons = set(self.attached_target_ids(policy)), dict[str, str]()
        others = self.denied_by_others(policy)
        for target in self.targets:
            above = next((each for each in self._above(target) if each.target_id in holders), None)
            if target.target_id == self.management_account_id:
                reasons[target.target_id] = "does not apply to the management account"
            elif target.target_id in holders:
                reasons[target.target_id] = "attached"
            elif above:
                reasons[target.target_id] = f"inherited from {above.name}"
            else:
                names = others[target.target_id]
                reasons[target.target_id] = f"{DENIED_BY}{' and '.join(names)}" if names else ""
        return reasons

    def denied_by_others(self, policy: ServiceControlPolicy) -> Mapping[str, tuple[str, ...]]:
        """For each target, the names of other policies that deny together all that this one denies; none otherwise.

        That is evaluated, request by request: what they deny on conditions that are not known counts as not denied.
        """
        others = [
            (each.name, each.content.value, frozenset(each.attached_to.value))
            for each in self.policies
            if isinstance(each.attached_to, Known)
            and isinstance(each.content, Known)
            and not each.has_content_of(policy)
        ]
        found = dict[str, tuple[str, ...]]()
        for target in self.targets:
            above = {target.target_id, *(each.target_id for each in self._above(target))}
            found[target.target_id] = denying_names(
                policy, ((name, content) for name, content, attached_to in others if above & attached_to)
            )
        return found

    def missing(self, policy: ServiceControlPolicy) -> tuple[OrganizationTarget, ...]:
        """The accounts in which neither the policy applies nor others that deny the same.

        Except the management account: no policy applies there.
        """
        coverage = self.coverage(policy)
        return tuple(
            target
            for target in self.targets
            if target.kind is OrganizationNodeKind.ACCOUNT and not coverage[target.target_id]
        )


def attached_name(policy: ServiceControlPolicy) -> str:
    """The name of a policy of bks in an organization."""
    return f"bks-{policy.name}"


def unread_policies(policies: tuple[OrganizationPolicy, ...]) -> Iterator[str]:
    """What could not be read of the policies, a sentence each."""
    for policy in policies:
        for what, fact in (("its content", policy.content), ("its attachments", policy.attached_to)):
            if isinstance(fact, Unread):
                yield f"policy {policy.name}: {what} could not be read: {fact}"
