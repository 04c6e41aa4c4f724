"""What the policies of a person do with the requests of the table, as text and JSON: schema `bks.scp/1`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bks_tui.core.iam.policy_evaluation import Answer
from bks_tui.core.prevention.denials import CaseOutcome, GivenPolicy, Replacement
from bks_tui.core.prevention.policies import LARGEST
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export.prevention.status import SCHEMA

_RESULTS = {Answer.YES: "denied", Answer.NO: "allowed", Answer.UNKNOWN: "unknown"}


def own_lines(policies: Sequence[GivenPolicy], found: Sequence[Replacement], most: int | None = None) -> Iterator[str]:
    """Which policies of bks they replace, with at most so many requests that are missing; then what is wrong."""
    for policy in policies:
        over = "; too long for AWS" if policy.characters > LARGEST else ""
        yield f"{sanitize(policy.name)}  ({policy.characters} of {LARGEST} characters{over})"
    untouched = [each.policy.name for each in found if all(one.answer is Answer.NO for one in each.needed)]
    for each in found:
        if each.policy.name in untouched:
            continue
        state = "complete" if each.is_complete else "PARTIAL "
        yield f"{state}  {each.policy.name}: {each.denied} of {pluralize(len(each.needed), 'request')} denied"
        missing = [f"  {_RESULTS[one.answer]:7}  {_sentence(one)}" for one in each.needed if not one.is_right]
        yield from missing[:most]
        if most is not None and len(missing) > most:
            yield f"  and {len(missing) - most} more; with the name of the policy, all are listed"
    if untouched:
        yield f"nothing of: {', '.join(untouched)}"
    for one in _blocked(found):
        yield f"WRONG     {_RESULTS[one.answer]} but must stay allowed: {_sentence(one)}"


def _sentence(one: CaseOutcome) -> str:
    by = f" (by {', '.join(map(sanitize, one.denied_by))})" if one.denied_by else ""
    depends = f" (depends on {', '.join(map(sanitize, one.depends_on))})" if one.depends_on else ""
    return f"{one.case.what}{by}{depends}"


def _blocked(found: Iterable[Replacement]) -> list[CaseOutcome]:
    """What must stay allowed and is not, each request once: the tables repeat them."""
    every = {(one.case.request.action, one.case.what): one for each in found for one in each.blocks}
    return list(every.values())


def own_document(policies: Sequence[GivenPolicy], found: Sequence[Replacement]) -> dict[str, object]:
    """The same as objects."""
    return {
        "schema": SCHEMA,
        "files": [{"name": each.name, "characters": each.characters, "limit": LARGEST} for each in policies],
        "replaces": [
            {
                "policy": each.policy.name,
                "complete": each.is_complete,
                "requests": len(each.needed),
                "denied": each.denied,
                "missing": [_outcome(one) for one in each.needed if not one.is_right],
            }
            for each in found
        ],
        "blocks": [_outcome(one) for one in _blocked(found)],
    }


def _outcome(one: CaseOutcome) -> dict[str, object]:
    return {
        "request": one.case.what,
        "action": one.case.request.action,
        "resource": one.case.request.resource,
        "context": dict(one.case.request.context),
        "result": _RESULTS[one.answer],
        "denied_by": list(one.denied_by),
        "depends_on": list(one.depends_on),
    }
