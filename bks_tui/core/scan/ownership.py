"""Whose key is this: a decoded key held against the account that bks looks at.

The name in a key may be stale and another user may hold it today, so the credential alias decides
first and the name only after it, with the difference told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.evidence import known_items
from bks_tui.core.iam.user import STOPPED
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind
from bks_tui.core.scan.findings import Finding
from bks_tui.core.services import service_by_name


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the account says about a key.

    `user_name` is the user that holds it today, or is most likely to; None if there is none in
    sight. `credential_id` is the credential in IAM, where the alias settles it, and `is_stopped` tells
    whether AWS said that it does nothing any more. `deletion` is that of the key, where bks deleted it.
    `elsewhere` means that the key belongs to another account: nothing may be written for it here.
    """

    sentence: str
    user_name: str | None = None
    credential_id: str | None = None
    is_stopped: bool = False
    deletion: Deletion | None = None
    elsewhere: bool = False


def containment_command(owner: Ownership, account: Account) -> str | None:
    """The AWS CLI's command that sets exactly this key Inactive, which can be taken back.

    None where the alias does not settle which key it is, where it is stopped already, or where a name
    could not be pasted as it is.
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
    """Who holds `key` in the account `account_id` (None: no identity yet), by what a scan found.

    `deleted` are the keys of the account that bks deleted.
    """
    if account_id is None:
        return Ownership("No AWS identity, so nothing is known about its user today.")
    if key.account_id is None:
        return Ownership("The key does not tell its account.")
    if key.account_id != account_id:
        return Ownership(f"This key belongs to account {key.account_id}, not to {account_id}.", elsewhere=True)
    if key.kind is KeyKind.SHORT_TERM:
        return _by_access_key(key, findings)
    return _by_alias(key, findings) or _by_deletion(key, findings, deleted) or _by_name(key, findings)


def _by_alias(key: DecodedKey, findings: Sequence[Finding]) -> Ownership | None:
    for finding in findings:
        for credential in finding.user.api_keys:
            if key.alias and credential.alias == key.alias.text and credential.service == key.service:
                name = finding.user.name
                # An alias `alice+1` is alice's second key, or the first one of a user called alice+1.
                same = key.alias.text.startswith(f"{name}-at-") or key.alias.user == name
                renamed = "" if same else f", renamed since: the key says {key.alias.user}"
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
            f"A user {key.user_name} exists, but holds no key of this alias: "
            "it was deleted, or the user is another of that name."
        )
        return Ownership(sentence, key.user_name)
    return Ownership("No listed user holds this key: it was deleted, or has not been read.")


def _by_access_key(key: DecodedKey, findings: Sequence[Finding]) -> Ownership:
    for finding in findings:
        if key.access_key_id in {one.access_key_id for one in known_items(finding.user.access_keys)}:
            return Ownership(f"Signed with access key {key.access_key_id} of {finding.user.name}.", finding.user.name)
    return Ownership("Signed by a session or a user that is not listed here; only CloudTrail tells whose.")


@dataclass(frozen=True, slots=True)
class Deletion:
    """An API key that bks deleted, and in which operation. `told` is what was known of it then."""

    credential_id: str
    user_name: str
    operation_id: str
    when: datetime
    told: str

    @property
    def sentence(self) -> str:
        """What became of it, and what cannot be done about it."""
        return (
            f"API key {self.credential_id} of {self.user_name} was deleted by bks on {self.when:%Y-%m-%d %H:%M} UTC "
            f"(operation {self.operation_id[:8]}) and cannot be restored."
        )

    def is_of(self, key: DecodedKey) -> bool:
        """Whether a decoded key is this one: its alias and its service are the same."""
        alias, _, rest = self.told.removeprefix("alias ").partition("; ")
        service = rest.partition(";")[0]
        return key.alias is not None and alias == key.alias.text and key.service in (None, service_by_name(service))
