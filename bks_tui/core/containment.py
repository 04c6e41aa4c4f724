"""The policies that contain an identity, as JSON text: what they deny, and to whom that applies.

AWS's own guidance: deny the service's actions to the identity behind a key; for sessions that are
out already, deny everything to those issued before a moment. Explicit denies win over every allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bks_tui.core.aws_command import Dated
from bks_tui.core.services import ApiKeyService

# The name that the IAM console gives to the same policy.
REVOCATION_POLICY = "AWSRevokeOlderSessions"

_MOMENT = "MOMENT"


def denial(services: Iterable[ApiKeyService]) -> str:
    """A policy that stops the keys of `services`, each with every way round it."""
    actions = sorted({action for service in services for action in service.denied_actions})
    return _policy({"Effect": "Deny", "Action": actions, "Resource": "*"})


def denial_of_sessions() -> Dated:
    """A policy that stops all sessions issued before it is put there; long-term credentials it leaves alone."""
    condition = {"DateLessThan": {"aws:TokenIssueTime": _MOMENT}}
    policy = _policy({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})
    return Dated(*policy.split(_MOMENT))


def _policy(statement: dict[str, object]) -> str:
    # Without spaces, since all inline policies of a user share 2,048 characters.
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
