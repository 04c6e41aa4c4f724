"""A change as the command of the AWS CLI that makes it, for whoever would rather do it by hand."""

from __future__ import annotations

import json
import re

from bks_tui.core.account import Account
from bks_tui.core.aws_command import aws_command
from bks_tui.core.changes import FROM_FACTS, Change

# Between two words of a name as AWS writes it, in which an acronym counts as one: Deactivate|MFA|Device.
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def change_command(account: Account, change: Change) -> str | None:
    """The command for a POSIX shell; None where a value could not be pasted as it is, or is not known yet."""
    if any(isinstance(value, str) and value.startswith(FROM_FACTS) for value in change.parameters.values()):
        return None
    service, _, action = change.operation.partition(":")
    options = {
        _words(name, "_"): value if isinstance(value, str) else json.dumps(value)
        for name, value in change.parameters.items()
    }
    return aws_command(account, service, _words(action, "-"), **options)


def _words(name: str, between: str) -> str:
    return _BETWEEN_WORDS.sub(between, name).lower()
