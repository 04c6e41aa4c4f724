"""Who used API keys in the period that was read, and whether a policy would have denied it. Pure.

Only what CloudTrail recorded is known: whoever is not listed here may still use a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.hunt.hunt import ApiKeyUse, Hunt, Identity
from bks_tui.core.hunt.identity import IdentityKind
from bks_tui.core.iam.policy_evaluation import RequestContext, denies
from bks_tui.core.prevention.policies import ServiceControlPolicy
from bks_tui.core.text import pluralize

_LONG_TERM, _SHORT_TERM = "LONG_TERM", "SHORT_TERM"
# Where the event source of a service differs from the prefix of its actions.
_PREFIXES = {"monitoring": "cloudwatch"}
_MOST_NAMED = 10


class Verdict(Enum):
    """What a policy would have done with the use of a key, the most important first."""

    BLOCKED = "blocked"
    BLOCKED_IF_LONG_TERM = "blocked if long-term"
    NOT_REACHED = "not reached"
    NOT_DENIED = "not denied"


@dataclass(frozen=True, slots=True)
class KeyUser:
    """An identity that used an API key, and what the policy would have done."""

    identity: Identity
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PolicyUse:
    """Who used API keys, for one policy. `accounts` are those in which it would apply; None if they are not known."""

    policy: ServiceControlPolicy
    hunt: Hunt
    accounts: frozenset[str] | None = None

    @property
    def users(self) -> tuple[KeyUser, ...]:
        """Who used an API key, those first who would be blocked, then the last use first."""
        used = [identity for identity in self.hunt.identities if identity.used_api_key]
        found = [KeyUser(identity, self._verdict(identity)) for identity in used]
        order = list(Verdict)
        found.sort(key=lambda user: user.identity.last_use.timestamp() if user.identity.last_use else 0, reverse=True)
        return tuple(sorted(found, key=lambda user: order.index(user.verdict)))

    @property
    def unread(self) -> tuple[str, ...]:
        """What was not read, a sentence each: somebody there may use a key too."""
        return tuple(self._unread())

    def _unread(self) -> Iterator[str]:
        for gap in self.hunt.gaps:
            yield f"{gap.region or 'all Regions'}, {gap.source}: {gap.reason}"
        if self.hunt.unparsed:
            yield f"{pluralize(self.hunt.unparsed, 'record')} could not be parsed"
        read = {account for each in self.hunt.coverage for account in each.accounts}
        missing = sorted((self.accounts or frozenset()) - read)
        if missing:
            more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
            yield (
                f"{pluralize(len(missing), 'account')} in which the policy would apply: "
                f"{', '.join(missing[:_MOST_NAMED])}{more}"
            )

    def _verdict(self, identity: Identity) -> Verdict:
        if self.accounts is not None and identity.account_id not in (None, *self.accounts):
            return Verdict.NOT_REACHED
        verdicts = [_verdict(self.policy, use, identity) for use in identity.api_key_uses]
        return min(verdicts, key=list(Verdict).index)


def denies_use(policy: ServiceControlPolicy) -> bool:
    """Whether the policy denies any use of keys that exist; others deny their creation only."""
    return any(
        _denied(policy, action.partition(":")[0], token_type)
        for action in policy.service.bearer_actions
        for token_type in (_LONG_TERM, _SHORT_TERM)
    )


def _verdict(policy: ServiceControlPolicy, use: ApiKeyUse, identity: Identity) -> Verdict:
    service = _PREFIXES.get(use.service, use.service)
    types = (use.token_type,) if use.token_type else _types(identity)
    denied = [_denied(policy, service, token_type) for token_type in types]
    if all(denied):
        return Verdict.BLOCKED
    return Verdict.BLOCKED_IF_LONG_TERM if any(denied) else Verdict.NOT_DENIED


def _types(identity: Identity) -> tuple[str, ...]:
    """The possible types of its key: only IAM users have long-term keys."""
    return (_LONG_TERM, _SHORT_TERM) if identity.kind in (IdentityKind.USER, IdentityKind.OTHER) else (_SHORT_TERM,)


def _denied(policy: ServiceControlPolicy, service: str, token_type: str) -> bool:
    context = {f"{service}:BearerTokenType": token_type}
    return denies(policy.document, RequestContext(f"{service}:CallWithBearerToken", context=context))
