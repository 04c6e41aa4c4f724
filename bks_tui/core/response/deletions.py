"""The API keys that bks deleted, from the journal: AWS keeps nothing of a key, neither alias nor dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account
from bks_tui.core.response.operation import Operation, StepOutcome

if TYPE_CHECKING:
    from bks_tui.core.scan.ownership import Deletion

_DELETES = "iam:DeleteServiceSpecificCredential"


def deletions(operations: Iterable[Operation], account: Account) -> Iterator[Deletion]:
    """The API keys of this account that bks deleted, as AWS confirmed; the demo account is another account."""
    for operation in operations:
        of = operation.plan.account
        if (of.account_id, of.demo) == (account.account_id, account.demo):
            yield from _deleted(operation)


def _deleted(operation: Operation) -> Iterator[Deletion]:
    # Imported here: all of a scan comes with it, which whoever lists the journal need not wait for.
    from bks_tui.core.scan.ownership import Deletion

    for taken in operation.steps:
        change = taken.step.change
        if change.operation == _DELETES and taken.outcome is StepOutcome.VERIFIED:
            yield Deletion(
                credential_id=str(change.parameters["ServiceSpecificCredentialId"]),
                user_name=operation.plan.subject.name,
                operation_id=operation.operation_id,
                when=taken.begun_at or operation.begun_at,
                summary=operation.plan.snapshot.get(change.about, ""),
            )


def deletion_of(text: str, found: Sequence[Deletion]) -> Deletion | None:
    """The deletion of the API key with this id, the latest first."""
    return next((each for each in reversed(found) if each.credential_id == text), None)
