"""When an identity last tried to use a service, as IAM keeps it for at least 400 days.

It counts attempts, refused ones too, for the whole identity, not for a single key:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.services import SERVICES

# IAM's namespaces of the services that issue API keys: `bedrock`, `bedrock-mantle` and so on.
KEY_SERVICE_NAMESPACES = frozenset(
    action.partition(":")[0] for service in SERVICES for action in (*service.denied_actions, *service.bearer_actions)
)
KEPT_DAYS = 400

_BEDROCK = "bedrock"


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """The last attempt to use a service; without `when` there was none in the days that IAM keeps."""

    namespace: str
    title: str
    when: datetime | None
    region: str | None


def bedrock_use(uses: Iterable[ServiceUse]) -> ServiceUse | None:
    """The last use of Amazon Bedrock through any of its services; None if no policy allows the identity to use it."""
    found = [use for use in uses if use.namespace == _BEDROCK or use.namespace.startswith(f"{_BEDROCK}-")]
    dated = [use for use in found if use.when]
    return max(dated, key=lambda use: use.when.timestamp() if use.when else 0.0) if dated else next(iter(found), None)
