"""What is to be changed in AWS: pure data, made from fresh evidence and shown whole before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account import Account
from bks_tui.core.aws_command import aws_command
from bks_tui.core.errors import ChangedError, UsageError
from bks_tui.core.identity import STOPPED, ServiceSpecificCredential


@dataclass(frozen=True, slots=True)
class ApiKeyChoice:
    """Exactly one API key in IAM, as a scan found it: what a person decided on."""

    user_name: str
    credential_id: str
    alias: str


@dataclass(frozen=True, slots=True)
class ApiKeyEvidence:
    """A user and all its service-specific credentials, as AWS told them at one moment.

    `user_id` tells a user from a later one of the same name.
    """

    account: Account
    user_name: str
    user_id: str
    credentials: tuple[ServiceSpecificCredential, ...]

    def find(self, choice: ApiKeyChoice) -> ServiceSpecificCredential:
        """The chosen API key. Raises ChangedError if the user holds no such key any more."""
        for credential in self.credentials:
            if (credential.credential_id, credential.alias) == (choice.credential_id, choice.alias):
                return credential
        raise ChangedError(
            f"{self.user_name} holds no API key {choice.credential_id} of the alias {choice.alias} any more",
            "Nothing was written. Ask AWS again (r), and look who holds it now.",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One write to IAM: the operation by IAM's own name, what it is called with, and what takes it back."""

    title: str
    action: str
    parameters: Mapping[str, str]
    undo: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be written, what that stops and what it leaves, and the command that takes it back.

    Made from `evidence`: it holds only as long as AWS still says the same. `undo_command` is None
    where a name could not be pasted into a shell.
    """

    choice: ApiKeyChoice
    evidence: ApiKeyEvidence
    change: Change
    stops: tuple[str, ...]
    leaves: tuple[str, ...]
    undo_command: str | None

    @property
    def key(self) -> ServiceSpecificCredential:
        """The API key as it was when the plan was made."""
        return self.evidence.find(self.choice)


def require_unchanged(confirmed: Plan, fresh: ApiKeyEvidence) -> None:
    """Hold what was confirmed against what AWS says now. Raises ChangedError where anything that matters differs."""
    before = confirmed.evidence
    now = fresh.find(confirmed.choice)
    for what, shown, found in (
        ("the account", before.account.account_id, fresh.account.account_id),
        (f"the user id of {before.user_name}", before.user_id, fresh.user_id),
        ("the status of the key", confirmed.key.status, now.status),
        ("the creation date of the key", confirmed.key.created, now.created),
    ):
        if shown != found:
            raise ChangedError(
                f"{what} was {shown} when it was shown and is {found} now",
                "Nothing was written. Ask AWS again (r), and decide anew.",
            )


def plan_containment(choice: ApiKeyChoice, evidence: ApiKeyEvidence) -> Plan:
    """Make exactly this API key Inactive, the reversible first step of AWS's own guidance for a leaked key.

    Raises ChangedError if the user does not hold it, UsageError if it does not work anyway.
    """
    key = evidence.find(choice)
    if key.status in STOPPED:
        raise UsageError(f"API key {key.credential_id} is {key.status} already", "Nothing is to be done about it.")
    target = {"UserName": evidence.user_name, "ServiceSpecificCredentialId": key.credential_id}
    return Plan(
        choice=choice,
        evidence=evidence,
        change=Change(
            title=f"Make API key {key.credential_id} of {evidence.user_name} inactive",
            action="UpdateServiceSpecificCredential",
            parameters={**target, "Status": "Inactive"},
            undo={**target, "Status": "Active"},
        ),
        stops=("Every caller with this key, its rightful owner too, within seconds as a rule.",),
        leaves=tuple(_leaves(key, evidence)),
        undo_command=aws_command(
            evidence.account,
            "iam",
            "update-service-specific-credential",
            user_name=evidence.user_name,
            service_specific_credential_id=key.credential_id,
            status="Active",
        ),
    )


def _leaves(key: ServiceSpecificCredential, evidence: ApiKeyEvidence) -> Iterator[str]:
    for other in evidence.credentials:
        if other != key and other.status not in STOPPED:
            yield f"Credential {other.credential_id} of {other.service_name} ({other.status})."
    yield "Access keys, a password, short-term keys that the user signed: its report tells of them."
