"""Send the findings of a stored scan to Security Hub, from their own account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.errors import NothingToDoError, UsageError
from bks_tui.core.response.changes import ObservedState, Step
from bks_tui.core.response.findings_kinds import FINDINGS_KINDS, IMPORT, FindingBatch
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.requests import FindingsRequest
from bks_tui.core.text import pluralize

IDENTITY = "Security Hub product"
# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html
_IMPACT = (
    "Rules and integrations of Security Hub act on them. Findings cannot be deleted: Security Hub keeps each for "
    "90 days after its last update."
)


@dataclass(frozen=True, slots=True)
class FindingsEvidence:
    """The findings of a run in batches, and the times of those that Security Hub has, by id.

    `is_enabled` is whether Security Hub is enabled in the account and the Region. `gaps` is what the scan could not
    read.
    """

    product_arn: str
    region: str
    run_id: str
    batches: tuple[FindingBatch, ...]
    found: Mapping[str, str]
    is_enabled: bool = True
    gaps: str = ""


def findings_facts(account: Account, evidence: FindingsEvidence) -> ObservedState:
    """What AWS says of these findings."""
    known = {"account": account.account_id}
    if evidence.is_enabled:
        known[IDENTITY] = evidence.product_arn
        states = {batch.label: batch.state(evidence.found) for batch in evidence.batches}
        known |= {label: state for label, state in states.items() if state is not None}
    return ObservedState(known, {})


def plan_findings(request: FindingsRequest, account: Account, evidence: FindingsEvidence) -> Plan:
    """Send what Security Hub does not have yet.

    Raises UsageError where they cannot be sent from here, and NothingToDoError where it has them all.
    """
    _require_sendable(request, account, evidence)
    facts = findings_facts(account, evidence)
    steps = tuple(_steps(evidence, facts))
    if not steps:
        raise NothingToDoError("Security Hub has these findings" if evidence.batches else "the scan has no findings")
    number = sum(len(batch.times) for batch in evidence.batches)
    return Plan(
        title=f"Send {pluralize(number, 'finding')} to Security Hub in {evidence.region}",
        kind=PlanKind.FINDINGS,
        order=ExecutionMode.INDEPENDENT,
        request=request,
        account=account,
        subject=Subject(
            SubjectKind.PRODUCT, account.account_id, evidence.product_arn, f"{evidence.region}/{evidence.run_id}"
        ),
        facts=facts,
        steps=steps,
        cautions=(f"the scan is incomplete: {evidence.gaps}",) if evidence.gaps else (),
    )


def _require_sendable(request: FindingsRequest, account: Account, evidence: FindingsEvidence) -> None:
    if request.account_id != account.account_id:
        raise UsageError(
            f"these findings are of account {request.account_id}, not of {account.account_id}",
            "Security Hub takes findings from their own account only: use its credentials.",
        )
    if not evidence.is_enabled:
        raise UsageError(
            f"Security Hub is not enabled in account {account.account_id} in {evidence.region}",
            "Nothing was sent. Enable it, or choose a Region where it is with --region.",
        )
    if any(batch.is_outdated(evidence.found) for batch in evidence.batches):
        raise UsageError("Security Hub has findings of a later scan", "Scan again with --security-hub.")


def _steps(evidence: FindingsEvidence, facts: ObservedState) -> Iterator[Step]:
    for batch in evidence.batches:
        found = facts.known.get(batch.label)
        change = FINDINGS_KINDS[IMPORT].change({"Findings": batch.reference}, (found,), batch.label)
        if found != change.result:
            levels = ", ".join(f"{number} {level}" for level, number in batch.levels.items())
            yield Step(f"Send {batch.label}", change, f"{levels}.", _IMPACT)
