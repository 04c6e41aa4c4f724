"""The owner of a decoded key in the account of the session.

The name in a key can be outdated, and another user can have the name today. So the credential alias
decides first, and the name only after it; the sentence says if they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.evidence import known_items
from bks_tui.core.iam.user import STOPPED
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind
from bks_tui.core.scan.findings import Finding
from bks_tui.core.services import service_by_name


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the account says about a key.

    `user_name` is the user that has the key today, or most likely has it; None if no such user is known.
    `credential_id` is the credential in IAM, if the alias identifies it, and `is_stopped` whether it is
    inactive or expired in IAM. `deletion` is set if bks deleted the key. `elsewhere` means that the key
    belongs to another account: bks must change nothing here because of it.
    """

    sentence: str
    user_name: str | None = None
    credential_id: str | None = None
    is_stopped: bool = False
    deletion: Deletion | None = None
    elsewhere: bool = False


def containment_command(owner: Ownership, account: Account) -> str | None:
    """The AWS CLI command that deactivates exactly this key, which can be undone.

    None if the alias does not identify the key, if it is already inactive, or if a name cannot be
    pasted safely.
    """
    if owner.user_name is None or owner.credential_id is None or owner.is_stopped:
        return None
    return aws_command(
        account,
        "iam",
        "update-service-specific-credential",
        user_name=owner.user_name,
        service_specific_credential_id=owner.credential_id,
        status="Inactive",
    )


def find_owner(
    key: DecodedKey, account_id: str | None, findings: Sequence[Finding], deleted: Sequence[Deletion] = ()
) -> Ownership:
    """The owner of `key` in the account `account_id` (None: no identity yet), from the findings of a scan.

    `deleted` are the keys of the account that bks deleted.
    """
    if account_id is None:
        return Ownership("No AWS identity: the owner of the key today is unknown.")
    if key.account_id is None:
        return Ownership("The key contains no account id.")
    if key.account_id != account_id:
        return Ownership(f"This key belongs to account {key.account_id}, not to {account_id}.", elsewhere=True)
    if key.kind is KeyKind.SHORT_TERM:
        return _by_access_key(key, findings)
    return _by_alias(key, findings) or _by_deletion(key, findings, deleted) or _by_name(key, findings)


def holder_of(target: Target, findings: Iterable[Finding]) -> Finding | None:
    """The listed user that a target is, or whose key it is; None where no listed user is."""
    for finding in findings:
        user = finding.user
        if target.alias:
            is_it = target.alias in {credential.alias for credential in user.api_keys}
        elif target.access_key_ids:
            is_it = bool({key.access_key_id for key in known_items(user.access_keys)} & {*target.access_key_ids})
        else:
            is_it = target.kind is TargetKind.USER and target.user_name == user.name
        if is_it:
            return finding
    return None


def _by_alias(key: DecodedKey, findings: Sequence[Finding]) -> Ownership | None:
    for finding in findings:
        for credential in finding.user.api_keys:
            if key.alias and credential.alias == key.alias.text and credential.service == key.service:
                name = finding.user.name
                # An alias `alice+1` is alice's second key, or the first one of a user called alice+1.
                same = key.alias.text.startswith(f"{name}-at-") or key.alias.user == name
                renamed = "" if same else f", renamed: the key was created for {key.alias.user}"
                sentence = f"Held by {name} as {credential.credential_id} ({credential.status}){renamed}."
                return Ownership(sentence, name, credential.credential_id, credential.status in STOPPED)
    return None


def _by_deletion(key: DecodedKey, findings: Sequence[Finding], deleted: Sequence[Deletion]) -> Ownership | None:
    found = next((each for each in reversed(deleted) if each.is_of(key)), None)
    if found is None:
        return None
    is_there = any(finding.user.name == found.user_name for finding in findings)
    return Ownership(found.sentence, found.user_name if is_there else None, deletion=found)


def _by_name(key: DecodedKey, findings: Sequence[Finding]) -> Ownership:
    names = {finding.user.name for finding in findings}
    if key.user_name in names:
        sentence = (
            f"The user {key.user_name} exists but has no key with this alias: "
            "the key was deleted, or this is another user with the same name."
        )
        return Ownership(sentence, key.user_name)
    return Ownership("No listed user has this key: it was deleted, or could not be read.")


def _by_access_key(key: DecodedKey, findings: Sequence[Finding]) -> Ownership:
    for finding in findings:
        if key.access_key_id in {one.access_key_id for one in known_items(finding.user.access_keys)}:
            return Ownership(f"Signed with access key {key.access_key_id} of {finding.user.name}.", finding.user.name)
    return Ownership("Signed by a session or user outside this list; CloudTrail shows which one.")


@dataclass(frozen=True, slots=True)
class Deletion:
    """An API key that bks deleted, and in which operation. `summary` is its state before the deletion."""

    credential_id: str
    user_name: str
    operation_id: str
    when: datetime
    summary: str

    @property
    def sentence(self) -> str:
        """When and by which operation it was deleted."""
        return (
            f"API key {self.credential_id} of {self.user_name} was deleted by bks on {self.when:%Y-%m-%d %H:%M} UTC "
            f"(operation {self.operation_id[:8]}) and cannot be restored."
        )

    def is_of(self, key: DecodedKey) -> bool:
        """Whether a decoded key is this one: alias and service are the same."""
        alias, _, rest = self.summary.removeprefix("alias ").partition("; ")
        service = rest.partition(";")[0]
        return key.alias is not None and alias == key.alias.text and key.service in (None, service_by_name(service))
