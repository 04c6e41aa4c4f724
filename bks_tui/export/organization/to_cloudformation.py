"""A member role as a CloudFormation template, to be deployed as a StackSet."""

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
Deploy it as a StackSet to all accounts of the organization, and to those that join later. IAM is global: one Region
is enough. TrustedAccountId is the account of those who run bks; the other parameters are optional. In the management
account, run:

  aws cloudformation activate-organizations-access
  aws cloudformation create-stack-set --stack-set-name {stack} --template-body file://{stack}.yaml \\
    --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED \\
    --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
    --parameters ParameterKey=TrustedAccountId,ParameterValue={account}
  aws cloudformation create-stack-instances --stack-set-name {stack} --regions us-east-1 \\
    --deployment-targets OrganizationalUnitIds=r-EXAMPLE

A service-managed StackSet does not cover the management account. There, deploy the same template as a stack:

  aws cloudformation deploy --stack-name {stack} --template-file {stack}.yaml \\
    --capabilities CAPABILITY_NAMED_IAM --parameter-overrides TrustedAccountId={account}
"""


def to_cloudformation(role: RoleTemplate) -> str:
    """The template in YAML, which has comments, unlike JSON."""
    return "\n".join(
        [
            *_comments(role),
            "",
            'AWSTemplateFormatVersion: "2010-09-09"',
            f"Description: {_quoted(role.description)}",
            "",
            "Parameters:",
            *_indented(2, _parameters(role)),
            "",
            "Conditions:",
            *(f'  Has{_logical(each)}: !Not [!Equals [!Ref {_logical(each)}, ""]]' for each in OPTIONAL_TRUST),
            "",
            "Resources:",
            *_indented(2, _resource(role)),
            "",
            "Outputs:",
            "  RoleArn:",
            "    Value: !GetAtt Role.Arn",
            "",
        ]
    )


def _comments(role: RoleTemplate) -> Iterator[str]:
    stack = f"bks-{role.access.value}"
    deployment = _DEPLOYMENT.format(stack=stack, account=role.trusted_account or "111122223333")
    for line in (*role.notes, *deployment.splitlines()):
        yield f"# {line}".rstrip()


def _parameters(role: RoleTemplate) -> Iterator[str]:
    for each in role.parameters:
        yield f"{_logical(each)}:"
        yield "  Type: String"
        yield f"  Description: {_quoted(each.description)}"
        if each.default is not None:
            yield f"  Default: {_quoted(each.default)}"
        yield f"  AllowedPattern: {_quoted(each.pattern)}"
        yield f"  ConstraintDescription: {_quoted(each.form)}"


def _resource(role: RoleTemplate) -> Iterator[str]:
    yield from (
        "Role:",
        "  Type: AWS::IAM::Role",
        "  Properties:",
        f"    RoleName: {_quoted(role.name)}",
        f"    Description: {_quoted(role.description)}",
        f"    MaxSessionDuration: {MAX_SESSION_SECONDS}",
        "    AssumeRolePolicyDocument:",
        *_indented(6, _trust_policy()),
        "    Policies:",
        f"      - PolicyName: {_quoted(role.name)}",
        "        PolicyDocument:",
        '          Version: "2012-10-17"',
        "          Statement:",
    )
    for statement in role.statements:
        yield from _indented(12, _statement(statement))


def _trust_policy() -> Iterator[str]:
    account = _logical(TRUSTED_ACCOUNT)
    yield from (
        'Version: "2012-10-17"',
        "Statement:",
        "  - Effect: Allow",
        "    Principal:",
        f'      AWS: !Sub "arn:${{AWS::Partition}}:iam::${{{account}}}:root"',
        "    Action: sts:AssumeRole",
        "    Condition:",
        "      StringEquals:",
        f"        {TRUSTED_ACCOUNT.condition_key}: !Ref {account}",
    )
    for each in OPTIONAL_TRUST:
        name = _logical(each)
        yield f'        {each.condition_key}: !If [Has{name}, !Ref {name}, !Ref "AWS::NoValue"]'


def _statement(statement: Statement) -> Iterator[str]:
    yield f"# {statement.reason}"
    yield f"- Sid: {statement.name}"
    yield f"  Effect: {'Allow' if statement.allows else 'Deny'}"
    yield "  Action:"
    yield from (f"    - {action}" for action in statement.actions)
    yield "  Resource:"
    yield from (f"    - {_resource_arn(resource)}" for resource in statement.resources)


def _resource_arn(resource: str) -> str:
    if "{" not in resource:
        return _quoted(resource)
    return f"!Sub {_quoted(resource.format(partition='${AWS::Partition}', account='${AWS::AccountId}'))}"


def _logical(parameter: TrustParameter) -> str:
    """`trusted_account_id` as CloudFormation names it: `TrustedAccountId`."""
    return parameter.name.title().replace("_", "")


def _indented(columns: int, lines: Iterable[str]) -> Iterator[str]:
    return (" " * columns + line for line in lines)


def _quoted(text: str) -> str:
    """A text in quotes, which YAML reads as JSON does."""
    return json.dumps(text)
