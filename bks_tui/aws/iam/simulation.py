"""The results of the IAM policy simulator for planned calls.

AWS itself warns that its result can differ from the live environment; session policies are not part of it.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.aws.api import Answer, Api
from bks_tui.core.response.simulation import Decision


def simulate(iam: Api, principal_arn: str, operations: Sequence[str], resource_arn: str) -> tuple[Decision, ...]:
    """The decisions for `operations` (`iam:DeleteUser`) on a resource. Raises AwsError."""
    return iam.all(
        "SimulatePrincipalPolicy",
        "EvaluationResults",
        _decision,
        PolicySourceArn=principal_arn,
        ActionNames=list(operations),
        ResourceArns=[resource_arn],
    )


def _decision(item: Answer) -> Decision:
    return Decision(
        operation=item["EvalActionName"],
        allowed=item["EvalDecision"] == "allowed",
        missing_context=tuple(item.get("MissingContextValues", ())),
    )
