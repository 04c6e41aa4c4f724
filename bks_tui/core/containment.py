"""The policies that contain an identity, as JSON text: what they deny, and to whom that applies.

AWS's own guidance: deny the service's actions to the identity behind a key; for sessions that are
out already, deny everything to those issued before a moment. Explicit denies win over every allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timezone

from bks_tui.core.services import ApiKeyService

# The name that the IAM console gives to the same policy.
REVOCATION_POLICY = "AWSRevokeOlderSessions"


def denial(services: Iterable[ApiKeyService]) -> str:
    """A policy that stops the keys of `services`, each with every way round it."""
    actions = sorted({action for service in services for action in service.denied_actions})
    return _policy({"Effect": "Deny", "Action": actions, "Resource": "*"})


def denial_of_sessions(before: datetime) -> str:
    """A policy that stops all sessions issued before a moment; long-term credentials it leaves alone."""
    moment = before.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    condition = {"DateLessThan": {"aws:TokenIssueTime": moment}}
    return _policy({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})


def _policy(statement: dict[str, object]) -> str:
    # Without spaces, since all inline policies of a user share 2,048 characters.
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
