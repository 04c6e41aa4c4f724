"""Who used API keys and would be blocked by a policy; what was not read is never nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.hunt.policy_use import PolicyUse, Verdict, denies_use
from bks_tui.core.prevention.policies import POLICIES, find_policy
from bks_tui.core.timeline.source import LOG_FILES, Coverage, Gap
from tests.support.events import ACCOUNT, an_event, role_identity, user_identity
from tests.support.hunts import gathered
from tests.support.tables import for_each

BEDROCK, MANTLE, CLAUDE = (f"{name}.amazonaws.com" for name in ("bedrock", "bedrock-mantle", "aws-external-anthropic"))
ELSEWHERE = "111122223333"


def use_of(
    policy: str,
    *calls: tuple[dict[str, Any], str, str | None],
    accounts: frozenset[str] | None = None,
    gaps: tuple[Gap, ...] = (),
    unparsed: int = 0,
) -> PolicyUse:
    """The use of API keys in these calls: who, the service, and the type of the key."""
    events = [
        an_event(
            source=source,
            identity=identity,
            minute=minute,
            requestParameters={"callWithBearerToken": True, **({"bearerTokenType": kind} if kind else {})},
        )
        for minute, (identity, source, kind) in enumerate(calls)
    ]
    coverage = Coverage(LOG_FILES, accounts=(ACCOUNT,), gaps=gaps)
    hunt = Hunt(None, None, None, gathered(*events).identities, (coverage,), unparsed)
    return PolicyUse(find_policy(policy), hunt, accounts)


ALICE, ROLE = user_identity("alice"), role_identity()
CASES: dict[str, tuple[str, dict[str, Any], str, str | None, Verdict]] = {
    "any key": ("1", ALICE, BEDROCK, None, Verdict.BLOCKED),
    "the second way to the models": ("1", ALICE, MANTLE, "LONG_TERM", Verdict.BLOCKED),
    "a short-term key": ("1", ROLE, BEDROCK, "SHORT_TERM", Verdict.BLOCKED),
    "a key of another service": ("1", ALICE, CLAUDE, "LONG_TERM", Verdict.NOT_DENIED),
    "a long-term key": ("3", ALICE, BEDROCK, "LONG_TERM", Verdict.BLOCKED),
    "a new type of key": ("3", ALICE, BEDROCK, "NEW", Verdict.BLOCKED),
    "a short-term key where these are allowed": ("3", ALICE, BEDROCK, "SHORT_TERM", Verdict.NOT_DENIED),
    "a key of a user, of an unknown type": ("3", ALICE, BEDROCK, None, Verdict.BLOCKED_IF_LONG_TERM),
    "a key of a role, of an unknown type": ("3", ROLE, BEDROCK, None, Verdict.NOT_DENIED),
    "metrics": ("cloudwatch-1", ALICE, "monitoring.amazonaws.com", "LONG_TERM", Verdict.BLOCKED),
}


@for_each("case", CASES)
def test_the_policy_decides(case: tuple[str, dict[str, Any], str, str | None, Verdict]) -> None:
    policy, identity, source, kind, expected = case
    (user,) = use_of(policy, (identity, source, kind)).users
    assert user.verdict is expected


def test_one_use_that_is_denied_is_enough() -> None:
    (user,) = use_of("1", (ALICE, CLAUDE, None), (ALICE, BEDROCK, None)).users
    assert user.verdict is Verdict.BLOCKED


def test_those_who_would_be_blocked_come_first_then_the_last_use() -> None:
    bob = user_identity("bob")
    users = use_of("1", (ALICE, BEDROCK, None), (bob, BEDROCK, None), (ROLE, CLAUDE, None)).users
    assert [user.identity.name for user in users] == ["bob", "alice", "Deployer"]


def test_who_used_no_key_is_not_among_them() -> None:
    hunt = Hunt(None, None, None, gathered(an_event()).identities, ())
    assert PolicyUse(find_policy("1"), hunt).users == ()


@pytest.mark.parametrize(
    ("accounts", "verdict"),
    [
        (None, Verdict.BLOCKED),
        (frozenset({ACCOUNT, ELSEWHERE}), Verdict.BLOCKED),
        (frozenset({ELSEWHERE}), Verdict.NOT_REACHED),
    ],
)
def test_a_policy_reaches_only_the_accounts_in_which_it_applies(
    accounts: frozenset[str] | None, verdict: Verdict
) -> None:
    (user,) = use_of("1", (ALICE, BEDROCK, None), accounts=accounts).users
    assert user.verdict is verdict


def test_what_was_not_read_is_said() -> None:
    gap = Gap("eu-west-1", "cloudtrail:LookupEvents", "denied")
    use = use_of("1", accounts=frozenset({ACCOUNT, ELSEWHERE}), gaps=(gap,), unparsed=1)
    assert use.unread == (
        "eu-west-1, cloudtrail:LookupEvents: denied",
        "1 record could not be parsed",
        f"1 account in which the policy would apply: {ELSEWHERE}",
    )
    assert use_of("1", accounts=frozenset({ACCOUNT})).unread == ()


def test_of_many_accounts_only_some_are_named() -> None:
    use = use_of("1", accounts=frozenset(f"{number:012}" for number in range(13)))
    assert use.unread[0].startswith("13 accounts in which")
    assert use.unread[0].endswith("and 3 more")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_only_policies_against_keys_as_such_deny_their_use(policy: Any) -> None:
    assert denies_use(policy) is (policy.purpose.number in (1, 3))
