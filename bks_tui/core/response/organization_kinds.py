"""Every kind of call to Organizations by which bks writes. Parameters are as botocore's model has them.

The calls name a policy by its id, the facts by its name: so a label is only the beginning of what the facts call it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bks_tui.core.iam.labels import ATTACHED
from bks_tui.core.response.change_kinds import ChangeKind, constant, document

POLICY, AT_THE_TARGET = "policy ", "at the target, policy "

ORGANIZATION_KINDS: Mapping[str, ChangeKind] = {
    kind.operation: kind
    for kind in (
        ChangeKind(
            "organizations:CreatePolicy",
            "",
            ("Name", "Description", "Type", "Content"),
            (POLICY + "{Name}",),
            document("Content"),
            "Create the policy {Name}",
        ),
        ChangeKind(
            "organizations:UpdatePolicy",
            "",
            ("PolicyId", "Content"),
            (POLICY,),
            document("Content"),
            "Set the content of the policy {PolicyId}",
            constant("It changes wherever the policy is attached; its document is shown here in full."),
        ),
        ChangeKind(
            "organizations:DeletePolicy",
            "",
            ("PolicyId",),
            (POLICY,),
            constant(None),
            "Delete the policy that was created",
        ),
        ChangeKind(
            "organizations:AttachPolicy",
            "TargetId",
            ("PolicyId",),
            (AT_THE_TARGET,),
            constant(ATTACHED),
            "Attach the policy {PolicyId} to {TargetId}",
            constant("Whatever it denies is refused in every account below the target."),
        ),
        ChangeKind(
            "organizations:DetachPolicy",
            "TargetId",
            ("PolicyId",),
            (AT_THE_TARGET,),
            constant(None),
            "Detach the policy {PolicyId} from {TargetId}",
            constant("What it denied works again."),
        ),
    )
}
