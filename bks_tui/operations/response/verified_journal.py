"""The operations of a journal that was verified: nothing is undone or resumed from any other."""

from __future__ import annotations

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.errors import UsageError
from bks_tui.core.response.operation import Operation
from bks_tui.core.scan.holds import CONTAINMENT_POLICY
from bks_tui.storage.journal import Journal


def verified_operations(journal: Journal, account: Account, name: str) -> tuple[Operation, ...]:
    """The operations, to undo or resume what was done to `name`.

    Raises UsageError where the journal fails verification, with how to do it by hand.
    """
    history = journal.history()
    if history.breaks:
        raise UsageError(
            f"the journal {journal.path} fails verification: {history.breaks[0]}; nothing is undone or resumed from it",
            f"Someone may have edited it. {_by_hand(account, name)}",
        )
    return history.operations


def _by_hand(account: Account, name: str) -> str:
    """What to check and what to run instead, for a person who knows what was done."""
    user = {"user_name": name}
    look = (
        aws_command(account, "iam", action, **user)
        for action in ("list-service-specific-credentials", "list-access-keys", "list-user-policies")
    )
    undo = (
        aws_command(
            account,
            "iam",
            "update-service-specific-credential",
            **user,
            service_specific_credential_id="ID",
            status="Active",
        ),
        aws_command(account, "iam", "update-access-key", **user, access_key_id="ID", status="Active"),
        aws_command(account, "iam", "delete-user-policy", **user, policy_name=CONTAINMENT_POLICY),
    )
    return (
        f"Check in CloudTrail what bks changed, and look: {'; '.join(filter(None, look))}. "
        f"Then undo by hand, in the IAM console or by: {'; '.join(filter(None, undo))}"
    )
