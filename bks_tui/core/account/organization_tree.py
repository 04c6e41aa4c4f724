"""The roots, OUs and accounts of an organization."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class OrganizationNodeKind(Enum):
    """What a policy can be attached to."""

    ROOT = "root"
    UNIT = "OU"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class OrganizationTarget:
    """A root, an OU or an account; `parent_id` is None for a root."""

    target_id: str
    kind: OrganizationNodeKind
    name: str
    parent_id: str | None

    @property
    def described(self) -> str:
        """Its kind and name: `OU workloads`."""
        return f"{self.kind.value} {self.name}"
