"""Whether the caller may make the calls of a plan, asked before the first of them: a denial half-way costs a key.

It is a help and no condition: where the simulator may not be asked, or says nothing, the plan stands as it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam.roles import role_arn
from bks_tui.aws.iam.simulation import simulate
from bks_tui.core.account.account import Account
from bks_tui.core.evidence import Known, known_items
from bks_tui.core.response.plan import Plan, PlanKind
from bks_tui.core.response.simulation import Decision, calls_to_simulate, principal_arn, require_allowed, role_of


def with_permissions_checked(iam: Api, plan: Plan) -> Plan:
    """The plan with what may be denied. Raises NotAllowedError for a call that is denied for sure.

    Only a clean-up is checked: in an incident each step that can be done is done.
    """
    if plan.kind is not PlanKind.CLEAN_UP:
        return plan
    return replace(plan, cautions=require_allowed(plan, _decisions(iam, plan)))


def _decisions(iam: Api, plan: Plan) -> tuple[Decision, ...]:
    principal = caller_principal(iam, plan.account)
    if principal is None:
        return ()
    simulated = [
        read_or_unread(partial(simulate, iam, principal, operations, arn))
        for arn, operations in calls_to_simulate(plan).items()
    ]
    return tuple(decision for decisions in simulated for decision in known_items(decisions))


def caller_principal(iam: Api, account: Account) -> str | None:
    """Whose policies are simulated. The ARN of a session leaves out the path of its role, which IAM returns."""
    role = role_of(account)
    found = read_or_unread(partial(role_arn, iam, role)) if role else None
    return found.value if isinstance(found, Known) else principal_arn(account)
