"""The managed policies of AWS that the demo account knows: what matters of each document, in its present version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

_Statement: TypeAlias = dict[str, Any]

_WORKSPACES = "arn:aws:aws-external-anthropic:*:*:workspace/*"
_DENIED_TO_A_QUARANTINED_USER = (
    "cloudtrail:LookupEvents",
    "ec2:RequestSpotInstances",
    "ec2:RunInstances",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:DetachUserPolicy",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAccessKey",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
)


def _allow(*actions: str, resource: str = "*", **more: Any) -> _Statement:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def _deny(*actions: str) -> _Statement:
    return {"Effect": "Deny", "Action": list(actions), "Resource": "*"}


def _subscribe_through(*services: str) -> _Statement:
    through = {"aws:CalledViaLast": [f"{service}.amazonaws.com" for service in services]}
    return _allow("aws-marketplace:Subscribe", "aws-marketplace:ViewSubscriptions", Condition={"StringEquals": through})


_STATEMENTS: Mapping[str, tuple[_Statement, ...]] = {
    "AdministratorAccess": (_allow("*"),),
    "PowerUserAccess": (
        {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
        _allow("iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"),
    ),
    "ReadOnlyAccess": (_allow("bedrock:Get*", "bedrock:List*", "iam:Get*", "iam:List*", "s3:Get*", "s3:List*"),),
    "IAMFullAccess": (_allow("iam:*", "organizations:DescribeAccount"),),
    "IAMUserChangePassword": (
        _allow("iam:ChangePassword", resource="arn:aws:iam::*:user/${aws:username}"),
        _allow("iam:GetAccountPasswordPolicy"),
    ),
    "AmazonS3ReadOnlyAccess": (_allow("s3:Get*", "s3:List*", "s3:Describe*"),),
    "AmazonBedrockFullAccess": (
        _allow("bedrock:*"),
        _allow("iam:PassRole", resource="arn:aws:iam::*:role/*AmazonBedrock*"),
        _subscribe_through("bedrock"),
    ),
    "AmazonBedrockLimitedAccess": (
        _allow(
            "bedrock:Get*",
            "bedrock:List*",
            "bedrock:CallWithBearerToken",
            "bedrock:CreateProvisionedModelThroughput",
            "bedrock:DeleteGuardrail",
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
            Sid="BedrockAPIs",
        ),
        _allow("iam:ListRoles", "ec2:DescribeVpcs", "ec2:DescribeSubnets", Sid="APIsWithAllResourceAccess"),
        _allow("bedrock-mantle:CallWithBearerToken", "bedrock-mantle:CreateInference", Sid="BedrockMantleAPIs"),
        _subscribe_through("bedrock", "bedrock-mantle"),
    ),
    "AmazonBedrockMantleInferenceAccess": (
        _allow("bedrock-mantle:CreateInference", resource="arn:aws:bedrock-mantle:*:*:project/*"),
        _allow("bedrock-mantle:CallWithBearerToken"),
        _subscribe_through("bedrock-mantle"),
    ),
    "AnthropicLimitedAccess": (
        _allow("aws-external-anthropic:CreateInference", "aws-external-anthropic:Get*", resource=_WORKSPACES),
        _allow("aws-external-anthropic:CallWithBearerToken"),
        _allow(
            "sts:GetWebIdentityToken",
            Condition={
                "ForAnyValue:StringEquals": {"sts:IdentityTokenAudience": ["https://platform.claude.com"]},
                "StringEquals": {"aws:CalledViaLast": "aws-external-anthropic.amazonaws.com"},
            },
        ),
    ),
    "CloudWatchLogsAPIKeyAccess": (_allow("logs:CallWithBearerToken", "logs:PutLogEvents"),),
    "CloudWatchAPIKeyAccess": (_allow("cloudwatch:CallWithBearerToken", "cloudwatch:PutMetricData"),),
    "AWSXRayAPIKeyAccess": (_allow("xray:CallWithBearerToken", "xray:PutTraceSegments"),),
    "AWSCompromisedKeyQuarantineV2": (_deny(*_DENIED_TO_A_QUARANTINED_USER),),
    # It denies neither bearer tokens nor bedrock-mantle.
    "AWSCompromisedKeyQuarantineV3": (
        _deny(
            *_DENIED_TO_A_QUARANTINED_USER,
            "bedrock:CreateFoundationModelAgreement",
            "bedrock:CreateModelInvocationJob",
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
            "bedrock:PutFoundationModelEntitlement",
        ),
    ),
}


def managed_document(name: str) -> str | None:
    """The document of a managed policy of AWS, as JSON text; None if the demo does not know it."""
    statements = _STATEMENTS.get(name)
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}) if statements else None
