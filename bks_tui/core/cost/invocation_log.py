"""One record of a model-invocation log: who called which model, and how many tokens that took. Pure.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html. The records also contain prompts and
completions, which are somebody's data: nothing of them is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from bks_tui.core.cloudtrail.event import Actor, ActorKind, model_name
from bks_tui.core.cloudtrail.record import object_in, text_in, time_in
from bks_tui.core.cloudtrail.target import Target, TargetKind
from bks_tui.core.cost.usage import ModelInvocation, PricedModel, TokenCounts, TokenSource
from bks_tui.core.timeline.tokens import token_number

SCHEMA_TYPE = "ModelInvocationLog"
_SERVICE = "bedrock"
# Longer names and ids are none that AWS writes.
_LONGEST = 2_048
_SESSION = re.compile(
    r"arn:(?P<partition>[^:]+):sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/(?P<session>[^/]+)"
)


@dataclass(frozen=True, slots=True)
class LoggedInvocation:
    """A call to a model, by the identity `arn`. One that `failed` has no cost."""

    arn: str | None
    account_id: str | None
    failed: bool
    invocation: ModelInvocation

    def is_by(self, target: Target, request_ids: Set[str | None] = frozenset()) -> bool:
        """Whether the target made it: by its ARN, or by the id of the request, since no credential is logged."""
        if self.invocation.request_id is not None and self.invocation.request_id in request_ids:
            return True
        if self.arn is None or target.account_id not in (None, self.account_id):
            return False
        session = _SESSION.fullmatch(self.arn)
        if session is None:
            return target.is_actor(Actor(ActorKind.USER, self.arn.rpartition("/")[2], self.arn))
        role = f"arn:{session['partition']}:iam::{session['account']}:role/{session['role']}"
        actor = Actor(ActorKind.ROLE_SESSION, session["session"], self.arn, issuer_arn=role)
        # The ARN of a session does not have the path of its role.
        return target.is_actor(actor) or (target.kind is TargetKind.ARN and target.role_name == session["role"])


def logged_invocation(record: object) -> LoggedInvocation | None:
    """The call of a record that was read from JSON; None if it is no record of a model-invocation log."""
    if not isinstance(record, dict) or record.get("schemaType") != SCHEMA_TYPE:
        return None
    tokens = _tokens(record)
    model = _short(record, "modelId")
    return LoggedInvocation(
        arn=_short(object_in(record, "identity"), "arn"),
        account_id=_short(record, "accountId"),
        failed="errorCode" in record,
        invocation=ModelInvocation(
            PricedModel(_SERVICE, model_name(model) if model else None, _short(record, "region") or "unknown"),
            time_in(record, "timestamp"),
            _short(record, "requestId"),
            tokens,
            TokenSource.LOGS if tokens else TokenSource.CALLS,
        ),
    )


def parsed_invocation(text: str) -> LoggedInvocation | None:
    """The same of a record as text. None also for text that is not JSON."""
    try:
        return logged_invocation(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _tokens(record: Mapping[str, Any]) -> TokenCounts | None:
    """The tokens; None unless both kinds are known."""
    given, produced = object_in(record, "input"), object_in(record, "output")
    read, written = token_number(given.get("inputTokenCount")), token_number(produced.get("outputTokenCount"))
    if read is None or written is None:
        return None
    cached = (token_number(given.get(name, 0)) for name in ("cacheReadInputTokenCount", "cacheWriteInputTokenCount"))
    from_cache, to_cache = cached
    # A number that is none is not taken for 0.
    return None if from_cache is None or to_cache is None else TokenCounts(read, written, from_cache, to_cache)


def _short(fields: Mapping[str, Any], name: str) -> str | None:
    text = text_in(fields, name)
    return text if text is not None and len(text) <= _LONGEST else None
