"""The requests to try for a representative request: a policy can allow it for one resource or value alone.

Resources and values are taken from the policies themselves, beside a usual one. One that is allowed is a witness: it
proves what a holder could do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from bks_tui.core.iam.policy_evaluation import RequestContext, Statement, resolve
from bks_tui.core.iam.rated_requests import CALLED_VIA, RatedRequest
from bks_tui.core.iam.wildcards import is_like, is_like_arn

# More resources and values of one request than this are not tried; the request is unknown then, unless it is allowed.
MOST_TRIED = 256

_ACCOUNT, _REGION = "111122223333", "us-east-1"
# Two, for a policy that denies one of them by the way.
_NAMES = ("bks-example", "Other-7")
_REGIONS = {"aws:RequestedRegion": (_REGION, "eu-west-1", "ap-south-1")}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the policies: a user by its ARN; None if it is not known who."""

    arn: str | None = None

    @property
    def account_id(self) -> str:
        """Its account, or an invented one."""
        return self.arn.split(":")[4] if self.arn else _ACCOUNT

    @property
    def context(self) -> Mapping[str, str]:
        """What its requests say about itself."""
        known = {"aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "false"}
        if self.arn is None:
            return known
        about = {
            "aws:username": self.arn.rpartition("/")[2],
            "aws:PrincipalArn": self.arn,
            "aws:PrincipalAccount": self.account_id,
            "aws:PrincipalType": "User",
        }
        return {**known, **about}


def candidates(
    request: RatedRequest, statements: Sequence[Statement], holder: Holder
) -> tuple[tuple[RequestContext, ...], bool]:
    """The requests to try, given the statements about its action; and whether there were too many to try all."""
    context = {**({"aws:ViaAWSService": "false"} if request.is_direct else {}), **holder.context, **request.context}
    absent = frozenset(key.casefold() for key in CALLED_VIA) if request.is_direct else frozenset[str]()
    # Somebody whose name is not known can have any that a policy names.
    chosen = {**_REGIONS, **({} if holder.arn else {"aws:username": _NAMES}), **request.chosen}
    names = list(chosen)
    values = [_values(name, usual, statements) for name, usual in chosen.items()]
    plain = RequestContext(request.action, context=context)
    resources = _resources(request, statements, holder, plain)
    every = (
        RequestContext(request.action, resource, {**context, **dict(zip(names, those, strict=True))}, absent)
        for resource, *those in product(resources, *values)
    )
    found = tuple(islice(every, MOST_TRIED + 1))
    return found[:MOST_TRIED], len(found) > MOST_TRIED


def _values(key: str, usual: tuple[str, ...], statements: Iterable[Statement]) -> list[str]:
    """Usual values of a condition key, and those that the statements name, with their wildcards filled."""
    found = list[str]()
    for statement in statements:
        conditions = statement.get("Condition")
        for keys in conditions.values() if isinstance(conditions, dict) else ():
            for name, values in keys.items() if isinstance(keys, dict) else ():
                if str(name).casefold() == key.casefold():
                    found += [_filled(str(each), "x") for each in _listed(values)]
    # Where no statement names the key, its value decides nothing.
    return list(dict.fromkeys((*usual, *found))) if found else [usual[0]]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _filled(pattern: str, fill: str) -> str:
    return pattern.replace("*", fill).replace("?", "x")


def _resources(
    request: RatedRequest, statements: Iterable[Statement], holder: Holder, plain: RequestContext
) -> list[str]:
    """A usual ARN for each pattern of the request, and ARNs that match the patterns of the statements as well."""
    if request.resources == ("*",):
        return ["*"]
    usual = {template: _usual(template, holder, _NAMES[0]) for template in request.resources}
    found = [_usual(template, holder, name) for name in _NAMES for template in request.resources]
    if holder.arn and any(is_like_arn(holder.arn, template) for template in usual):
        found.insert(0, holder.arn)
    named = [
        resolved
        for statement in statements
        for name in ("Resource", "NotResource")
        for pattern in _listed(statement.get(name, []))
        if (resolved := resolve(str(pattern), plain)) and resolved.count(":") >= 5
    ]
    for pattern in dict.fromkeys(named):
        for template, arn in usual.items():
            found += _matching(pattern, template, arn)
    return list(dict.fromkeys(found))


def _usual(template: str, holder: Holder, name: str) -> str:
    _arn, _partition, service, region, account, resource = template.split(":", 5)
    partition = holder.arn.split(":")[1] if holder.arn else "aws"
    where = f"{_REGION if region else ''}:{holder.account_id if account else ''}"
    return f"arn:{partition}:{service}:{where}:{_filled(resource, name)}"


def _matching(pattern: str, template: str, usual: str) -> Iterator[str]:
    """ARNs that match a pattern of a policy and the pattern of the request, with usual parts where that is enough."""
    *wanted, resource = pattern.split(":", 5)
    *plain, usual_resource = usual.split(":", 5)
    head = [each if is_like(each, part) else _filled(part, "x") for part, each in zip(wanted, plain, strict=True)]
    prefix = template.split(":", 5)[5].removesuffix("*")
    tails = (
        usual_resource if is_like(usual_resource, resource) else _filled(resource, "x"),
        _filled(resource, ""),
        f"{prefix}{_filled(resource.lstrip('*'), 'x')}",
    )
    for tail in tails:
        arn = ":".join([*head, tail])
        if is_like_arn(arn, template) and is_like_arn(arn, pattern):
            yield arn
