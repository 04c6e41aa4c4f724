"""A member role as a Terraform module, formatted as `terraform fmt` does it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from bks_tui.core.account.member_role import (
    MAX_SESSION_SECONDS,
    OPTIONAL_TRUST,
    TRUSTED_ACCOUNT,
    RoleTemplate,
    TrustParameter,
)
from bks_tui.core.account.member_statements import Statement

_DEPLOYMENT = """
This module creates the role in the account of its provider. To deploy it as a StackSet to all accounts of the
organization, and to those that join later, use the template of 'bks org role --access {access}' as template_body of an
aws_cloudformation_stack_set with permission_model = "SERVICE_MANAGED", capabilities = ["CAPABILITY_NAMED_IAM"] and an
enabled auto_deployment, and add an aws_cloudformation_stack_set_instance with the root as deployment target. Such a
StackSet does not cover the management account: apply this module there.
"""
_PROVIDER = """
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}
"""
_DATA = """
data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}
"""
_TRUST = """
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${var.trusted_account_id}:root"]
    }
"""
_OUTPUT = """
output "role_arn" {
  value = aws_iam_role.bks.arn
}
"""


def to_terraform(role: RoleTemplate) -> str:
    """The module, as the text of one file."""
    return "\n".join(
        [
            *_comments(role),
            *_PROVIDER.splitlines(),
            *_variables(role),
            *_DATA.splitlines(),
            *_trust_policy(),
            *_permissions(role),
            *_role(role),
            *_OUTPUT.splitlines(),
            "",
        ]
    )


def _comments(role: RoleTemplate) -> Iterator[str]:
    deployment = _DEPLOYMENT.format(access=role.access.value)
    for line in (*role.notes, *deployment.splitlines()):
        yield f"# {line}".rstrip()


def _variables(role: RoleTemplate) -> Iterator[str]:
    for each in role.parameters:
        yield ""
        yield f'variable "{each.name}" {{'
        yield f"  description = {_quoted(each.description)}"
        yield "  type        = string"
        if each.default is not None:
            yield f"  default     = {_quoted(each.default)}"
        yield ""
        yield "  validation {"
        yield f"    condition     = can(regex({_quoted(f'^{each.pattern}$')}, var.{each.name}))"
        yield f"    error_message = {_quoted(each.form)}"
        yield "  }"
        yield "}"


def _trust_policy() -> Iterator[str]:
    yield from _TRUST.splitlines()
    account = f"[var.{TRUSTED_ACCOUNT.name}]"
    yield from _indented(4, ("", "condition {", *_indented(2, _equals(TRUSTED_ACCOUNT, account)), "}"))
    for each in OPTIONAL_TRUST:
        yield from _indented(4, _optional_condition(each))
    yield from ("  }", "}")


def _optional_condition(parameter: TrustParameter) -> Iterator[str]:
    value = f"var.{parameter.name}"
    yield from (
        "",
        'dynamic "condition" {',
        f'  for_each = {value} == "" ? [] : [{value}]',
        "",
        "  content {",
        *_indented(4, _equals(parameter, "[condition.value]")),
        "  }",
        "}",
    )


def _equals(parameter: TrustParameter, values: str) -> tuple[str, ...]:
    return ('test     = "StringEquals"', f'variable = "{parameter.condition_key}"', f"values   = {values}")


def _permissions(role: RoleTemplate) -> Iterator[str]:
    yield from ("", 'data "aws_iam_policy_document" "permissions" {')
    for number, statement in enumerate(role.statements):
        if number:
            yield ""
        yield from _indented(2, _statement(statement))
    yield "}"


def _statement(statement: Statement) -> Iterator[str]:
    yield f"# {statement.reason}"
    yield "statement {"
    yield f'  sid    = "{statement.name}"'
    yield f'  effect = "{"Allow" if statement.allows else "Deny"}"'
    for name, items in (("actions", statement.actions), ("resources", map(_resource_arn, statement.resources))):
        yield ""
        yield f"  {name} = ["
        yield from (f"    {_quoted(item)}," for item in items)
        yield "  ]"
    yield "}"


def _resource_arn(resource: str) -> str:
    return resource.format(
        partition="${data.aws_partition.current.partition}", account="${data.aws_caller_identity.current.account_id}"
    )


def _role(role: RoleTemplate) -> Iterator[str]:
    yield from (
        "",
        'resource "aws_iam_role" "bks" {',
        f"  name                 = {_quoted(role.name)}",
        f"  description          = {_quoted(role.description)}",
        f"  max_session_duration = {MAX_SESSION_SECONDS}",
        "  assume_role_policy   = data.aws_iam_policy_document.trust.json",
        "}",
        "",
        'resource "aws_iam_role_policy" "bks" {',
        f"  name   = {_quoted(role.name)}",
        "  role   = aws_iam_role.bks.id",
        "  policy = data.aws_iam_policy_document.permissions.json",
        "}",
    )


def _indented(columns: int, lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(" " * columns + line if line else "" for line in lines)


def _quoted(text: str) -> str:
    """A text in quotes. None has `${` unless Terraform must insert something there."""
    return json.dumps(text)
