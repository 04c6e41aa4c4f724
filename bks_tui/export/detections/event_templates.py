"""The patterns of EventBridge as a CloudFormation template and as a Terraform module."""

from __future__ import annotations

from typing import Any

from bks_tui.core.detection.compile.event_needs import IAM_REGIONS
from bks_tui.core.detection.compile.event_pattern import EventRule
from bks_tui.core.detection.compile.yaml_text import to_yaml

TEMPLATE, MODULE = "template.yaml", "main.tf"
_POLICIES = "arn:aws:iam::aws:"
_TARGET = "What gets the events: the ARN of a topic, a queue, a function or an event bus in the same Region."

_CLOUDFORMATION = f"""\
# Rules of EventBridge for leaked AWS API keys, written by bks.
#
# Deploy it to every Region in use. The rules for events of IAM are created only in the Region that has them
# ({", ".join(IAM_REGIONS)}). Each Region needs a trail that logs management events; the
# file of a rule says if it needs more. The target must allow events.amazonaws.com to send to it. The template is too
# large to be passed by itself:
#
#   aws cloudformation deploy --stack-name bks-detections --template-file {TEMPLATE} --s3-bucket BUCKET \\
#     --parameter-overrides TargetArn=ARN
"""

_TERRAFORM = f"""\
# Rules of EventBridge for leaked AWS API keys, written by bks: one for each pattern in the JSON files beside this one.
#
# Apply it in every Region in use. The rules for events of IAM are created only in the Region that has them. Each Region
# needs a trail that logs management events; the file of a rule says if it needs more. The target must allow
# events.amazonaws.com to send to it.

terraform {{
  required_version = ">= 1.5"

  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }}
  }}
}}

variable "target_arn" {{
  description = "{_TARGET}"
  type        = string
}}

data "aws_partition" "current" {{}}

data "aws_region" "current" {{}}

locals {{
  iam_regions = [{", ".join(f'"{region}"' for region in IAM_REGIONS)}]
  in_iam      = contains(local.iam_regions, data.aws_region.current.id)
  policies    = "arn:${{data.aws_partition.current.partition}}:iam::aws:"
  files       = [for name in fileset(path.module, "*.json") : jsondecode(file("${{path.module}}/${{name}}"))]

  rules = merge([
    for rule in local.files : {{
      for number, pattern in rule.EventPatterns :
      length(rule.EventPatterns) == 1 ? rule.Name : "${{rule.Name}}-${{number + 1}}" => {{
        description = rule.Description
        state       = rule.State
        pattern     = replace(jsonencode(pattern), "{_POLICIES}", local.policies)
      }}
    }} if local.in_iam || !rule.IamRegionOnly
  ]...)
}}

resource "aws_cloudwatch_event_rule" "bks" {{
  for_each = local.rules

  name          = each.key
  description   = each.value.description
  state         = each.value.state
  event_pattern = each.value.pattern
}}

resource "aws_cloudwatch_event_target" "bks" {{
  for_each = local.rules

  rule = aws_cloudwatch_event_rule.bks[each.key].name
  arn  = var.target_arn
}}
"""


def to_terraform() -> str:
    """The module. It reads the files of the rules."""
    return _TERRAFORM


def to_cloudformation(rules: tuple[EventRule, ...]) -> str:
    """The template, in YAML, which has comments."""
    in_region = [{"Fn::Equals": [{"Ref": "AWS::Region"}, region]} for region in IAM_REGIONS]
    template: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Rules of EventBridge for leaked AWS API keys, written by bks",
        "Parameters": {"TargetArn": {"Type": "String", "Description": _TARGET, "AllowedPattern": "arn:.+"}},
        "Conditions": {"InIamRegion": {"Fn::Or": in_region}},
        "Resources": dict(_resource(rule, number) for rule in rules for number in range(len(rule.patterns))),
    }
    return f"{_CLOUDFORMATION}\n{to_yaml([template])}"


def _resource(rule: EventRule, number: int) -> tuple[str, dict[str, Any]]:
    name = rule.name if len(rule.patterns) == 1 else f"{rule.name}-{number + 1}"
    resource: dict[str, Any] = {"Type": "AWS::Events::Rule"}
    if rule.needs.in_iam_region:
        resource["Condition"] = "InIamRegion"
    resource["Properties"] = {
        "Name": name,
        "Description": rule.description,
        "State": rule.needs.state,
        "EventPattern": _in_partition(rule.patterns[number]),
        "Targets": [{"Id": "bks", "Arn": {"Ref": "TargetArn"}}],
    }
    return name.title().replace("-", ""), resource


def _in_partition(part: Any) -> Any:
    """A part of a pattern with AWS's policies in the partition of the stack."""
    if isinstance(part, dict):
        return {name: _in_partition(each) for name, each in part.items()}
    if isinstance(part, list):
        return [_in_partition(each) for each in part]
    if isinstance(part, str) and part.startswith(_POLICIES):
        return {"Fn::Sub": part.replace("arn:aws:", "arn:${AWS::Partition}:", 1)}
    return part
