"""The policies and the results of their tests, as text and JSON: schema `bks.scp/1`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bks_tui.core.prevention.policies import LARGEST, POLICIES, ServiceControlPolicy
from bks_tui.export.prevention.status import SCHEMA

if TYPE_CHECKING:
    # There are many cases; a list of the policies should not load them.
    from bks_tui.core.prevention.policy_tests import Case


def policy_lines() -> Iterator[str]:
    """What each policy denies and what not, and its size compared with the limit of AWS."""
    for policy in POLICIES:
        yield f"{policy.name}  ({len(policy.minified)} of {LARGEST} characters)"
        yield f"  {policy.description}"
        yield f"  not denied: {policy.purpose.leaves}"


def policies_document() -> dict[str, object]:
    """The same as objects."""
    return {"schema": SCHEMA, "policies": [_policy(policy) for policy in POLICIES]}


def _policy(policy: ServiceControlPolicy) -> dict[str, object]:
    return {
        "name": policy.name,
        "service": policy.service.slug,
        "stops": policy.description,
        "leaves": policy.purpose.leaves,
        "characters": len(policy.minified),
        "limit": LARGEST,
    }


def case_lines(cases: Sequence[Case]) -> Iterator[str]:
    """Each request with the expected result, and whether the policy gives it."""
    for case in cases:
        verdict = "ok   " if case.is_right else "WRONG"
        yield f"{verdict}  {'denied ' if case.denied else 'allowed'}  {case.policy.name}: {case.what}"


def cases_document(cases: Sequence[Case]) -> dict[str, object]:
    """The same as objects."""
    wrong = sum(not case.is_right for case in cases)
    return {"schema": SCHEMA, "cases": [_case(case) for case in cases], "wrong": wrong}


def _case(case: Case) -> dict[str, object]:
    return {
        "policy": case.policy.name,
        "request": case.what,
        "action": case.request.action,
        "resource": case.request.resource,
        "context": dict(case.request.context),
        "must_be": "denied" if case.denied else "allowed",
        "right": case.is_right,
    }
