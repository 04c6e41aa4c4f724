"""A simulated organization: its tree, its service control policies and where they are attached.

Separate from `services.organizations`, which answers requests, so that an account can contain one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FULL_ACCESS = "p-FullAWSAccess"


@dataclass
class StoredTarget:
    """A root, an OU or an account of the organization."""

    target_id: str
    name: str
    parent_id: str | None
    # Of an account, as ListAccounts returns it.
    state: str = "ACTIVE"


@dataclass
class StoredPolicy:
    """A service control policy, and the ids of the targets that it is attached to."""

    policy_id: str
    name: str
    description: str
    content: str
    aws_managed: bool = False
    targets: list[str] = field(default_factory=list)


class SimulatedOrganization:
    """The mutable state of an organization; its root has AWS's own policy attached, as everything has."""

    def __init__(self, management_account_id: str) -> None:
        self.organization_id = "o-exampleorg"
        self.management_account_id = management_account_id
        # Other accounts that may read the organization.
        self.delegated_administrators: set[str] = set()
        self.enabled = True
        self.targets: dict[str, StoredTarget] = {}
        self.policies: dict[str, StoredPolicy] = {
            FULL_ACCESS: StoredPolicy(FULL_ACCESS, "FullAWSAccess", "", "{}", aws_managed=True)
        }
        self.root = self._add("r-ab12", "Root", None)
        self.add_account(management_account_id, "management", self.root)

    def _add(self, target_id: str, name: str, parent: StoredTarget | None) -> StoredTarget:
        target = StoredTarget(target_id, name, parent.target_id if parent else None)
        self.targets[target_id] = target
        self.policies[FULL_ACCESS].targets.append(target_id)
        return target

    def add_unit(self, name: str, parent: StoredTarget) -> StoredTarget:
        """An OU below a root or another OU."""
        return self._add(f"ou-ab12-{len(self.targets):08d}", name, parent)

    def add_account(self, account_id: str, name: str, parent: StoredTarget, state: str = "ACTIVE") -> StoredTarget:
        """An account in a root or an OU."""
        account = self._add(account_id, name, parent)
        account.state = state
        return account

    @property
    def accounts(self) -> tuple[StoredTarget, ...]:
        """The accounts."""
        return tuple(target for target in self.targets.values() if target.target_id.isdecimal())

    def path_of(self, account: StoredTarget) -> str:
        """The path of an account, as ListAccounts returns it: `o-exampleorg/r-ab12/ou-ab12-00000001/`."""
        above = list[str]()
        parent_id = account.parent_id
        while parent_id:
            above.append(parent_id)
            parent_id = self.targets[parent_id].parent_id
        return "/".join((self.organization_id, *reversed(above), ""))

    def add_policy(self, name: str, content: str, *targets: StoredTarget) -> StoredPolicy:
        """A policy of the organization's own, attached to these targets."""
        policy = StoredPolicy(f"p-{len(self.policies):08d}", name, "", content, targets=[t.target_id for t in targets])
        self.policies[policy.policy_id] = policy
        return policy
