"""A call that sends findings: what a change refers to is filled in, and a partly rejected call counts as failed."""

from __future__ import annotations

from bks_tui.aws.api import Answer
from bks_tui.aws.security_hub import rejections
from bks_tui.core.errors import ServiceError
from bks_tui.core.response.changes import FROM_RUN, Parameter
from bks_tui.core.response.findings_kinds import IMPORT
from bks_tui.core.response.plan import Plan
from bks_tui.core.text import pluralize
from bks_tui.operations.security_hub.evidence import findings_text


def with_findings(plan: Plan, parameters: dict[str, Parameter]) -> dict[str, Parameter]:
    """The parameters with the findings that they refer to. Raises ServiceError if the stored run has others now."""
    reference = parameters.get("Findings")
    if not isinstance(reference, str) or not reference.startswith(FROM_RUN):
        return parameters
    region, _, run_id = plan.subject.unique_id.partition("/")
    text = findings_text(plan.account, region, run_id, reference)
    if text is None:
        raise ServiceError("the stored scan has other findings now; nothing was sent", "Scan again.", IMPORT)
    return {**parameters, "Findings": text}


def rejection(answer: Answer) -> ServiceError | None:
    """Why an accepted call left findings out; None if it took them all, and for every other call."""
    reasons = list(dict.fromkeys(rejections(answer)))
    if not reasons:
        return None
    left_out = pluralize(int(answer.get("FailedCount") or len(reasons)), "finding")
    return ServiceError(f"Security Hub rejected {left_out}: {'; '.join(reasons[:3])}", operation=IMPORT)
