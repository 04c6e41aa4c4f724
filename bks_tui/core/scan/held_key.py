"""One key of a listed user: an API key or an access key, by its id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bks_tui.core.cloudtrail.target import Target, TargetKind, target_of_access_key, target_of_alias
from bks_tui.core.evidence import known_items
from bks_tui.core.iam.user import STOPPED, AccessKey, ServiceSpecificCredential
from bks_tui.core.keys.alias import parse_alias
from bks_tui.core.scan.findings import Finding


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key, and the user that holds it."""

    holder: Finding
    key: ServiceSpecificCredential | AccessKey

    @property
    def key_id(self) -> str:
        """The id of the key."""
        return self.key.access_key_id if isinstance(self.key, AccessKey) else self.key.credential_id

    @property
    def is_access_key(self) -> bool:
        """Whether it is an access key, not an API key."""
        return isinstance(self.key, AccessKey)

    @property
    def is_stopped(self) -> bool:
        """Whether it is inactive or expired in IAM."""
        return self.key.status in STOPPED

    @property
    def described(self) -> str:
        """The key and its user in words."""
        return f"{'access key' if self.is_access_key else 'API key'} {self.key_id} of {self.holder.user.name}"

    def target(self, account_id: str) -> Target | None:
        """What CloudTrail is searched for; None for an API key whose alias is no such one."""
        if isinstance(self.key, AccessKey):
            return target_of_access_key(self.key.access_key_id, account_id)
        alias = parse_alias(self.key.alias) if self.key.alias else None
        return target_of_alias(alias) if alias else None


def held_keys(finding: Finding) -> tuple[HeldKey, ...]:
    """The keys of a user that are known to exist: its API keys and access keys."""
    user = finding.user
    api_keys = (HeldKey(finding, key) for key in user.api_keys)
    return (*api_keys, *(HeldKey(finding, key) for key in known_items(user.access_keys)))


def held_key_of(target: Target, findings: Iterable[Finding]) -> HeldKey | None:
    """The one key of a listed user that a target is; None for any other target."""
    alias, is_access_key = target.alias, target.kind is TargetKind.ACCESS_KEY
    if not alias and not is_access_key:
        return None
    for held in (each for finding in findings for each in held_keys(finding)):
        if held.is_access_key:
            if is_access_key and held.key_id == target.text:
                return held
        elif alias and isinstance(held.key, ServiceSpecificCredential) and held.key.alias == alias:
            return held
    return None
