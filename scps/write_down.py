"""Write the policies and their modules from `bks_tui/core/prevention/policies.py`; run it with `make scps`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bks_tui.core.prevention.coverage import attached_name
from bks_tui.core.prevention.policies import POLICIES, POLICY_TYPE, ServiceControlPolicy

HERE = Path(__file__).parent


def files() -> Iterator[tuple[Path, str]]:
    """Every generated file with its content."""
    for policy in POLICIES:
        yield HERE / f"{policy.name}.json", policy.content
        yield HERE / "cloudformation" / f"{policy.name}.json", _template(policy)
    names = "".join(f'    "{policy.name}",\n' for policy in POLICIES)
    yield HERE / "terraform" / "names.tf", f"locals {{\n  names = toset([\n{names}  ])\n}}\n"


def _template(policy: ServiceControlPolicy) -> str:
    """A CloudFormation template that creates the policy and attaches it."""
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": policy.description,
        "Parameters": {
            "TargetIds": {
                "Type": "CommaDelimitedList",
                "Description": "Root, OUs or accounts to attach it to. Try it on a test OU first.",
            }
        },
        "Resources": {
            "Policy": {
                "Type": "AWS::Organizations::Policy",
                "Properties": {
                    "Name": attached_name(policy),
                    "Description": policy.description,
                    "Type": POLICY_TYPE,
                    "TargetIds": {"Ref": "TargetIds"},
                    "Content": policy.document,
                },
            }
        },
        "Outputs": {"PolicyId": {"Value": {"Ref": "Policy"}}},
    }
    return json.dumps(template, indent=2) + "\n"


if __name__ == "__main__":
    for path, content in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
