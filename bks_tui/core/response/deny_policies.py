"""The policies that contain an identity, as JSON text: what they deny, and to whom that applies.

AWS's own guidance: deny the service's actions to the identity behind a key; for sessions that are
out already, deny everything to those issued before a moment. Explicit denies win over every allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from bks_tui.core.account.aws_cli import Dated
from bks_tui.core.services import SERVICES, ApiKeyService

# The name that the IAM console gives to the same policy.
REVOCATION_POLICY = "AWSRevokeOlderSessions"

_MOMENT = "MOMENT"


def denial(services: Iterable[ApiKeyService], also: Iterable[str] = ()) -> str:
    """A policy that denies the use of the keys of `services`, with every alternative path; and `also` these actions."""
    actions = sorted({*also, *(action for service in services for action in service.denied_actions)})
    return _policy({"Effect": "Deny", "Action": actions, "Resource": "*"})


def denied_actions(document: str) -> tuple[str, ...]:
    """What a policy of `denial` stops; nothing where someone has changed it."""
    try:
        (statement,) = json.loads(document)["Statement"]
        is_denial = (statement["Effect"], statement["Resource"], len(statement)) == ("Deny", "*", 3)
        actions = statement["Action"]
        return tuple([actions] if isinstance(actions, str) else map(str, actions)) if is_denial else ()
    except (ValueError, LookupError, TypeError, RecursionError):
        return ()


def bearer_denial(also: Iterable[str] = ()) -> str:
    """A policy that denies all API keys of an identity, and nothing else that it does; and `also` these actions."""
    return _policy({"Effect": "Deny", "Action": sorted({*also, *_bearer_actions()}), "Resource": "*"})


def _bearer_actions() -> set[str]:
    return {action for service in SERVICES for action in service.bearer_actions}


def denial_of_sessions() -> Dated:
    """A policy that stops all sessions issued before it is put there; long-term credentials it leaves alone."""
    return Dated(*denial_of_sessions_before(_MOMENT).split(_MOMENT))


def denial_of_sessions_before(moment: str) -> str:
    """The same for the sessions issued before a moment, `2026-03-02T12:00:00Z`."""
    condition = {"DateLessThan": {"aws:TokenIssueTime": moment}}
    return _policy({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})


def _policy(statement: dict[str, object]) -> str:
    # Without spaces, since all inline policies of a user share 2,048 characters.
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
