"""The policies that a user has: inline, attached, of its groups, and its boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.rated_candidates import Holder
from bks_tui.core.iam.rating import RatedPolicy, Rating, rate
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, User

_NOT_REQUESTED = Unread(Cause.FAILED, "iam:GetPolicyVersion", "not requested")
_GROUP_NOT_REQUESTED = Unread(Cause.FAILED, "iam:ListAttachedGroupPolicies", "not requested")


@dataclass(frozen=True, slots=True)
class GroupPolicies:
    """The policies of a group."""

    attached: Evidence[tuple[AttachedPolicy, ...]] = _GROUP_NOT_REQUESTED
    inline: Evidence[tuple[InlinePolicy, ...]] = _GROUP_NOT_REQUESTED


@dataclass(frozen=True, slots=True)
class PolicyDocuments:
    """What was read beside a user: the documents of managed policies by ARN, and the policies of groups by name."""

    managed: Mapping[str, Evidence[str]] = field(default_factory=dict)
    groups: Mapping[str, GroupPolicies] = field(default_factory=dict)


def rate_user(user: User, documents: PolicyDocuments, *, by_statement: bool = True) -> Rating:
    """What the user could do by its policies. Whatever of them was not read makes the grade unknown."""
    arn = user.record.value.arn if isinstance(user.record, Known) else None
    return rate(policies_of(user, documents), Holder(arn), by_statement=by_statement)


def policies_of(user: User, documents: PolicyDocuments) -> tuple[RatedPolicy, ...]:
    """The policies of a user, each with how the user has it."""
    return (
        *_inline(user.inline_policies, "inline"),
        *_attached(user.attached_policies, "attached", documents),
        *_of_groups(user, documents),
        *_boundary(user, documents),
    )


def _inline(fact: Evidence[tuple[InlinePolicy, ...]], source: str) -> Iterator[RatedPolicy]:
    if isinstance(fact, Unread):
        yield RatedPolicy("inline policies", fact, source)
        return
    for policy in fact.value:
        yield RatedPolicy(policy.name, policy.document, source)


def _attached(
    fact: Evidence[tuple[AttachedPolicy, ...]], source: str, documents: PolicyDocuments
) -> Iterator[RatedPolicy]:
    if isinstance(fact, Unread):
        yield RatedPolicy("attached policies", fact, source)
        return
    for policy in fact.value:
        yield RatedPolicy(policy.name, documents.managed.get(policy.arn, _NOT_REQUESTED), source)


def _of_groups(user: User, documents: PolicyDocuments) -> Iterator[RatedPolicy]:
    if isinstance(user.groups, Unread):
        yield RatedPolicy("policies of its groups", user.groups, "group")
        return
    for name in user.groups.value:
        group = documents.groups.get(name, GroupPolicies())
        yield from _inline(group.inline, f"group {name}")
        yield from _attached(group.attached, f"group {name}", documents)


def _boundary(user: User, documents: PolicyDocuments) -> Iterator[RatedPolicy]:
    fact = user.permissions_boundary
    if isinstance(fact, Unread):
        yield RatedPolicy("permissions boundary", fact, "boundary", is_boundary=True)
    elif fact.value:
        name, document = fact.value.rpartition("/")[2], documents.managed.get(fact.value, _NOT_REQUESTED)
        yield RatedPolicy(name, document, "boundary", is_boundary=True)
