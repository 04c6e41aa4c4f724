"""The API keys that bks deleted, by what the journal tells: AWS keeps nothing of a key, neither alias nor dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.account import Account
from bks_tui.core.decoded import DecodedKey
from bks_tui.core.operation import Operation, StepOutcome
from bks_tui.core.services import service_by_name

_DELETES = "iam:DeleteServiceSpecificCredential"


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


def deletions(operations: Iterable[Operation], account: Account) -> Iterator[Deletion]:
    """The API keys of this account that bks deleted, as AWS confirmed; the demo account is another account."""
    for operation in operations:
        of = operation.plan.account
        if (of.account_id, of.demo) == (account.account_id, account.demo):
            yield from _deleted(operation)


def _deleted(operation: Operation) -> Iterator[Deletion]:
    for taken in operation.steps:
        change = taken.step.change
        if change.operation == _DELETES and taken.outcome is StepOutcome.VERIFIED:
            yield Deletion(
                credential_id=str(change.parameters["ServiceSpecificCredentialId"]),
                user_name=operation.plan.subject.name,
                operation_id=operation.operation_id,
                when=taken.begun_at or operation.begun_at,
                told=operation.plan.snapshot.get(change.about, ""),
            )


def deletion_of(text: str, found: Sequence[Deletion]) -> Deletion | None:
    """The deletion of the API key with this id, the latest first."""
    return next((each for each in reversed(found) if each.credential_id == text), None)
